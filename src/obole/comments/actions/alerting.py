"""Mails to moderators: a legal notice at once, other comments when they have waited too long."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from obole.accounts.models import User
from obole.accounts.queries import desk_language_of
from obole.comments.actions.clearing import Word
from obole.comments.actions.mail_links import LINK_LASTS, MODERATE_COMMENT, link_token
from obole.comments.models import Comment, DeskPreferences, Notice
from obole.comments.queries.queue import overdue
from obole.foundation.mail import post_mail

# More would not be read in a mail; the desk has the rest.
LISTED_IN_MAIL = 10
QUOTED_CHARACTERS = 1_000
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@transaction.atomic
def tell_of_notice(*, notice_id: int, now: datetime) -> int:
    """Tell the moderators of a report that says a comment is against the law; return how many.

    A second call tells nobody again, nor does a second report on a comment that waits for its
    answer. A report that names the house rules alone waits in the desk.
    """
    notice = Notice.objects.get(pk=notice_id)
    comment = Comment.objects.select_related("thread__page").filter(pk=notice.comment_id).first()
    if notice.kind != Notice.Kind.LAW or comment is None or _is_known(notice):
        return 0
    told = 0
    for user in moderators_who_want_mails():
        with translation.override(desk_language_of(user=user)):
            post_mail(
                key=f"comment-notice:{notice.pk}:{user.pk}",
                recipient=user.email,
                subject=_("A comment was reported as against the law"),
                text=_notice_text(notice, comment, user=user, now=now),
            )
        told += 1
    return told


def _is_known(notice: Notice) -> bool:
    """Tell whether the moderators heard of the same comment before, and it still waits."""
    earlier = Notice.objects.filter(comment=notice.comment_id, kind=Notice.Kind.LAW)
    return earlier.filter(decided_at=None, pk__lt=notice.pk).exists()


def _notice_text(notice: Notice, comment: Comment, *, user: User, now: datetime) -> str:
    return _(
        "Somebody reports a comment under “%(article)s” as against the law. From now on the "
        "newsroom knows of it, and must decide soon.\n\n"
        "What they say:\n%(explanation)s\n\n%(comment)s"
    ) % {
        "article": comment.thread.page.title,
        "explanation": _quoted(notice.explanation),
        "comment": _comment_text(comment, user=user, now=now),
    }


@transaction.atomic
def tell_of_overdue(*, now: datetime) -> int:
    """Tell each moderator what has waited longer than they want; return how many were told.

    Nobody is told more often than once in the span that they chose.
    """
    told = 0
    chosen = dict(DeskPreferences.objects.values_list("user", "mail_after_hours"))
    default = DeskPreferences().mail_after_hours
    for user in moderators_who_want_mails():
        span = timedelta(hours=chosen.get(user.pk, default))
        waiting = overdue(before=now - span, most=LISTED_IN_MAIL + 1)
        if not waiting:
            continue
        slot = int(now.timestamp() // span.total_seconds())
        with translation.override(desk_language_of(user=user)):
            post_mail(
                key=f"comments-waiting:{user.pk}:{slot}",
                recipient=user.email,
                subject=_digest_subject(waiting),
                text="\n\n".join(_digest_parts(waiting, user=user, now=now)),
            )
        told += 1
    return told


def _digest_subject(waiting: list[Comment]) -> str:
    if len(waiting) > LISTED_IN_MAIL:
        return _("More than %(count)d comments wait") % {"count": LISTED_IN_MAIL}
    return ngettext("%(count)d comment waits", "%(count)d comments wait", len(waiting)) % {
        "count": len(waiting)
    }


def _digest_parts(waiting: list[Comment], *, user: User, now: datetime) -> Iterator[str]:
    yield _("These comments have waited for a person for some time, the oldest first.")
    for comment in waiting[:LISTED_IN_MAIL]:
        yield "---"
        yield _("Under “%(article)s”:") % {"article": comment.thread.page.title}
        yield _comment_text(comment, user=user, now=now)
    yield "---"
    yield _("All that waits: %(address)s") % {"address": _address("comments_queue")}
    yield _("Whether you get these mails: %(address)s") % {
        "address": _address("comments_preferences")
    }


def _comment_text(comment: Comment, *, user: User, now: datetime) -> str:
    token = link_token(user=user, comment=comment, now=now)
    by_mail = _address("comments_by_mail:decide", token)
    return _(
        "%(name)s writes:\n%(body)s\n\n"
        "Approve: %(approve)s\nReject: %(reject)s\nOpen in the desk: %(open)s\n\n"
        "The first two links ask once more and need no log-in: forward this mail to nobody. They "
        "work for %(hours)d hours."
    ) % {
        "name": comment.author_name,
        "body": _quoted(comment.body),
        "approve": f"{by_mail}?word={Word.APPROVE}",
        "reject": f"{by_mail}?word={Word.REJECT}",
        "open": _address("comments_case", comment.pk),
        "hours": LINK_LASTS // timedelta(hours=1),
    }


def moderators_who_want_mails() -> list[User]:
    """Return those who may decide about comments and have not said that they want no mails."""
    deciding = User.objects.with_perm(MODERATE_COMMENT, backend=_BACKEND)
    unwilling = DeskPreferences.objects.filter(wants_mails=False).values("user")
    return list(deciding.exclude(pk__in=unwilling).order_by("pk"))


def _quoted(text: str) -> str:
    shown = text if len(text) <= QUOTED_CHARACTERS else text[: QUOTED_CHARACTERS - 1] + "…"
    return "\n".join(f"> {line}" for line in shown.splitlines())


def _address(name: str, *arguments: object) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse(name, args=arguments)}"
