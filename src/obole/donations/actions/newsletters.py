"""Whoever ticks the newsletter in the giving form is asked once more, by mail."""

import hashlib
import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from obole.donations.models import NewsletterWish
from obole.donations.queries.house import newsroom_name
from obole.foundation.mail import post_mail

SECRET_BYTES: Final = 24


class UnknownWish(LookupError):
    """Nobody asked with this link, or it was used for another wish since."""


@transaction.atomic
def ask_for_newsletter(*, email: str, language: str, now: datetime) -> NewsletterWish:
    """Keep the wish and send a mail that asks to confirm it; one a day, none once confirmed."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    wish = NewsletterWish.objects.select_for_update().filter(email__iexact=email).first()
    if wish is None:
        wish = NewsletterWish(email=email)
    elif wish.state == NewsletterWish.State.CONFIRMED or wish.asked_at.date() == now.date():
        return wish
    wish.language, wish.asked_at, wish.secret_digest = language, now, _digest(secret)
    wish.save()
    with translation.override(language):
        post_mail(
            key=f"newsletter-wish:{wish.pk}:{timezone.localdate(now)}",
            recipient=email,
            subject=_("Do you want the newsletter of %(newsroom)s?")
            % {"newsroom": newsroom_name()},
            text=_(
                "Somebody, probably you, asked for the newsletter of %(newsroom)s for this "
                "address. To have it, open this page and press the button.\n%(address)s\n\n"
                "If it was not you, do nothing: nothing will be sent."
            )
            % {
                "newsroom": newsroom_name(),
                "address": settings.WAGTAILADMIN_BASE_URL
                + reverse("giving:newsletter", args=[secret]),
            },
        )
    return wish


def open_wish(*, secret: str) -> NewsletterWish:
    """Return the wish that this link belongs to. Raise UnknownWish."""
    wish = NewsletterWish.objects.filter(secret_digest=_digest(secret)).first()
    if wish is None:
        raise UnknownWish
    return wish


@transaction.atomic
def confirm_newsletter(*, secret: str, now: datetime) -> NewsletterWish:
    """Note that the address wants the newsletter; twice is once. Raise UnknownWish."""
    wish = NewsletterWish.objects.select_for_update().get(pk=open_wish(secret=secret).pk)
    if wish.state != NewsletterWish.State.CONFIRMED:
        wish.state, wish.confirmed_at = NewsletterWish.State.CONFIRMED, now
        wish.save(update_fields=["state", "confirmed_at"])
    return wish


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
