"""What readers see of a thread: numbers, tombstones, counts."""

import pytest
from commenting import MOMENT, make_comment
from django.db import transaction
from factories import Newsroom, make_article

from obole.comments.actions.placing import NothingToAnswer, take_place
from obole.comments.actions.showing import hide, show
from obole.comments.models import Comment, Thread
from obole.comments.rules.states import State

pytestmark = pytest.mark.django_db


def _shown(article_id: int) -> list[int]:
    return list(
        Comment.objects.shown()
        .filter(thread=article_id)
        .order_by("path")
        .values_list("pk", flat=True)
    )


def test_numbers_follow_the_order_of_publication(newsroom: Newsroom) -> None:
    article = make_article()
    first = make_comment(article=article, state=State.HELD)
    second = make_comment(article=article)

    with transaction.atomic():
        show(comment=first, now=MOMENT)

    assert (second.number, Comment.objects.get(pk=first.pk).number) == (1, 2)


def test_a_comment_that_comes_back_has_its_old_number(newsroom: Newsroom) -> None:
    article = make_article()
    comment = make_comment(article=article)
    make_comment(article=article)

    with transaction.atomic():
        hide(comment=comment, state=State.REMOVED)
        show(comment=comment, now=MOMENT)

    assert Comment.objects.get(pk=comment.pk).number == 1
    assert Thread.objects.get(pk=article.pk).published_count == 2


def test_a_removed_comment_leaves_a_tombstone_only_above_answers(newsroom: Newsroom) -> None:
    article = make_article()
    answered = make_comment(article=article)
    answer = make_comment(article=article, parent=answered)
    alone = make_comment(article=article)

    with transaction.atomic():
        hide(comment=answered, state=State.REMOVED, clause="2")
        hide(comment=alone, state=State.REMOVED)

    assert _shown(article.pk) == [answered.pk, answer.pk]
    assert Comment.objects.get(pk=answered.pk).removed_by_clause == "2"


def test_tombstones_go_with_the_last_answer_below_them(newsroom: Newsroom) -> None:
    article = make_article()
    top = make_comment(article=article)
    middle = make_comment(article=article, parent=top)
    leaf = make_comment(article=article, parent=middle)

    with transaction.atomic():
        hide(comment=top, state=State.WITHDRAWN)
        hide(comment=middle, state=State.REMOVED)
        hide(comment=leaf, state=State.REMOVED)

    assert _shown(article.pk) == []
    assert Thread.objects.get(pk=article.pk).published_count == 0


def test_an_answer_that_comes_back_brings_its_tombstones(newsroom: Newsroom) -> None:
    article = make_article()
    top = make_comment(article=article)
    leaf = make_comment(article=article, parent=top)
    with transaction.atomic():
        hide(comment=leaf, state=State.REMOVED)
        hide(comment=top, state=State.REMOVED)

    with transaction.atomic():
        show(comment=leaf, now=MOMENT)

    assert _shown(article.pk) == [top.pk, leaf.pk]


def test_showing_twice_counts_once(newsroom: Newsroom) -> None:
    article = make_article()
    comment = make_comment(article=article)

    with transaction.atomic():
        show(comment=comment, now=MOMENT)

    assert Thread.objects.get(pk=article.pk).published_count == 1


def test_only_what_readers_see_on_this_page_can_be_answered(newsroom: Newsroom) -> None:
    article, other = make_article(), make_article()
    held = make_comment(article=article, state=State.HELD)
    elsewhere = make_comment(article=other)

    for parent in (held, elsewhere):
        with pytest.raises(NothingToAnswer), transaction.atomic():
            take_place(page_id=article.pk, parent_id=parent.pk)


def test_answers_below_the_deepest_level_stand_beside_it(newsroom: Newsroom) -> None:
    article = make_article()
    parent = None
    for _ in range(43):
        parent = make_comment(article=article, parent=parent)

    paths = list(Comment.objects.order_by("pk").values_list("path", flat=True))
    assert paths == sorted(paths)
    assert max(Comment.objects.all(), key=lambda each: each.depth).depth == 40
    assert parent is not None
    assert parent.parent is not None
    assert parent.parent.depth == parent.depth == 40
