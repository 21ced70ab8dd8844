"""The token of the form: signed, for one form, good once, not too soon and not for ever.

A person needs seconds to write what a robot sends at once, and a form that was copied a thousand
times is sent a thousand times. Nothing is kept until a token comes back: whoever keeps its digest
sees it come twice.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# Pasting a sentence and pressing the button takes a person longer.
SOONEST = timedelta(seconds=2)
# Somebody left the page open overnight; later the form asks for a new one and keeps the text.
LATEST = timedelta(hours=24)
LONGEST_NONCE = 64

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNIT = timedelta(milliseconds=1)
_TOKEN = re.compile(
    rf"(?P<issued>[0-9]{{1,15}})\.(?P<nonce>[A-Za-z0-9_-]{{1,{LONGEST_NONCE}}})\.[0-9a-f]{{64}}"
)


class Forged(Exception):
    """It was not made here, or for another form."""


class TooFast(Exception):
    """It came back sooner than a person writes."""


class Expired(Exception):
    """It is too old."""


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token that came back in order. It is good once: its digest is to be kept until it ends."""

    digest: str
    issued_at: datetime
    expires_at: datetime


def issue(*, form: str, now: datetime, nonce: str, key: bytes) -> str:
    """Return a token for the form of this name. `nonce` is random and never the same."""
    token = _signed(form, (now - _EPOCH) // _UNIT, nonce, key)
    assert _TOKEN.fullmatch(token), f"{nonce!r} is no nonce: letters, digits, - and _."
    return token


def check(token: str, *, form: str, now: datetime, key: bytes) -> Token:
    """Return the token that the form sent. Raise Forged, TooFast or Expired."""
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        raise Forged
    issued = int(parts["issued"])
    expected = _signed(form, issued, parts["nonce"], key)
    if not hmac.compare_digest(token, expected):
        raise Forged
    # The signature is true: it is a time that this program wrote.
    issued_at = _EPOCH + issued * _UNIT
    if now < issued_at + SOONEST:
        raise TooFast
    if now > issued_at + LATEST:
        raise Expired
    return Token(
        digest=hashlib.sha256(token.encode()).hexdigest(),
        issued_at=issued_at,
        expires_at=issued_at + LATEST,
    )


def _signed(form: str, issued: int, nonce: str, key: bytes) -> str:
    message = f"{form}:{issued}:{nonce}".encode()
    return f"{issued}.{nonce}.{hmac.new(key, message, hashlib.sha256).hexdigest()}"
