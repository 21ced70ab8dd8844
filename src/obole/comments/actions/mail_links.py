"""Links in mails to moderators: each lets one colleague decide about one comment, without a log-in.

Whoever has the mail has the link, as with a link that sets a password; so it can do little: approve
or reject that comment, as long as it waits as it did when the mail was written, for three days. It
dies when the colleague changes the password, loses the permission or is deactivated. What is
decided stands in the record under their name, and can be undone in the desk. A look at the page
changes nothing: programs that look into mails open links too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare

from obole.accounts.models import User
from obole.comments.models import Comment

MODERATE_COMMENT = "comments.moderate_comment"
# A weekend, and a day to come back from it.
LINK_LASTS = timedelta(hours=72)
_SALT = "obole.comments.mail-links"


class UnusableLink(Exception):
    """The link was altered or is too old, or its owner may not decide any more."""


@dataclass(frozen=True, kw_only=True)
class MailLink:
    """Who may decide about what."""

    user: User
    comment: Comment
    is_waiting: bool
    """It still waits, and as it did when the mail was written."""


def link_token(*, user: User, comment: Comment, now: datetime) -> str:
    """Return what names one colleague and one comment in an address."""
    return signing.dumps(
        {
            "user": user.pk,
            "comment": comment.pk,
            "waits": _waits(comment),
            "password": _trace_of_password(user),
            "until": (now + LINK_LASTS).timestamp(),
        },
        salt=_SALT,
    )


def open_link(*, token: str, now: datetime) -> MailLink:
    """Return what a token names. Raise UnusableLink."""
    try:
        said = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise UnusableLink("The link was altered, or is not one of ours.") from None
    if now.timestamp() > said["until"]:
        raise UnusableLink("The link is too old.")
    user = User.objects.filter(pk=said["user"], is_active=True).first()
    if user is None or not user.has_perm(MODERATE_COMMENT):
        raise UnusableLink("Its owner may not decide any more.")
    if not constant_time_compare(said["password"], _trace_of_password(user)):
        raise UnusableLink("Its owner has changed the password since.")
    comment = Comment.objects.select_related("thread__page").filter(pk=said["comment"]).first()
    if comment is None:
        raise UnusableLink("The comment has gone with its page.")
    is_waiting = comment.queue != "" and said["waits"] == _waits(comment)
    return MailLink(user=user, comment=comment, is_waiting=is_waiting)


def _waits(comment: Comment) -> list[str]:
    """Return what tells this time of waiting, and this text, from later ones."""
    edited_at, queued_at = comment.edited_at, comment.queued_at
    return [each.isoformat() if each else "" for each in (queued_at, edited_at)]


def _trace_of_password(user: User) -> str:
    # Django's own digest of it, which ends sessions in the same way; a part tells enough.
    return user.get_session_auth_hash()[:16]
