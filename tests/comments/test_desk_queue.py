"""What waits: in which order, list by list, and deciding about several at once."""

import json
from datetime import timedelta

import pytest
from commenting import MOMENT, make_comment, make_reader
from desk_work import at_desk, look, make_house_rules, press, text_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import Newsroom, make_article

from obole.accounts.roles import Role
from obole.comments.actions.clearing import MOST_AT_ONCE
from obole.comments.models import Comment, CommentSignal, Decision
from obole.comments.queries import queue
from obole.comments.rules.signals import Name, Severity
from obole.comments.rules.states import Queue, State
from obole.newsroom.models import ArticlePage

pytestmark = pytest.mark.django_db

MANY = 2_000


@pytest.fixture
def article(newsroom: Newsroom) -> ArticlePage:
    return make_article()


def hold(article: ArticlePage, in_queue: Queue, *, minute: int = 0, **fields: object) -> Comment:
    return make_comment(
        article=article,
        state=State.HELD,
        queue=in_queue,
        queued_at=MOMENT + timedelta(minutes=minute),
        **fields,
    )


def hold_many(article: ArticlePage, count: int) -> None:
    """Hold so many in no time; they have no signals."""
    first = hold(article, Queue.FIRST)
    reader = make_reader()
    Comment.objects.bulk_create(
        Comment(
            thread=first.thread,
            path=f"{number:06}",
            root_path=f"{number:06}",
            reader=reader,
            author_name="Claude",
            body=f"Remarque {number}",
            html=f"<p>Remarque {number}</p>",
            created_at=MOMENT,
            state=State.HELD,
            queue=list(Queue)[number % len(Queue)],
            queued_at=MOMENT + timedelta(seconds=number),
        )
        for number in range(1, count)
    )


def test_the_desk_looks_at_legal_notices_first_and_at_imports_last(article: ArticlePage) -> None:
    in_any_order = [Queue.REST, Queue.IMPORTED, Queue.LEGAL, Queue.FIRST, Queue.REPORTED]
    for minute, each in enumerate([*in_any_order, Queue.DOUBTFUL]):
        hold(article, each, minute=minute)

    seen, comment = [], queue.first_waiting()
    while comment is not None and len(seen) < len(Queue):
        seen.append(comment.queue)
        comment = queue.next_waiting(after=comment)

    assert seen == list(Queue)
    # Round again: what was skipped is not lost.
    assert comment is not None
    assert comment.queue == Queue.LEGAL


def test_in_a_queue_the_oldest_comes_first_and_equals_in_their_order(article: ArticlePage) -> None:
    late = hold(article, Queue.FIRST, minute=5)
    early, twin = hold(article, Queue.FIRST, minute=1), hold(article, Queue.FIRST, minute=1)

    assert queue.page_of_queue(queue=Queue.FIRST) == [early, twin, late]
    assert queue.next_waiting(after=early) == twin
    assert queue.page_of_queue(queue=Queue.FIRST, after=twin) == [late]
    assert queue.position_of(late) == queue.Position(number=3, count=3)


def test_a_sitting_of_one_queue_stays_in_it(article: ArticlePage) -> None:
    only = hold(article, Queue.FIRST)
    hold(article, Queue.REST)

    assert queue.next_waiting(after=only, queue=Queue.FIRST) is None
    assert queue.position_of(only, queue=Queue.FIRST).count == 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda middle: queue.first_waiting(),
        lambda middle: queue.next_waiting(after=middle),
        lambda middle: queue.page_of_queue(queue=Queue.REST, after=middle),
        lambda middle: queue.overdue(before=MOMENT + timedelta(days=1), most=10),
    ],
    ids=["first", "next", "page", "overdue"],
)
def test_each_look_at_a_long_queue_walks_the_index(article: ArticlePage, ask) -> None:
    hold_many(article, MANY)
    middle = Comment.objects.filter(queue=Queue.REST).order_by("pk")[MANY // 12]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_comment")

    with CaptureQueriesContext(connection) as asked:
        ask(middle)

    for query in asked.captured_queries:
        if 'FROM "comments_comment"' not in query["sql"]:
            continue
        plan = _plan(query["sql"])
        assert "comments_queue" in plan
        if connection.vendor == "sqlite":
            # In a queue the index is the order, but for the number of the row.
            assert "USE TEMP B-TREE FOR ORDER BY" not in plan


def _plan(sql: str) -> str:
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        return "\n".join(str(row) for row in cursor.fetchall())


def test_the_list_takes_as_many_queries_for_a_hundred_as_for_two(
    article: ArticlePage, django_assert_num_queries
) -> None:
    client = at_desk()
    for minute in range(2):
        comment = hold(article, Queue.FIRST, minute=minute)
        CommentSignal.objects.create(
            comment=comment, name=Name.FIRST_COMMENT, severity=Severity.HOLD, made_at=MOMENT
        )
    look(client, "comments_queue")
    with CaptureQueriesContext(connection) as few:
        look(client, "comments_queue")

    for minute in range(120):
        hold(article, Queue.FIRST, minute=minute)

    with django_assert_num_queries(len(few)):
        page = text_of(look(client, "comments_queue"))
    assert page.count('name="comment"') == queue.PAGE_COMMENTS
    assert "after=" in page


def test_the_menu_counts_what_waits_and_no_further_than_it_must(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert queue.waiting_count_for_menu() == ""
    for minute in range(3):
        hold(article, Queue.FIRST, minute=minute)
    assert queue.waiting_count_for_menu() == "3"

    monkeypatch.setattr(queue, "COUNTED_IN_MENU", 2)
    assert queue.waiting_count_for_menu() == "2+"


def test_what_is_ticked_is_decided_one_decision_each(article: ArticlePage) -> None:
    make_house_rules()
    ticked = [hold(article, Queue.FIRST, minute=minute) for minute in range(3)]
    left = hold(article, Queue.FIRST, minute=9)

    press(
        at_desk(),
        "comments_decide_ticked",
        comment=[each.pk for each in ticked],
        word="reject",
        queue=Queue.FIRST,
    )

    assert Comment.objects.filter(state=State.REJECTED).count() == 3
    assert set(Decision.objects.values_list("clause", flat=True)) == {"1"}
    assert Comment.objects.get(pk=left.pk).state == State.HELD


def test_what_a_colleague_decided_meanwhile_is_left_and_said(article: ArticlePage) -> None:
    first, second = hold(article, Queue.FIRST), hold(article, Queue.FIRST, minute=1)
    press(at_desk(), "comments_decide", first.pk, word="reject")

    answer = at_desk().post(
        reverse("comments_decide_ticked"),
        {"comment": [first.pk, second.pk, 999_999], "word": "spam"},
        headers={"accept": "application/json"},
        secure=True,
    )

    assert json.loads(answer.content) == {"decided": 1, "left": 2}
    assert Comment.objects.get(pk=first.pk).state == State.REJECTED


def test_more_than_the_bound_decides_nothing(article: ArticlePage) -> None:
    comment = hold(article, Queue.FIRST)
    ticked = [comment.pk, *range(10**6, 10**6 + MOST_AT_ONCE)]

    press(at_desk(), "comments_decide_ticked", comment=ticked, word="spam")

    assert Comment.objects.get(pk=comment.pk).state == State.HELD


@pytest.mark.parametrize(
    "posted", [{}, {"comment": "x", "word": "spam"}, {"comment": "1"}, {"word": "restore"}]
)
def test_ticks_that_say_nothing_are_answered_with_the_list(newsroom: Newsroom, posted) -> None:
    page = press(at_desk(), "comments_decide_ticked", **posted)

    assert page.status_code == 200
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", list(Role))
def test_only_who_moderates_sees_anything_of_the_desk(article: ArticlePage, role: Role) -> None:
    comment = hold(article, Queue.LEGAL, body="Un secret du comptoir.")
    may = role in {Role.MODERATOR, Role.EDITOR, Role.ADMINISTRATOR}
    client = at_desk(role)

    screens = [
        ("comments_queue",),
        ("comments_first",),
        ("comments_case", comment.pk),
        ("comments_readers",),
        ("comments_reader", comment.reader_id),
        ("comments_decisions",),
        ("comments_figures",),
        ("comments_preferences",),
        ("comments_replies:index",),
        ("comments_words:index",),
        ("comments_page_rules:index",),
    ]
    home = text_of(look(client, "wagtailadmin_home"))
    # Wagtail sends who may not see a screen back to the first one.
    allowed = {name for name, *arguments in screens if _is_open(client, name, arguments)}
    press(client, "comments_decide", comment.pk, word="spam")

    assert ("Un secret du comptoir." in home) == may
    assert (reverse("comments_queue") in home) == may
    assert allowed == ({name for name, *_rest in screens} if may else set())
    assert Decision.objects.exists() == may


def _is_open(client, name: str, arguments: list[object]) -> bool:
    answer = look(client, name, *arguments)
    return answer.status_code == 200 or "/comments/" in answer.headers.get("Location", "")
