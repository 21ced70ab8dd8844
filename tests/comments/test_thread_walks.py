"""Pages of a thread are walks along an index: nothing is sorted, nothing is counted through."""

import pytest
from commenting import make_comment
from django.db import connection
from django.db.models import QuerySet
from factories import Newsroom, make_article

from obole.comments.models import Comment

pytestmark = pytest.mark.django_db

SHOWN = Comment.objects.filter(thread=1).shown
WALKS = {
    "oldest first": lambda: SHOWN().order_by("path"),
    "oldest first, further on": lambda: SHOWN().filter(path__gt="5").order_by("path"),
    "oldest first, back": lambda: SHOWN().filter(path__lt="5").order_by("-path"),
    "newest first": lambda: SHOWN().order_by("-root_path", "path"),
    "newest first, further on": lambda: (
        SHOWN().filter(root_path__lt="5").order_by("-root_path", "path")
    ),
    "newest first, back": lambda: SHOWN().filter(root_path__gt="5").order_by("root_path", "-path"),
    "pinned": lambda: Comment.objects.published().filter(thread=1, is_pinned=True).order_by("path"),
}


def _plan(rows: QuerySet[Comment]) -> str:
    return str(rows[:50].explain())


@pytest.mark.parametrize("name", WALKS)
def test_a_page_of_a_thread_is_a_walk_along_an_index(newsroom: Newsroom, name: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads the whole of a table as small as this one.")
    make_comment(article=make_article())

    plan = _plan(WALKS[name]())

    assert "SEARCH comments_comment USING INDEX comments_" in plan
    assert "TEMP B-TREE" not in plan
