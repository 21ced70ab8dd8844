"""Which rows a page was rendered from: asked for again, they tell whether it could have changed.

A page is a function of the rows that it reads, of the hour, and of files that no test changes. To
read the same rows again takes a thirtieth of the time that it takes to render the page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

# What the desk and the tree keep in a page's row for themselves.
SHOWN_TO_NOBODY = frozenset(
    (
        *("numchild", "draft_title", "has_unpublished_changes", "latest_revision_id"),
        *("latest_revision_created_at", "live_revision_id", "owner_id"),
    )
)


@dataclass
class RowsRead:
    """The questions that a rendering put to the database, and what they were answered."""

    questions: list[tuple[str, Any]] = field(default_factory=list)
    answered: int = 0

    def are_the_same(self) -> bool:
        """Tell whether every question is answered as it was."""
        return self._answers() == self.answered

    def _answers(self) -> int:
        answers = []
        with connection.cursor() as cursor:
            for sql, parameters in self.questions:
                cursor.execute(sql, parameters)
                shown = [
                    number
                    for number, column in enumerate(cursor.description)
                    if column[0] not in SHOWN_TO_NOBODY
                ]
                answers.append(tuple(repr([row[n] for n in shown]) for row in cursor.fetchall()))
        return hash(tuple(answers))


@contextmanager
def noted() -> Iterator[RowsRead]:
    """Note the questions of a block, and at its end the answers."""
    rows = RowsRead()

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        # What the front asks of its own tables is not in the page.
        if sql.startswith("SELECT") and '"edition_' not in sql:
            rows.questions.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield rows
    rows.answered = rows._answers()
