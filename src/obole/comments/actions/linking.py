"""A mailed link to what the newsroom has of a reader."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from obole.comments.actions.proving import ask_for_proof
from obole.comments.actions.secrecy import SECRET_BYTES, secret_digest
from obole.comments.models import Comment, Proof, Reader
from obole.foundation.mail import post_mail

LINK_LASTS = timedelta(hours=1)


class UnknownLink(LookupError):
    """No such link was sent, or its time is over."""


@transaction.atomic
def ask_again(*, comment: Comment, now: datetime) -> None:
    """Send once more the mail that asks whether its reader wrote the comment."""
    ask_for_proof(comment=comment, now=now)


@transaction.atomic
def send_link(*, email: str, now: datetime) -> None:
    """Send a reader the link to their own page; nothing happens where nobody has the address."""
    reader = Reader.objects.filter(email=email.strip().lower(), erased_at=None).first()
    if reader is None or reader.email is None:
        return
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = Proof.objects.create(
        reader=reader,
        secret_digest=secret_digest(secret),
        made_at=now,
        expires_at=now + LINK_LASTS,
    )
    address = settings.WAGTAILADMIN_BASE_URL + reverse("comments:myself", args=[secret])
    post_mail(
        key=f"comment-link:{link.pk}",
        recipient=reader.email,
        subject=_("Your comments"),
        text=_(
            "You, or somebody who knows your address, asked for the page with your comments. "
            "There you read them all, take them with you, or erase them. The link works for an "
            "hour.\n%(address)s\n\n"
            "If it was not you, do nothing."
        )
        % {"address": address},
    )


def open_link(*, secret: str, now: datetime) -> Proof:
    """Return what the secret of a mailed link belongs to. Raise UnknownLink."""
    links = Proof.objects.select_related("reader").filter(comment=None, expires_at__gt=now)
    link = links.filter(secret_digest=secret_digest(secret)).first()
    if link is None or link.reader.erased_at is not None:
        raise UnknownLink
    return link


@transaction.atomic
def use_link(*, link: Proof, now: datetime) -> Reader:
    """Note that whoever has the link has the address; return the reader."""
    Proof.objects.filter(pk=link.pk, used_at=None).update(used_at=now)
    Reader.objects.filter(pk=link.reader_id, email_proven_at=None).update(email_proven_at=now)
    link.reader.refresh_from_db()
    return link.reader
