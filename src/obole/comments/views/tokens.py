"""The token of the form: issued when it is fetched, read when it is sent."""

import hashlib
import secrets
from datetime import datetime

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from obole.limits import tokens

NONCE_BYTES = 16


def form_key() -> bytes:
    """Return what tokens and puzzles are signed with, derived from the site's secret."""
    return salted_hmac("obole.comments.form", "", algorithm="sha256").digest()


def issue_token(*, page_id: int, now: datetime) -> str:
    """Return a token for one form below this page."""
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    return tokens.issue(form=_form_of(page_id), now=now, nonce=nonce, key=form_key())


def digest_of(token: str) -> str:
    """Return what names a form: the key of the comment that is sent with it, and of its puzzle.

    So the same form sent twice makes one comment, and a solved puzzle is good for one form.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def read_token(token: str, *, page_id: int, now: datetime) -> tuple[str, str]:
    """Return the digest of a token that is fit; else an empty one, and what is the matter."""
    if not token:
        return "", ""
    try:
        tokens.check(token, form=_form_of(page_id), now=now, key=form_key())
    except tokens.TooFast:
        return "", _("That was faster than anybody writes. Please send it once more.")
    except (tokens.Expired, tokens.Forged):
        return "", _("This form had lain for a long time. Please send it once more.")
    return digest_of(token), ""


def _form_of(page_id: int) -> str:
    return f"obole.comments.form:{page_id}"
