"""A bucket of an S3 server, as `media_url` names it."""

import ipaddress
import re
from dataclasses import dataclass, field
from importlib.util import find_spec
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

FORM = "s3://KEY:SECRET@HOST/BUCKET?region=REGION&address=https://media.example.org"
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PARTS = {"region", "address", "tls"}
# What servers that have no regions take.
_USUAL_REGION = "us-east-1"
# What the extra `obole[s3]` installs.
_MODULES = ("storages", "boto3")


class UnusableBucket(ValueError):
    """The address names no bucket that we could use; the message says why, and holds no secret."""


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """Where media are, who we are there, and where readers get the public ones."""

    endpoint: str
    name: str
    region: str
    access_key: str
    secret_key: str = field(repr=False)
    address: str
    """Public address, without a slash at its end."""

    @property
    def public_origin(self) -> str:
        """Scheme, host and port of the public address, as a content security policy names it."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


def read_bucket(url: str) -> Bucket:
    """Return the bucket that an address names. Raise UnusableBucket."""
    parts = _parts_of(url)
    name = unquote(parts.path).strip("/")
    if not (parts.scheme == "s3" and parts.username and parts.password):
        raise UnusableBucket(f"must be {FORM} (a / in the secret is written %2F)")
    if not _BUCKET_NAME.fullmatch(name):
        raise UnusableBucket(f"names no bucket: it must be {FORM}")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if unknown := sorted(query.keys() - _PARTS):
        raise UnusableBucket(f"has the unknown part {unknown[0]!r} (region, address, tls exist)")
    is_plain = _is_plain(parts, tls=query.get("tls", "yes"))
    return Bucket(
        endpoint=f"{'http' if is_plain else 'https'}://{parts.netloc.rpartition('@')[2]}",
        name=name,
        region=query.get("region", _USUAL_REGION),
        access_key=unquote(parts.username),
        secret_key=unquote(parts.password),
        address=_public_address(query.get("address", ""), is_plain=is_plain),
    )


def problem_with(url: str) -> str | None:
    """Return what is wrong with the address, as the end of a sentence; None if it can be used."""
    if not url:
        return None
    try:
        read_bucket(url)
    except UnusableBucket as problem:
        return str(problem)
    if not all(find_spec(module) for module in _MODULES):
        return "needs packages that are not installed: pip install 'obole[s3]'"
    return None


def _parts_of(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or parts.fragment:
        raise UnusableBucket(f"must be {FORM} (a / or # in the secret is written %2F or %23)")
    return parts


def _is_plain(parts: SplitResult, *, tls: str) -> bool:
    if tls not in {"yes", "no"}:
        raise UnusableBucket("may say tls=yes or tls=no, nothing else")
    if tls == "no" and not _is_this_machine(parts.hostname):
        raise UnusableBucket("may say tls=no only of a server on this machine (127.0.0.1)")
    return tls == "no"


def _public_address(value: str, *, is_plain: bool) -> str:
    """Return the address where readers get pictures: HTTPS, but for a trial on one machine."""
    try:
        parts = urlsplit(value)
        is_address = parts.hostname and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or parts.query or parts.fragment or parts.username or "&" in parts.path:
        raise UnusableBucket("must say where readers get pictures: address=https://HOST")
    is_trial = is_plain and parts.scheme == "http" and _is_this_machine(parts.hostname)
    # The host stands in a content security policy: nothing may end it, or add to it.
    if (parts.scheme != "https" and not is_trial) or re.search(r"[\s;,'\"*]", value):
        raise UnusableBucket("must name an address of HTTPS for readers: address=https://HOST")
    return value.rstrip("/")


def _is_this_machine(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
