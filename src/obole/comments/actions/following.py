"""Mails about answers: only to proven addresses, at most one an hour for a thread, easily ended."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from obole.comments.actions.secrecy import SECRET_BYTES
from obole.comments.models import Comment, CommentQuerySet, Follow
from obole.comments.queries.addresses import permanent_path, root_of_site
from obole.comments.queries.pages import NotReadable, commented_page
from obole.foundation.mail import post_mail
from obole.kernel.text import plain_text
from obole.pages.models import PublicPage

TELL_AT_MOST_EVERY = timedelta(hours=1)
# The rest is told in the next hour's mail; nobody reads more at once.
MOST_TOLD = 20
LONGEST_EXCERPT = 600
# A slice: whoever is left is told by the next run, five minutes later.
MOST_CAUGHT_UP = 500


class UnknownFollow(LookupError):
    """No mails about answers belong to this secret."""


@transaction.atomic
def follow_answers(*, comment: Comment, now: datetime) -> Follow:
    """Let the author of a comment hear of answers to it; what was ended begins anew."""
    assert comment.reader_id is not None, "A colleague's comments are followed in the desk."
    follow, is_new = Follow.objects.get_or_create(
        reader_id=comment.reader_id,
        comment=comment,
        defaults={
            "thread_id": comment.thread_id,
            "secret": secrets.token_urlsafe(SECRET_BYTES),
            "made_at": now,
        },
    )
    if not is_new:
        Follow.objects.filter(pk=follow.pk).update(ended_at=None)
    return follow


def open_follow(*, secret: str) -> Follow:
    """Return what the secret of a mail belongs to, ended or not. Raise UnknownFollow."""
    found = Follow.objects.select_related("comment", "thread__page__locale")
    follow = found.filter(secret=secret).first()
    if follow is None:
        raise UnknownFollow
    return follow


def end_follow(*, follow: Follow, now: datetime) -> None:
    """Send this reader no more mails about the thread; a second call changes nothing."""
    running = Follow.objects.filter(reader=follow.reader_id, thread=follow.thread_id, ended_at=None)
    running.update(ended_at=now)


def tell_of_answer(*, comment_id: int, now: datetime) -> int:
    """Write to those who wait for an answer that was published; return how many mails went out.

    Whoever had a mail about the thread within the hour is told by `tell_waiting`.
    """
    answer = Comment.objects.published().filter(pk=comment_id).first()
    if answer is None or answer.parent_id is None:
        return 0
    readers = _waiting().filter(comment=answer.parent_id).values_list("reader", flat=True)
    return sum(
        _tell(reader_id=reader_id, page_id=answer.thread_id, now=now)
        for reader_id in readers.order_by("pk")
    )


def tell_waiting(*, now: datetime) -> int:
    """Write to those whose hour has passed and who have answers to hear of; return how many."""
    rested = Q(told_at=None) | Q(told_at__lte=now - TELL_AT_MOST_EVERY)
    pairs = _waiting().filter(rested).values_list("reader", "thread").distinct()
    return sum(
        _tell(reader_id=reader_id, page_id=page_id, now=now)
        for reader_id, page_id in pairs.order_by("reader", "thread")[:MOST_CAUGHT_UP]
    )


def _waiting() -> QuerySet[Follow]:
    """Return the follows about which there is something to tell."""
    news = (
        Comment.objects.published()
        .filter(parent=OuterRef("comment"), number__gt=OuterRef("told_number"))
        .exclude(reader=OuterRef("reader"))
    )
    return Follow.objects.filter(
        Exists(news),
        ended_at=None,
        reader__email__isnull=False,
        reader__email_proven_at__isnull=False,
    )


@transaction.atomic
def _tell(*, reader_id: int, page_id: int, now: datetime) -> bool:
    follows = list(
        Follow.objects.select_for_update()
        .filter(reader=reader_id, thread=page_id, ended_at=None)
        .order_by("pk")
    )
    told = [follow.told_at for follow in follows if follow.told_at is not None]
    if told and now - max(told) < TELL_AT_MOST_EVERY:
        return False
    answers = list(_news_for(follows).order_by("number")[:MOST_TOLD])
    if not answers:
        return False
    try:
        page = commented_page(page_id)
    except NotReadable:
        return False
    _write(follows[0], answers=answers, page=page)
    keys = [follow.pk for follow in follows]
    Follow.objects.filter(pk__in=keys).update(told_at=now, told_number=answers[-1].number)
    return True


def _news_for(follows: Sequence[Follow]) -> CommentQuerySet:
    wanted = Q(pk__in=[])
    for follow in follows:
        wanted |= Q(parent=follow.comment_id, number__gt=follow.told_number)
    news = Comment.objects.published().filter(wanted).select_related("parent")
    return news.exclude(reader=F("parent__reader"))


def _write(follow: Follow, *, answers: Sequence[Comment], page: PublicPage) -> None:
    root = root_of_site(page)
    host = urlsplit(root).hostname or "localhost"
    ending = root + reverse("comments:follow", args=[follow.secret])
    with translation.override(page.locale.language_code):
        subject = ngettext(
            "An answer to your comment on “%(title)s”",
            "%(count)d answers to your comments on “%(title)s”",
            len(answers),
        ) % {"count": len(answers), "title": page.title}
        text = "\n\n".join(
            [
                *(_told(answer, root=root) for answer in answers),
                _("No more mails about these comments: %(address)s") % {"address": ending},
            ]
        )
    email = follow.reader.email
    assert email is not None, "Whoever is written to has an address."
    post_mail(
        key=f"comment-answers:{follow.reader_id}:{page.pk}:{answers[-1].number}",
        recipient=email,
        subject=subject,
        text=text,
        headers={
            # Mail programs put what has the same beginning into one conversation.
            "References": f"<comments.{page.pk}@{host}>",
            "In-Reply-To": f"<comments.{page.pk}@{host}>",
            "List-Id": f"<comments-{page.pk}.{host}>",
            # One click, without a page in between (RFC 8058).
            "List-Unsubscribe": f"<{ending}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _told(answer: Comment, *, root: str) -> str:
    text = plain_text(answer.html)
    if len(text) > LONGEST_EXCERPT:
        text = text[:LONGEST_EXCERPT].rpartition(" ")[0] + "…"
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    heading = _("%(name)s answered:") % {"name": answer.author_name or _("A reader")}
    return f"{heading}\n\n{quoted}\n\n{root}{permanent_path(answer)}"
