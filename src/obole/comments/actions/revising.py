"""What a reader does to a comment of theirs: edit it for five minutes, withdraw it for ever."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from obole.accounts.models import User
from obole.comments.actions.placing import take_place
from obole.comments.actions.secrecy import SECRET_BYTES, secret_digest
from obole.comments.actions.showing import hide, show
from obole.comments.actions.submitting import keep_fingerprint, keep_signals
from obole.comments.events import CommentHeld, ThreadChanged
from obole.comments.models import Comment, CommentSignal, Revision
from obole.comments.queries.circumstances import Screened, screen_again
from obole.comments.rules import texts
from obole.comments.rules.signals import Signal
from obole.comments.rules.states import State
from obole.comments.rules.triage import Action
from obole.foundation.facts import emit

EDITABLE_FOR = timedelta(minutes=5)
_EDITABLE = (State.UNPROVEN, State.HELD, State.PUBLISHED)


class TooLateToEdit(Exception):
    """The five minutes are over, or somebody has decided about the comment."""


class Refused(Exception):
    """The new text would be refused; `reasons` say why. The comment keeps the one that it has."""

    def __init__(self, *, reasons: tuple[Signal, ...]) -> None:
        super().__init__(", ".join(reason.name for reason in reasons))
        self.reasons = reasons


def is_editable(comment: Comment, *, now: datetime) -> bool:
    """Tell whether its author may still change the text."""
    return comment.state in _EDITABLE and now - comment.created_at < EDITABLE_FOR


def find_own(*, secret: str) -> Comment | None:
    """Return the comment whose author has this secret."""
    found = Comment.objects.select_related("thread__page", "reader")
    return found.filter(secret_digest=secret_digest(secret)).first() if secret else None


@transaction.atomic
def edit_comment(*, comment: Comment, body: str, now: datetime) -> Comment:
    """Give a comment another text; the earlier one is kept for the desk.

    It is screened as a new one would be. Raise TooLateToEdit or Refused; the same text again
    changes nothing.
    """
    comment = (
        Comment.objects.select_for_update(of=("self",)).select_related("reader").get(pk=comment.pk)
    )
    if not is_editable(comment, now=now):
        raise TooLateToEdit
    body = texts.clean_body(body)
    if body == comment.body:
        return comment
    earlier = comment.body
    comment.body = body
    screened = screen_again(comment=comment, now=now)
    if screened.verdict.action is Action.REFUSE:
        raise Refused(reasons=screened.verdict.reasons)
    Revision.objects.create(comment=comment, body=earlier, replaced_at=now)
    comment.html = texts.render(body)
    comment.renderer_version = texts.RENDERER_VERSION
    comment.edited_at = now
    comment.score = screened.score
    comment.save(update_fields=["body", "html", "renderer_version", "edited_at", "score"])
    CommentSignal.objects.filter(comment=comment).delete()
    keep_signals(comment=comment, signals=screened.signals, now=now)
    keep_fingerprint(comment=comment)
    _follow_verdict(comment, screened, now=now)
    comment.refresh_from_db()
    return comment


def _follow_verdict(comment: Comment, screened: Screened, *, now: datetime) -> None:
    """Hold what is published and would not be any more; move what waits to where it belongs."""
    is_held = screened.verdict.action is not Action.PUBLISH
    queued = Comment.objects.filter(pk=comment.pk)
    if comment.state == State.PUBLISHED and is_held:
        queued.update(queue=screened.queue, queued_at=now)
        hide(comment=comment, state=State.HELD)
        emit(CommentHeld(comment_id=comment.pk))
    elif comment.state == State.PUBLISHED:
        emit(ThreadChanged(page_id=comment.thread_id))
    elif comment.state == State.HELD and screened.queue is not None:
        queued.update(queue=screened.queue)


@transaction.atomic
def withdraw_comment(*, comment: Comment) -> None:
    """Take a comment away for its author, text included; a tombstone keeps its answers.

    The text of one that somebody has reported stays for the desk until that is decided. A second
    call changes nothing.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.state == State.WITHDRAWN:
        return
    hide(comment=comment, state=State.WITHDRAWN)
    is_reported = comment.notices.filter(decided_at=None).exists()
    if not is_reported:
        # Only now: what is held is in a queue.
        comment.queue = ""
        comment.body = comment.html = ""
        comment.revisions.all().delete()
        comment.save(update_fields=["queue", "body", "html"])


@transaction.atomic
def answer_as_colleague(
    *, page_id: int, parent_id: int, user: User, body: str, now: datetime
) -> Comment:
    """Answer a published comment in the newsroom's name; it is shown at once, with a badge.

    Raise NothingToAnswer.
    """
    place = take_place(page_id=page_id, parent_id=parent_id)
    assert place.parent is not None
    body = texts.clean_body(body)
    comment = Comment.objects.create(
        thread=place.thread,
        parent=place.parent,
        path=place.path,
        root_path=place.root_path,
        user=user,
        author_name=user.get_full_name() or str(user),
        body=body,
        html=texts.render(body),
        renderer_version=texts.RENDERER_VERSION,
        language=place.parent.language,
        state=State.UNPROVEN,
        created_at=now,
        secret_digest=secret_digest(secrets.token_urlsafe(SECRET_BYTES)),
    )
    show(comment=comment, now=now)
    return comment
