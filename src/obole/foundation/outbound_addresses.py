"""Which hosts and addresses of the Internet this program may talk to. Pure rules, no network."""

import ipaddress
import re
from ipaddress import IPv4Address, IPv6Address

Address = IPv4Address | IPv6Address

ALLOWED_SCHEMES = ("http", "https")
ALLOWED_PORTS = (80, 443)
# Limits of the DNS (RFC 1035, 2.3.4).
LONGEST_HOST = 253
LONGEST_LABEL = 63

# `is_global` let ten of ninety-two hostile addresses pass on Python 3.11; these are the networks
# that it misses, or missed in one of the versions that we support.
CLOSED_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # Carrier-grade NAT; a cloud's metadata service at 100.100.100.200.
        "168.63.129.16/32",  # A cloud's platform service, with a public address.
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays.
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",  # Teredo, ORCHID and other protocols.
        "2001:db8::/32",
        "2002::/16",  # 6to4 hides an IPv4 address.
        "3fff::/20",
    )
)
# Everything else of IPv6 is local, reserved, or hides an IPv4 address (NAT64, ::ffff:0:0/96).
IPV6_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")

# Names of private networks and of other name systems (RFC 6761, 6762, 7686, 8375, 9476), and
# those that routers and offices use.
CLOSED_DOMAINS = frozenset(
    ("alt", "arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local")
) | frozenset(("localdomain", "localhost", "onion", "private", "test"))

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
# What a resolver may read as an IPv4 address: 127.1, 0x7f000001, 017700000001.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class AddressRefused(Exception):
    """The address is not one that this program may fetch; the message says why."""


def check_host(host: str) -> Address | None:
    """Return the address that the host spells, or None if it is a name to resolve.

    The host comes from a parsed URL, in lower case and ASCII. Raise AddressRefused.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        _check_name(host)
        return None
    check_address(address)
    return address


def check_address(address: Address) -> None:
    """Raise AddressRefused unless the address belongs to the public Internet."""
    is_open = (
        address.is_global
        and not address.is_multicast
        and not any(address in network for network in CLOSED_NETWORKS)
        and (address.version == 4 or address in IPV6_GLOBAL_UNICAST)  # noqa: PLR2004
    )
    if not is_open:
        raise AddressRefused(f"{address} is not an address of the public Internet.")


def _check_name(host: str) -> None:
    labels = host.removesuffix(".").split(".")
    if len(host) > LONGEST_HOST or any(len(label) > LONGEST_LABEL for label in labels):
        raise AddressRefused("The name of the server is too long.")
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressRefused(f"{host!r} is not the name of a server.")
    if _NUMBER.fullmatch(labels[-1]):
        raise AddressRefused(f"{host} is a number that hides an address.")
    if len(labels) == 1 or labels[-1] in CLOSED_DOMAINS:
        raise AddressRefused(f"{host} is a name of a private network.")
