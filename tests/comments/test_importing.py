"""Comments of another program come below a page as they stood there, and each once."""

from datetime import UTC, datetime, timedelta

import pytest
from commenting import make_comment
from factories import make_article

from obole.comments.actions.deciding import approve
from obole.comments.actions.importing import import_comments
from obole.comments.models import Comment, Decision, Fingerprint, Reader, Thread
from obole.comments.rules.imported import ImportedComment, Markup, Omission, Outcome
from obole.comments.rules.states import Queue, Source, State
from obole.comments.rules.verdicts import Measure
from obole.foundation.models import OutgoingMail

pytestmark = pytest.mark.usefixtures("newsroom")

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MORNING = datetime(2015, 5, 5, 8, tzinfo=UTC)
BATCH = "Les commentaires de old.example."
# The classifier of the start set finds it.
SPAM = "<p>Best online casino bonus, buy cheap viagra pills, visit our casino website now!!!</p>"


def said(key, *, parent=None, minute=0, **fields):
    """Return a comment that was approved there, some minutes after eight."""
    return ImportedComment(
        **{
            "source": Source.WORDPRESS,
            "key": f"old.example:{key}",
            "parent_key": f"old.example:{parent}" if parent else "",
            "author_name": "Zoé Bel",
            "author_email": "zoe@mail.example",
            "body": f"<p>La remarque {key} sur le port.</p>",
            "state": State.PUBLISHED,
            "written_at": MORNING + timedelta(minutes=minute),
            **fields,
        }
    )


def bring(article, *comments, trusts_approved=False, now=NOW, batch=BATCH):
    return import_comments(
        page_id=article.pk,
        comments=comments,
        now=now,
        trusts_approved=trusts_approved,
        batch=batch,
    )


def outcomes(results):
    return [each.outcome for each in results.each]


def reading(article):
    """Return the thread as it is read: the key (or the text), how deep it stands, its number."""
    return [
        (each.source_key.removeprefix("old.example:") or each.body, each.depth, each.number)
        for each in Comment.objects.filter(thread_id=article.pk).order_by("path")
    ]


def check_thread(article):
    """Compare what the thread counts with what stands in it, as the next comment needs it."""
    thread = Thread.objects.get(pk=article.pk)
    rows = list(Comment.objects.filter(thread=thread).order_by("path"))
    assert thread.published_count == sum(each.state == State.PUBLISHED for each in rows)
    numbers = [each.number for each in rows if each.number]
    assert sorted(numbers) == list(range(1, thread.last_number + 1))
    assert thread.answers == sum(each.depth == 0 for each in rows)
    for row in rows:
        below = [each for each in rows if each.path.startswith(row.path) and each is not row]
        assert row.answer_count == sum(each.depth == row.depth + 1 for each in below)
        assert row.root_path == row.path[:6]
        is_seen_below = any(each.state == State.PUBLISHED for each in below)
        assert row.is_shown == (row.state == State.PUBLISHED or is_seen_below)


def test_answers_stand_below_what_they_answer_the_earliest_first():
    article = make_article()

    results = bring(
        article,
        said(4, parent=2, minute=9),
        said(1, minute=5),
        said(3, parent=2, minute=4),
        said(2, minute=1),
        said(5, parent=99, minute=3),
    )

    assert outcomes(results) == [Outcome.IMPORTED] * 5
    assert reading(article) == [
        ("2", 0, 1),
        ("3", 1, 3),
        ("4", 1, 5),
        ("5", 0, 2),
        ("1", 0, 4),
    ]
    check_thread(article)
    first = Comment.objects.get(source_key="old.example:2")
    assert (first.created_at, first.published_at) == (MORNING + timedelta(minutes=1),) * 2
    assert first.body == "La remarque 2 sur le port."
    assert "<p" in first.html
    assert Fingerprint.objects.count() == 5


def test_they_come_between_the_comments_that_are_there_and_take_no_number_of_theirs():
    article = make_article()
    here = make_comment(article=article, body="Écrit ici.")
    answer = make_comment(article=article, parent=here, body="Une réponse.")

    bring(article, said(1), said(2, parent=1, minute=1))

    assert reading(article) == [
        ("1", 0, 3),
        ("2", 1, 4),
        ("Écrit ici.", 0, 1),
        ("Une réponse.", 1, 2),
    ]
    check_thread(article)
    answer.refresh_from_db()
    next_one = make_comment(article=article, body="Encore une.")
    assert next_one.path > answer.path


def test_a_second_run_changes_nothing():
    article = make_article()
    comments = [said(1), said(2, parent=1, state=State.HELD), said(3, state=State.SPAM)]
    bring(article, *comments)
    before = list(Comment.objects.order_by("pk").values())

    results = bring(article, *comments, now=NOW + timedelta(days=1))

    assert outcomes(results) == [Outcome.UNCHANGED] * 3
    assert results.waiting == 1
    assert list(Comment.objects.order_by("pk").values()) == before
    assert Decision.objects.filter(measure=Measure.IMPORT).count() == 1
    assert Reader.objects.get().approved_count == 1


def test_states_are_kept_and_nameless_ones_are_never_public():
    article = make_article()

    bring(
        article,
        said(1, state=State.HELD),
        said(2, state=State.SPAM),
        said(3, state=State.REJECTED),
        said(4, author_name=" \u200b"),
        trusts_approved=True,
    )

    kept = Comment.objects.order_by("source_key").values_list("state", "queue", "number")
    assert list(kept) == [
        (State.HELD, Queue.IMPORTED, None),
        (State.SPAM, "", None),
        (State.REJECTED, "", None),
        (State.HELD, Queue.IMPORTED, None),
    ]
    assert Thread.objects.get().published_count == 0


def test_what_is_doubtful_waits_unless_what_was_approved_is_trusted():
    article = make_article()

    results = bring(article, said(1, body=SPAM), said(2, parent=1))

    assert results.waiting == 1
    doubtful = Comment.objects.get(source_key="old.example:1")
    assert (doubtful.state, doubtful.queue, doubtful.is_shown) == (
        State.HELD,
        Queue.IMPORTED,
        True,
    )
    assert doubtful.signals.exists()
    check_thread(article)

    results = bring(article, said(1, body=SPAM), said(2, parent=1), trusts_approved=True)

    assert outcomes(results) == [Outcome.UPDATED, Outcome.UNCHANGED]
    assert results.waiting == 0
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.number) == (State.PUBLISHED, 2)
    assert not doubtful.signals.exists()
    check_thread(article)


def test_a_newer_export_changes_what_nobody_has_touched_here(admin_user):
    article = make_article()
    bring(article, said(1), said(2, state=State.HELD), said(3))
    decided = Comment.objects.get(source_key="old.example:2")
    approve(comment_id=decided.pk, user=admin_user, now=NOW)

    results = bring(
        article,
        said(1, body="<p>Corrigé là-bas.</p>"),
        said(2, state=State.SPAM),
        said(3, state=State.SPAM),
        said(4, parent=3, minute=30),
    )

    assert [(each.outcome, each.omission) for each in results.each] == [
        (Outcome.UPDATED, None),
        (Outcome.SKIPPED, Omission.CHANGED_HERE),
        (Outcome.UPDATED, None),
        (Outcome.IMPORTED, None),
    ]
    assert Comment.objects.get(source_key="old.example:1").body == "Corrigé là-bas."
    decided.refresh_from_db()
    assert decided.state == State.PUBLISHED
    spam = Comment.objects.get(source_key="old.example:3")
    assert (spam.state, spam.is_shown) == (State.SPAM, True)
    check_thread(article)


def test_what_was_deleted_there_keeps_its_place_only_where_somebody_answered():
    article = make_article()

    results = bring(
        article,
        said(1, state=State.WITHDRAWN, body="<p>Effacé.</p>"),
        said(2, parent=1),
        said(3, state=State.WITHDRAWN),
        said(4, body="<script>alert(1)</script>"),
    )

    assert [each.omission for each in results.each] == [
        None,
        None,
        Omission.DELETED_THERE,
        Omission.NO_TEXT,
    ]
    gone = Comment.objects.get(source_key="old.example:1")
    assert (gone.state, gone.body, gone.html, gone.author_name) == (State.WITHDRAWN, "", "", "")
    assert gone.reader is None
    assert gone.is_shown
    check_thread(article)


def test_readers_are_known_by_addresses_that_nobody_has_proven():
    article = make_article()

    bring(
        article,
        said(1, author_email="ZOE@mail.example"),
        said(2),
        said(3, author_email="undefined", author_name="Ana Roy"),
    )

    reader = Reader.objects.get()
    assert (reader.email, reader.email_proven_at, reader.approved_count) == (
        "zoe@mail.example",
        None,
        2,
    )
    assert Comment.objects.get(source_key="old.example:3").reader is None


def test_two_with_one_key_and_one_of_another_page_are_left_out():
    article, other = make_article(), make_article()
    bring(other, said(2))

    results = bring(article, said(1), said(1, body="<p>Autre.</p>"), said(2))

    assert [each.omission for each in results.each] == [
        None,
        Omission.SAME_KEY,
        Omission.OTHER_PAGE,
    ]


def test_comments_that_answer_themselves_in_a_circle_all_come():
    article = make_article()

    bring(article, said(1, parent=3), said(2, parent=1), said(3, parent=2), said(4, parent=4))

    assert Comment.objects.count() == 4
    check_thread(article)


def test_dates_of_the_future_and_none_are_put_right():
    article = make_article()

    bring(
        article,
        said(1, minute=2),
        said(2, written_at=None),
        said(3, written_at=NOW + timedelta(days=400)),
    )

    written = list(Comment.objects.order_by("source_key").values_list("created_at", flat=True))
    assert written == [MORNING + timedelta(minutes=2), MORNING + timedelta(minutes=2), NOW]


def test_markdown_stays_markdown():
    article = make_article()

    bring(article, said(1, body="Un *mot* <b>rude</b>", markup=Markup.MARKDOWN))

    comment = Comment.objects.get()
    assert "<em>mot</em>" in comment.html
    assert "<b>" not in comment.html


def test_a_long_thread_in_portions_is_as_one_in_one_go():
    whole, parts = make_article(), make_article()
    comments = [
        said(number, parent=number // 3 if number > 3 else None, minute=number)
        for number in range(1, 60)
    ]
    bring(whole, *comments)
    expected = [(each.source_key, each.path, each.number) for each in _of(whole)]
    Comment.objects.all().delete()

    for start in range(0, 60, 7):
        bring(parts, *comments[start : start + 7])

    assert [(each.source_key, each.path, each.number) for each in _of(parts)] == expected


def _of(article):
    return Comment.objects.filter(thread_id=article.pk).order_by("path")


def test_no_mail_is_made(mailoutbox):
    article = make_article()
    bring(article, said(1), said(2, parent=1, state=State.HELD))

    assert mailoutbox == []
    assert not OutgoingMail.objects.exists()
