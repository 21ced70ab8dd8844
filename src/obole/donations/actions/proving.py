"""Proof of an address before a payment is begun, while cards fail in waves.

Where there is no JavaScript to solve a puzzle, a mail does the same: a person answers one, and
whoever tries ten thousand cards does not.
"""

import hashlib
import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from obole.donations.models import Gift
from obole.donations.queries.house import newsroom_name
from obole.foundation.mail import post_mail
from obole.limits import tokens

NONCE_BYTES: Final = 16


class UnknownProof(LookupError):
    """No such mail was sent, or its time is over."""


def form_key() -> bytes:
    """Return what tokens and puzzles of giving are signed with."""
    return salted_hmac("obole.donations.form", "", algorithm="sha256").digest()


def issue_token(*, form: str, now: datetime) -> str:
    """Return a token for the form of this name."""
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    return tokens.issue(form=form, now=now, nonce=nonce, key=form_key())


def digest_of(token: str) -> str:
    """Return what names one form."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def ask_for_proof(*, gift: Gift, now: datetime) -> None:
    """Send the link behind which the payment begins; once for a gift, however often asked."""
    assert gift.donor is not None, "The form asks for an address."
    token = issue_token(form=_proof_of(gift), now=now)
    with translation.override(gift.language):
        path = reverse("giving:proof", args=[gift.key, token])
        # Nothing of what was typed: through us, anybody could write anything to anybody.
        post_mail(
            key=f"gift-proof:{gift.pk}",
            recipient=gift.donor.email,
            subject=_("Go on with your gift to %(newsroom)s") % {"newsroom": newsroom_name()},
            text=_(
                "Somebody, probably you, wants to give %(amount)s to %(newsroom)s and gave this "
                "address.\n\n"
                "Stolen cards are being tried at our form these minutes, so we ask everybody to "
                "go on from here. The link works for 24 hours.\n%(address)s\n\n"
                "If it was not you, do nothing: nothing is paid."
            )
            % {
                "amount": gift.to_pay.formatted(gift.language),
                "newsroom": newsroom_name(),
                "address": settings.WAGTAILADMIN_BASE_URL + path,
            },
        )


def check_proof(*, gift: Gift, token: str, now: datetime) -> None:
    """Do nothing if the token came from the mail about this gift. Raise UnknownProof."""
    try:
        tokens.check(token, form=_proof_of(gift), now=now, key=form_key())
    except tokens.TooFast:
        return
    except (tokens.Forged, tokens.Expired):
        raise UnknownProof from None


def _proof_of(gift: Gift) -> str:
    return f"obole.donations.proof:{gift.key}"
