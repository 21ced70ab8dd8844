"""Where an attempt to log in comes from, and whom it names, as lock-outs count them."""

import ipaddress
import unicodedata
from typing import Any

from django.conf import settings
from django.http import HttpRequest

# One household or one office usually has a /64 of its own; an attacker has all of it.
IPV6_NETWORK_BITS = 64


def client_network(request: HttpRequest) -> str:
    """Return the network that the request comes from: the address, or the /64 of an IPv6 one.

    Only when our own proxy stands in front is X-Forwarded-For believed, and of it only the last
    address, which the proxy itself wrote.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.ENVIRONMENT.behind_proxy:
        text = request.META.get("HTTP_X_FORWARDED_FOR", text).rsplit(",", 1)[-1].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "0.0.0.0"  # noqa: S104 - a placeholder for "unknown", nothing listens on it
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        network = ipaddress.ip_network((address, IPV6_NETWORK_BITS), strict=False)
        return str(network.network_address)
    return str(address)


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the address that somebody tries, without case, accents and compatibility forms.

    Otherwise each variant that reaches the same account would have tries of its own
    (CVE-2026-97764 in another library).
    """
    values = credentials if credentials is not None else request.POST
    name = str(values.get("username") or values.get("email") or "")
    decomposed = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))[:254]
