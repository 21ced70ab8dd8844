"""The house rules, and what a clause said when it was cited."""

from dataclasses import dataclass
from datetime import datetime

from obole.comments.models import Clause, HouseRules


@dataclass(frozen=True, kw_only=True)
class ShownClause:
    """A clause in one language. `category` is of the EU Transparency Database."""

    code: str
    text: str
    category: str


@dataclass(frozen=True, kw_only=True)
class ShownRules:
    """A version of the house rules in one language; `replaced_at` is None for the one in force."""

    version: int
    in_force_at: datetime
    replaced_at: datetime | None
    preamble: str
    clauses: tuple[ShownClause, ...]


def current_rules() -> HouseRules | None:
    """Return the rules in force; None for a site that has none yet."""
    return HouseRules.objects.order_by("-version").first()


def current_version() -> int:
    """Return the number of the rules in force; 0 for a site that has none yet."""
    return HouseRules.objects.order_by("-version").values_list("version", flat=True).first() or 0


def shown_rules(*, version: int, language: str) -> ShownRules | None:
    """Return a version as readers of this language see it; None if there is none."""
    rules = HouseRules.objects.filter(version=version).first()
    if rules is None:
        return None
    following = HouseRules.objects.filter(version__gt=version).order_by("version").first()
    return ShownRules(
        version=version,
        in_force_at=rules.in_force_at,
        replaced_at=following.in_force_at if following else None,
        preamble=rules.preamble_fr if language == "fr" else rules.preamble_en,
        clauses=tuple(_shown(each, language) for each in clauses_of(rules=rules)),
    )


def clauses_of(*, rules: HouseRules) -> list[Clause]:
    """Return the clauses of a version in their order."""
    return list(rules.clauses.order_by("pk"))


def cited_clause(*, version: int, code: str, language: str) -> ShownClause | None:
    """Return what a clause says in that version; None if it has no such clause."""
    clause = Clause.objects.filter(rules__version=version, code=code).first()
    return _shown(clause, language) if clause else None


def earlier_versions(*, version: int) -> list[int]:
    """Return the numbers of all versions but this one, the latest first."""
    others = HouseRules.objects.exclude(version=version).order_by("-version")
    return list(others.values_list("version", flat=True))


def _shown(clause: Clause, language: str) -> ShownClause:
    text = clause.text_fr if language == "fr" else clause.text_en
    return ShownClause(code=clause.code, text=text, category=clause.category)
