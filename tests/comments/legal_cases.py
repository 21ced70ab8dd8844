"""Readers, comments, reports and colleagues that the tests of the legal side are about."""

import re
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.db import transaction
from factories import make_article, make_user

from obole.accounts.models import User
from obole.comments.actions.placing import take_place
from obole.comments.actions.recording import record
from obole.comments.actions.showing import show
from obole.comments.models import Comment, Decision, Notice, Reader
from obole.comments.rules.states import State
from obole.comments.rules.verdicts import Ground, Measure, Reasons

NOW = datetime(2026, 3, 14, 9, 26, 53, 589793, tzinfo=UTC)

REASONS = Reasons(
    ground=Ground.TERMS,
    clause="2",
    category="STATEMENT_CATEGORY_CYBER_VIOLENCE",
    facts="Le commentaire traite un autre lecteur d’incapable.",
    explanation="On peut contredire quelqu’un sans l’insulter.",
)

_numbers = count(1)


def make_reader(**fields: Any) -> Reader:
    """Make a reader who has proven an address."""
    number = next(_numbers)
    return Reader.objects.create(
        **{
            "email": f"lectrice.{number}@example.org",
            "name": f"Lectrice {number}",
            "email_proven_at": NOW,
            "created_at": NOW,
            **fields,
        }
    )


@transaction.atomic
def make_comment(*, page_id: int | None = None, parent: Comment | None = None, **fields: Any):
    """Make a comment, published unless another state is given."""
    page_id = parent.thread_id if parent else page_id or make_article().pk
    place = take_place(page_id=page_id, parent_id=parent.pk if parent else None)
    reader = fields.pop("reader", None) or make_reader()
    state = fields.pop("state", State.PUBLISHED)
    body = fields.pop("body", "La route du col est rouverte depuis *lundi*.")
    comment = Comment.objects.create(
        thread=place.thread,
        parent=place.parent,
        path=place.path,
        root_path=place.root_path,
        reader=reader,
        author_name=reader.name,
        body=body,
        html=f"<p>{body}</p>",
        state=State.UNPROVEN if state == State.PUBLISHED else state,
        **{
            "queue": "4-first" if state == State.HELD else "",
            "created_at": NOW,
            **fields,
        },
    )
    if state == State.PUBLISHED:
        show(comment=comment, now=NOW)
    comment.refresh_from_db()
    return comment


@transaction.atomic
def decide(measure: Measure = Measure.REMOVE, **fields: Any) -> Decision:
    """Record a decision by itself, changing nothing."""
    comment = fields.setdefault("comment", None)
    fields.setdefault("reader", comment.reader if comment else None)
    return record(measure=measure, **{"now": NOW, "reasons": REASONS, **fields})


def make_colleague(*permissions: str, **fields: Any) -> User:
    """Make somebody of the newsroom who has these permissions of the app, and the desk."""
    from django.contrib.auth.models import Permission

    user = make_user(**fields)
    names = ["access_admin", *permissions]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def make_notice(comment: Comment, **fields: Any) -> Notice:
    """Make a report that waits for an answer, without anything that follows from one."""
    number = next(_numbers)
    return Notice.objects.create(
        **{
            "comment": comment,
            "url": f"https://testserver/#c-{comment.pk}",
            "kind": Notice.Kind.RULES,
            "explanation": "Le troisième mot est une injure.",
            "secret_digest": f"{number:064}",
            "received_at": NOW,
            **fields,
        }
    )


def address_in(text: str) -> str:
    """Return the path of the page with a secret that a mail names."""
    return re.search(r"https?://[^/]+(/c/(?:decisions|reports)/\S+)", text)[1]
