"""Where a form came from, as a keyed digest: enough to count by, and nothing to read."""

import hashlib
import hmac
import ipaddress
from typing import Final

PART: Final = 32
"""Half of a digest is of the wider network, the other half of the source itself."""

_WIDER_BITS: Final = {4: 24, 6: 48}


def source_digest(network: str, *, key: bytes) -> str:
    """Return the digest of a source, given as the address that limits count by.

    Its first half is the same for the whole /24, or /48, around it.
    """
    address = ipaddress.ip_address(network)
    wider = ipaddress.ip_network((address, _WIDER_BITS[address.version]), strict=False)
    return _digest(str(wider), key) + _digest(network, key)


def network_part(digest: str) -> str:
    """Return the half that names the wider network."""
    return digest[:PART]


def _digest(text: str, key: bytes) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:PART]
