"""On what a rejection can rest: the clauses in force, and explanations that were written before."""

from collections.abc import Sequence
from dataclasses import dataclass

from obole.comments.models import Clause, SavedReply
from obole.comments.queries.house_rules import clauses_of, current_rules


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What the form of reasons offers."""

    clauses: Sequence[Clause]
    replies: Sequence[SavedReply]

    def clause(self, code: str) -> Clause | None:
        """Return the clause with this number, if it is in force."""
        return next((each for each in self.clauses if each.code == code), None)

    def clause_or_first(self, code: str) -> Clause | None:
        """Return the clause with this number, or else the first; None where there are no rules."""
        return self.clause(code) or next(iter(self.clauses), None)


def current_grounds() -> Grounds:
    """Return what a rejection can rest on now."""
    rules = current_rules()
    return Grounds(
        clauses=clauses_of(rules=rules) if rules is not None else [],
        replies=list(SavedReply.objects.order_by("title", "pk")),
    )


def text_of_clause(clause: Clause, *, language: str) -> str:
    """Return what a clause says in one of our languages."""
    return clause.text_en if language == "en" else clause.text_fr


def text_of_reply(reply: SavedReply, *, language: str) -> str:
    """Return a saved reply in the reader's language, or in French where it has no other."""
    return reply.text_en or reply.text_fr if language == "en" else reply.text_fr
