"""What readers of the demonstration wrote, received and decided as the desk would."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from obole.accounts.models import User
from obole.comments.actions import deciding, revising
from obole.comments.actions.submitting import submit_comment
from obole.comments.models import Comment
from obole.comments.rules.states import State
from obole.comments.rules.verdicts import Ground, Reasons
from obole.comments.rules.written import Sending, Written
from obole.newsroom.models import ArticlePage
from obole.project.demo.content import Table

# How long a comment of the demonstration waited for the desk.
DECIDED_AFTER = timedelta(minutes=9)


def receive_thread(
    *,
    thread: Table,
    articles: Mapping[str, ArticlePage],
    users: Mapping[str, User],
    moderator: User,
    now: datetime,
) -> None:
    """Let the readers of one article write, and the desk decide."""
    article = articles[thread["article"]]
    published_at = ArticlePage.objects.values_list("published_at", flat=True).get(pk=article.pk)
    assert published_at is not None, f"{article.slug} is not published"
    received: list[Comment] = []
    for table in thread["comments"]:
        moment = min(published_at + timedelta(hours=table["after"]), now - 2 * DECIDED_AFTER)
        parent = received[table["answers"] - 1] if "answers" in table else None
        if "colleague" in table:
            assert parent is not None, "a colleague answers somebody"
            comment = revising.answer_as_colleague(
                page_id=article.pk,
                parent_id=parent.pk,
                user=users[table["colleague"]],
                body=table["body"],
                now=moment,
            )
        else:
            comment = _receive(article, parent, table, number=len(received), now=moment)
            _decide(comment, table, moderator=moderator, now=moment + DECIDED_AFTER)
        received.append(comment)
    # Only now: whoever answered a comment did so while it stood.
    for table, comment in zip(thread["comments"], received, strict=True):
        _take_away(comment, table, moderator=moderator, now=now - DECIDED_AFTER)


def _receive(
    article: ArticlePage, parent: Comment | None, table: Table, *, number: int, now: datetime
) -> Comment:
    receipt = submit_comment(
        page_id=article.pk,
        parent_id=parent.pk if parent else None,
        written=Written(
            body=table["body"],
            name=table["name"],
            email=_address_of(table["name"]),
            language=article.locale.language_code,
        ),
        sending=Sending(
            client_key=f"demo-{article.slug}-{number}",
            network=f"192.0.2.{1 + sum(table['name'].encode()) % 250}",
            has_solved_puzzle=True,
        ),
        now=now,
    )
    assert receipt.comment is not None, f"{table['body'][:40]}: {receipt.reasons}"
    return receipt.comment


def _address_of(name: str) -> str:
    letters = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
    return f"{letters}@example.org"


def _decide(comment: Comment, table: Table, *, moderator: User, now: datetime) -> None:
    if table.get("state") == "held" or comment.state == State.PUBLISHED:
        return
    deciding.approve(comment_id=comment.pk, user=moderator, now=now)
    if table.get("pinned"):
        deciding.pin(comment_id=comment.pk, is_pinned=True)


def _take_away(comment: Comment, table: Table, *, moderator: User, now: datetime) -> None:
    match table.get("state"):
        case "removed":
            reasons = Reasons(ground=Ground.TERMS, clause=table["clause"])
            deciding.remove(comment_id=comment.pk, user=moderator, now=now, reasons=reasons)
        case "withdrawn":
            revising.withdraw_comment(comment=comment)
