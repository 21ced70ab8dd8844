"""Signing a request with a user's keys: OAuth 1.0a, RFC 5849, with HMAC-SHA1."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlsplit


@dataclass(frozen=True, kw_only=True)
class UserKeys:
    """The application's key and the user's, each with its secret."""

    client_key: str
    client_secret: str = field(repr=False)
    token: str
    token_secret: str = field(repr=False)


def signed_header(
    *,
    method: str,
    url: str,
    keys: UserKeys,
    nonce: str,
    timestamp: int,
    form: Sequence[tuple[str, str]] = (),
) -> str:
    """Return the value of the header Authorization.

    `form` are the fields of a body application/x-www-form-urlencoded; JSON and multipart bodies
    are not signed (RFC 5849, 3.4.1.3.1). The same nonce and timestamp give the same header.
    """
    named = {
        "oauth_consumer_key": keys.client_key,
        "oauth_token": keys.token,
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(timestamp),
        "oauth_nonce": nonce,
    }
    base = signature_base(method=method, url=url, fields=[*named.items(), *form])
    key = f"{_encoded(keys.client_secret)}&{_encoded(keys.token_secret)}"
    # The protocol says SHA-1; as an HMAC it is not broken.
    digest = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
    named["oauth_signature"] = base64.b64encode(digest).decode()
    return "OAuth " + ", ".join(f'{name}="{_encoded(value)}"' for name, value in named.items())


def signature_base(*, method: str, url: str, fields: Sequence[tuple[str, str]]) -> str:
    """Return what is signed (RFC 5849, 3.4.1.1): method, address and all fields in order."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if parts.port not in (None, {"http": 80, "https": 443}.get(parts.scheme)):
        host = f"{host}:{parts.port}"
    address = f"{parts.scheme}://{host}{parts.path or '/'}"
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *fields]
    sorted_pairs = sorted((_encoded(name), _encoded(value)) for name, value in pairs)
    said = "&".join(f"{name}={value}" for name, value in sorted_pairs)
    return "&".join((method.upper(), _encoded(address), _encoded(said)))


def _encoded(text: str) -> str:
    # RFC 5849, 3.6: only unreserved characters stand for themselves.
    return quote(text, safe="-._~")
