"""Mails: a row before they are sent, so that a crash neither loses nor forgets one.

`post_mail` writes the row and its task in the caller's transaction. Between the sending and the
note that it was done a crash can send a mail twice; it has the same Message-ID, by which mail
programs drop the second.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage  # noqa: TID251 - the one place
from django.db import transaction
from django_tasks import task

from obole.foundation import clock
from obole.foundation.models import OutgoingMail

# Long enough to look into a complaint that a mail did not come.
KEEP_SENT = timedelta(days=7)
FORGOTTEN_AT_ONCE = 1_000


def post_mail(
    *,
    key: str,
    recipient: str,
    subject: str,
    text: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send a mail when the transaction has committed.

    `key` names what it is about (`statement:12`): a second call with the same key does nothing.
    The subject is made one line. Headers such as List-Unsubscribe or In-Reply-To go as they are.
    """
    assert transaction.get_connection().in_atomic_block, (
        f"{key} was posted outside a transaction: a crash could part it from its cause."
    )
    mail, is_new = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "recipient": recipient,
            # Not split(): it would break the spaces of French amounts.
            "subject": " ".join(subject.splitlines()),
            "text": text,
            "headers": dict(headers or {}),
            "made_at": clock.now(),
        },
    )
    if is_new:
        send_mail.enqueue(mail_id=mail.pk)


@task()
def send_mail(*, mail_id: int) -> None:
    """Hand one mail to the mail server, unless that was done."""
    mail = OutgoingMail.objects.get(pk=mail_id)
    if mail.sent_at is not None:
        return
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    EmailMessage(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient],
        headers={
            "Message-ID": f"<{mail.key.replace(':', '.')}@{host}>",
            # Automatic answers would answer a machine (RFC 3834).
            "Auto-Submitted": "auto-generated",
            **mail.headers,
        },
    ).send()
    OutgoingMail.objects.filter(pk=mail_id).update(sent_at=clock.now())


def forget_sent_mails(*, now: datetime) -> int:
    """Delete the mails that were sent long ago; return how many."""
    old = OutgoingMail.objects.filter(sent_at__lt=now - KEEP_SENT).order_by("pk")
    keys = list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    deleted, _ = OutgoingMail.objects.filter(pk__in=keys).delete()
    return deleted
