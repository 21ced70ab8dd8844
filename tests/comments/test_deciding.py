"""What persons decide, how it is counted, and how it is undone."""

from datetime import timedelta

import pytest
from commenting import MOMENT, make_comment
from factories import Newsroom, make_article, make_user

from obole.comments.actions import deciding
from obole.comments.models import Comment, Decision
from obole.comments.rules.states import Queue, Standing, State
from obole.comments.rules.verdicts import Ground, Measure, Reasons

pytestmark = pytest.mark.django_db

RUDE = Reasons(ground=Ground.TERMS, clause="2", explanation="Une insulte.")


def _stored(comment: Comment) -> Comment:
    return Comment.objects.select_related("reader").get(pk=comment.pk)


def test_an_approved_comment_is_shown_and_leaves_the_queue(newsroom: Newsroom) -> None:
    comment = make_comment(article=make_article(), state=State.HELD)
    user = make_user()

    decision = deciding.approve(comment_id=comment.pk, user=user, now=MOMENT)

    stored = _stored(comment)
    assert (stored.state, stored.queue, stored.number) == (State.PUBLISHED, "", 1)
    assert stored.reader is not None
    assert stored.reader.approved_count == 1
    assert (decision.measure, decision.user_id_then) == (Measure.PUBLISH, user.pk)
    assert (stored.first_seen_by_id, stored.first_seen_at) == (user.pk, MOMENT)


def test_what_readers_saw_is_removed_and_what_they_did_not_is_rejected(newsroom: Newsroom) -> None:
    article, user = make_article(), make_user()
    held = make_comment(article=article, state=State.HELD)
    seen = make_comment(article=article)

    for comment in (held, seen):
        deciding.reject(comment_id=comment.pk, user=user, now=MOMENT, reasons=RUDE)

    assert (_stored(held).state, _stored(seen).state) == (State.REJECTED, State.REMOVED)
    assert [each.measure for each in Decision.objects.order_by("pk")] == [
        Measure.REJECT,
        Measure.REMOVE,
    ]


def test_two_moderators_decide_once(newsroom: Newsroom) -> None:
    comment = make_comment(article=make_article(), state=State.HELD)
    deciding.approve(comment_id=comment.pk, user=make_user(), now=MOMENT)

    with pytest.raises(deciding.AlreadyDecided):
        deciding.approve(comment_id=comment.pk, user=make_user(), now=MOMENT)

    assert Decision.objects.count() == 1


@pytest.mark.parametrize("verb", ["approve", "reject", "mark_spam"])
def test_undoing_puts_everything_back(newsroom: Newsroom, verb: str) -> None:
    comment = make_comment(article=make_article(), state=State.HELD, queue=Queue.DOUBTFUL)
    user = make_user()
    more = {"reasons": RUDE} if verb == "reject" else {}
    decision = getattr(deciding, verb)(comment_id=comment.pk, user=user, now=MOMENT, **more)

    deciding.undo(decision_id=decision.pk, user=user, now=MOMENT + timedelta(minutes=1))

    stored = _stored(comment)
    assert (stored.state, stored.queue, stored.is_shown) == (State.HELD, Queue.DOUBTFUL, False)
    assert stored.reader is not None
    assert (stored.reader.approved_count, stored.reader.rejected_count) == (0, 0)
    assert Decision.objects.count() == 2


def test_a_removal_is_undone_for_readers_too(newsroom: Newsroom) -> None:
    comment = make_comment(article=make_article())
    user = make_user()
    decision = deciding.remove(comment_id=comment.pk, user=user, now=MOMENT, reasons=RUDE)

    deciding.undo(decision_id=decision.pk, user=user, now=MOMENT)

    assert _stored(comment).state == State.PUBLISHED


def test_only_the_latest_own_recent_decision_is_undone(newsroom: Newsroom) -> None:
    comment = make_comment(article=make_article(), state=State.HELD)
    user, colleague = make_user(), make_user()
    first = deciding.approve(comment_id=comment.pk, user=user, now=MOMENT)

    with pytest.raises(deciding.TooLateToUndo):
        deciding.undo(decision_id=first.pk, user=colleague, now=MOMENT)
    with pytest.raises(deciding.TooLateToUndo):
        deciding.undo(decision_id=first.pk, user=user, now=MOMENT + timedelta(hours=2))
    deciding.remove(comment_id=comment.pk, user=user, now=MOMENT, reasons=RUDE)
    with pytest.raises(deciding.TooLateToUndo):
        deciding.undo(decision_id=first.pk, user=user, now=MOMENT)


def test_a_standing_is_recorded_with_its_end(newsroom: Newsroom) -> None:
    comment = make_comment(article=make_article())
    assert comment.reader is not None
    until = MOMENT + timedelta(days=7)

    decision = deciding.set_standing(
        reader_id=comment.reader.pk,
        standing=Standing.SUSPENDED,
        user=make_user(),
        now=MOMENT,
        reasons=RUDE,
        until=until,
    )

    comment.reader.refresh_from_db()
    assert (comment.reader.standing, comment.reader.standing_until) == (Standing.SUSPENDED, until)
    assert (decision.measure, decision.ends_at) == (Measure.SUSPEND, until)


def test_pinning_is_for_what_readers_see(newsroom: Newsroom) -> None:
    article = make_article()
    shown, held = make_comment(article=article), make_comment(article=article, state=State.HELD)

    for comment in (shown, held):
        deciding.pin(comment_id=comment.pk, is_pinned=True)

    assert (_stored(shown).is_pinned, _stored(held).is_pinned) == (True, False)


def test_a_comment_without_a_name_is_never_public(newsroom: Newsroom) -> None:
    comment = make_comment(article=make_article(), state=State.HELD, author_name="")

    with pytest.raises(deciding.NamelessComment):
        deciding.approve(comment_id=comment.pk, user=make_user(), now=MOMENT)

    assert _stored(comment).state == State.HELD
