"""A statement of reasons as the EU Transparency Database takes it. It holds no personal data.

Source: digital-services-act/transparency-database, app/Http/Requests/StatementStoreRequest.php
(2026-06-24). Texts that a person wrote about a comment can name somebody, so none goes out: the
facts are one of our own sentences, and the explanation is the clause that was broken.
"""

from dataclasses import dataclass
from datetime import date

from obole.comments.rules.verdicts import Measure, Origin
from obole.comments.rules.vocabulary import Category, Keyword

LONGEST_GROUND = 500
LONGEST_EXPLANATION = 2000

_CATEGORIES = frozenset(Category)
_KEYWORDS = frozenset(Keyword)


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What of a statement may be known to everybody. Empty texts and None for what it has not."""

    puid: str
    measure: Measure
    is_illegal: bool
    legal_ground: str
    terms_version: int
    clause: str
    clause_text: str
    category: str
    keywords: tuple[str, ...]
    written_at: date
    made_at: date
    ends_at: date | None
    language: str
    origin: str
    is_notice_of_law: bool
    is_automated_detection: bool
    is_automated_decision: bool


def statement_for_database(statement: Exported) -> dict[str, object]:
    """Return the JSON of one statement, as POST /statement takes it."""
    keywords = [each for each in statement.keywords if each in _KEYWORDS]
    known = statement.category in _CATEGORIES
    automated = "FULLY" if statement.is_automated_decision else "NOT_AUTOMATED"
    return {
        **_measure(statement),
        **_ground(statement),
        "content_type": ["CONTENT_TYPE_TEXT"],
        "category": statement.category if known else Category.OTHER_VIOLATION.value,
        **({"category_specification": keywords} if keywords else {}),
        "content_language": statement.language[:2].upper(),
        "content_date": statement.written_at.isoformat(),
        "application_date": statement.made_at.isoformat(),
        "decision_facts": _facts(statement),
        "source_type": _source(statement),
        "automated_detection": "AUTOMATED_DETECTION_"
        + ("YES" if statement.is_automated_detection else "NO"),
        "automated_decision": f"AUTOMATED_DECISION_{automated}",
        "puid": statement.puid,
    }


def _measure(statement: Exported) -> dict[str, object]:
    end = statement.ends_at.isoformat() if statement.ends_at else None
    match statement.measure:
        case Measure.HIDE:
            return {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED"]}
        case Measure.PREMODERATE:
            return {
                "decision_visibility": ["DECISION_VISIBILITY_OTHER"],
                "decision_visibility_other": "Each comment waits for a person.",
                **({"end_date_visibility_restriction": end} if end else {}),
            }
        case Measure.SUSPEND | Measure.BAN:
            is_final = statement.measure is Measure.BAN and end is None
            account = "TERMINATED" if is_final else "SUSPENDED"
            return {
                "decision_account": f"DECISION_ACCOUNT_{account}",
                **({"end_date_account_restriction": end} if end else {}),
            }
    return {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"]}


def _ground(statement: Exported) -> dict[str, object]:
    if statement.is_illegal:
        explanation = "The comment is illegal under the law that is named as its legal ground."
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": statement.legal_ground[:LONGEST_GROUND] or "-",
            "illegal_content_explanation": explanation,
        }
    ground = f"House rules, version {statement.terms_version}"
    ground += f", clause {statement.clause}" if statement.clause else ""
    explanation = statement.clause_text or "The comment is against the house rules."
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": ground[:LONGEST_GROUND],
        "incompatible_content_explanation": explanation[:LONGEST_EXPLANATION],
        "incompatible_content_illegal": "No",
    }


_FACTS = {
    Measure.REJECT: "A comment was not published.",
    Measure.REMOVE: "A published comment was removed.",
    Measure.HIDE: "A published comment was hidden until a person has looked at it.",
    Measure.PREMODERATE: "The comments of a reader wait for a person before they are published.",
    Measure.SUSPEND: "A reader can't comment for a time.",
    Measure.BAN: "A reader can't comment any more.",
}


def _facts(statement: Exported) -> str:
    origin = {
        Origin.NOTICE: "Somebody had reported it.",
        Origin.AUTHORITY: "A public authority had drawn attention to it.",
        Origin.VOLUNTARY: "Nobody had reported it.",
    }[Origin(statement.origin)]
    return f"{_FACTS[statement.measure]} {origin}"


def _source(statement: Exported) -> str:
    if statement.origin == Origin.VOLUNTARY:
        return "SOURCE_VOLUNTARY"
    return "SOURCE_ARTICLE_16" if statement.is_notice_of_law else "SOURCE_TYPE_OTHER_NOTIFICATION"
