"""What each setting must be, beyond its type."""

import zoneinfo
from collections.abc import Callable
from email.utils import parseaddr
from typing import Any
from urllib.parse import SplitResult, urlsplit

LANGUAGES = ("fr", "en")
# More processes than this on one machine wait for one another rather than help.
WORKER_LIMIT = 64
# A year: longer is not a cache.
LONGEST_CDN_SECONDS = 31_536_000
LAST_PORT = 65_535


def _is_cache(value: str) -> bool:
    if not value:
        return True
    parts = _parts_of(value)
    if parts is None or not parts.hostname or parts.path not in {"", "/"}:
        return False
    return parts.scheme in {"http", "https"} or (
        parts.scheme == "cloudflare" and bool(parts.username)
    )


def _is_cdn_seconds(value: int) -> bool:
    return 0 <= value <= LONGEST_CDN_SECONDS


def _is_language(value: str) -> bool:
    return value in LANGUAGES


def _is_worker_count(value: int) -> bool:
    return 1 <= value <= WORKER_LIMIT


def _is_address(value: str) -> bool:
    parts = _parts_of(value)
    return (
        parts is not None
        and parts.scheme in {"http", "https"}
        and parts.path in {"", "/"}
        and not (parts.query or parts.fragment or parts.username)
    )


def _is_time_zone(value: str) -> bool:
    return value in zoneinfo.available_timezones()


def _is_bind(value: str) -> bool:
    return split_bind(value) is not None


def _is_database(value: str) -> bool:
    if not value:
        return True
    # libpq also takes a socket's folder as ?host=, and then the address has no host.
    parts = _parts_of(value, host_required=False)
    return parts is not None and parts.scheme in {"postgresql", "postgres"} and len(parts.path) > 1


def _is_mail(value: str) -> bool:
    parts = _parts_of(value)
    return not value or (parts is not None and parts.scheme in {"smtp", "smtps"})


def _is_sender(value: str) -> bool:
    return not value or "@" in parseaddr(value)[1]


def _is_rehearsal(value: str) -> bool:
    if not value:
        return True
    parts = _parts_of(value)
    return (
        parts is not None
        and parts.netloc == f"127.0.0.1:{parts.port}"
        and parts.geturl() == f"http://{parts.netloc}"
    )


def _parts_of(value: str, *, host_required: bool = True) -> SplitResult | None:
    """Return the parts of an address, or None when it is none."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return None
    return parts if (parts.hostname or not host_required) and port != 0 else None


def split_bind(value: str) -> tuple[str, int] | None:
    """Return the host and the port of HOST:PORT or [IPV6]:PORT, or None when it is neither."""
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) <= LAST_PORT:
        return None
    return host.removeprefix("[").removesuffix("]"), int(port)


# What a value must be, by its key, and how that is said.
RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "address": (_is_address, "must be http:// or https:// and a host, without a path"),
    "language": (_is_language, "must be fr or en"),
    "time_zone": (_is_time_zone, "must be a time zone such as Europe/Paris"),
    "bind": (_is_bind, "must be HOST:PORT, for instance 127.0.0.1:8000"),
    "workers": (_is_worker_count, f"must be from 1 to {WORKER_LIMIT}"),
    "database_url": (_is_database, "must be postgresql://user:password@host/name or empty"),
    "cache_url": (_is_cache, "must be http://host:port, cloudflare://TOKEN@ZONE or empty"),
    "cdn_seconds": (_is_cdn_seconds, f"must be from 0 to {LONGEST_CDN_SECONDS}"),
    "payment_rehearsal": (_is_rehearsal, "must be http://127.0.0.1:PORT or empty"),
    "mail_url": (_is_mail, "must be smtp://user:password@host:port?tls=starttls or empty"),
    "mail_from": (_is_sender, "must be an e-mail address or empty"),
}
