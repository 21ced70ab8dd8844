"""Comments that tests are about, valid by default: a test states only what it is about."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction

from obole.comments.actions.placing import lock_thread, next_place
from obole.comments.actions.showing import show
from obole.comments.models import Comment, Reader
from obole.comments.rules import texts
from obole.comments.rules.states import Queue, State
from obole.newsroom.models import ArticlePage

MOMENT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)

_numbers = count(1)


def make_reader(**fields: Any) -> Reader:
    """Make a reader who has proven nothing yet."""
    number = next(_numbers)
    return Reader.objects.create(
        **{
            "email": f"reader{number}@example.org",
            "name": f"Claude {number}",
            "created_at": MOMENT,
            **fields,
        }
    )


def make_trusted_reader(**fields: Any) -> Reader:
    """Make a reader whose comments are published at once in the default mode."""
    return make_reader(**{"email_proven_at": MOMENT, "approved_count": 3, **fields})


@transaction.atomic
def make_comment(
    *,
    article: ArticlePage,
    parent: Comment | None = None,
    state: State = State.PUBLISHED,
    reader: Reader | None = None,
    **fields: Any,
) -> Comment:
    """Make a comment under an article; published, unless a state is given."""
    number = next(_numbers)
    place = next_place(thread=lock_thread(page_id=article.pk), parent=parent)
    reader = reader or make_reader()
    body = fields.pop("body", f"Une remarque sur le budget, la {number}e.")
    queue = fields.pop("queue", Queue.FIRST if state is State.HELD else "")
    created_at = fields.pop("created_at", MOMENT + timedelta(minutes=number))
    comment = Comment.objects.create(
        **{
            "thread": place.thread,
            "parent": place.parent,
            "path": place.path,
            "root_path": place.root_path,
            "reader": reader,
            "author_name": reader.name,
            "body": body,
            "html": texts.render(body),
            "renderer_version": texts.RENDERER_VERSION,
            "created_at": created_at,
            "state": State.UNPROVEN if state is State.PUBLISHED else state,
            "queue": queue,
            "queued_at": created_at if queue else None,
            **fields,
        }
    )
    if state is State.PUBLISHED:
        show(comment=comment, now=created_at)
    comment.refresh_from_db()
    return comment
