"""What the newsroom shows of its moderation: statements for the EU's database, yearly figures."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from django.db.models import Count, Q, QuerySet

from obole.comments.models import Appeal, Decision, Notice, Statement
from obole.comments.queries.citing import decided_comment
from obole.comments.queries.house_rules import cited_clause
from obole.comments.rules.exporting import Exported, statement_for_database
from obole.comments.rules.verdicts import CONFIDENTIAL, RESTRICTING, SETTLING, Ground, Measure

READ_AT_ONCE = 500

Bounds = tuple[datetime, datetime]


def exported_statements(*, since: datetime) -> Iterator[dict[str, object]]:
    """Give the statements of decisions since a moment as the API of the EU's database takes them.

    No personal data: neither texts of readers nor what moderators wrote.
    """
    statements = Statement.objects.filter(
        decision__made_at__gte=since, decision__measure__in=RESTRICTING
    )
    # Until it is mailed it can be taken back: then it was never stated.
    waiting = Q(sent_by=Statement.Way.MAIL, mailed_at=None)
    statements = statements.exclude(waiting | Q(not_sent_because=Statement.TAKEN_BACK))
    rows = statements.select_related("decision__notice").order_by("pk")
    for statement in rows.iterator(chunk_size=READ_AT_ONCE):
        yield statement_for_database(_exported(statement))


def _exported(statement: Statement) -> Exported:
    decision = statement.decision
    comment = decided_comment(decision)
    language = comment.language if comment else statement.language
    clause = cited_clause(version=decision.terms_version, code=decision.clause, language=language)
    notice = decision.notice
    return Exported(
        puid=str(statement.puid),
        measure=Measure(decision.measure),
        is_illegal=decision.ground == Ground.ILLEGAL,
        legal_ground=decision.legal_ground,
        terms_version=decision.terms_version,
        clause=decision.clause,
        clause_text=clause.text if clause else "",
        category=decision.category or (clause.category if clause else ""),
        keywords=tuple(decision.keywords),
        written_at=(comment.created_at if comment else decision.made_at).astimezone(UTC).date(),
        made_at=decision.made_at.astimezone(UTC).date(),
        ends_at=decision.ends_at.astimezone(UTC).date() if decision.ends_at else None,
        language=language,
        origin=decision.origin,
        is_notice_of_law=notice is not None and notice.kind == Notice.Kind.LAW,
        is_automated_detection=decision.is_automated_detection,
        is_automated_decision=decision.is_automated_decision,
    )


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was decided in a year (DSA, article 15), up to a moment."""

    year: int
    measures: tuple[tuple[str, int], ...]
    """Of each measure how many, the most frequent first; `Measure` values."""
    grounds: tuple[tuple[str, int], ...]
    decisions: int
    automated: int
    notices: int
    notices_of_law: int
    median_hours: float | None
    """From a report to the decision about it; None without any."""
    appeals: int
    reversed: int
    chain_digest: str
    """Of the year's last decision: once published, the record cannot be rewritten unnoticed."""


def years_with_decisions(*, until: datetime) -> list[int]:
    """Return the years of which there are figures, the latest first."""
    years = Decision.objects.filter(made_at__lt=until).dates("made_at", "year", order="DESC")
    return [each.year for each in years]


def figures_of(*, bounds: Bounds, year: int) -> Figures:
    """Return the figures of what happened from the first of two moments to before the second."""
    since, until = bounds
    decisions = Decision.objects.filter(made_at__gte=since, made_at__lt=until)
    decisions = decisions.exclude(measure__in=(Measure.IMPORT, *CONFIDENTIAL))
    notices = Notice.objects.filter(received_at__gte=since, received_at__lt=until)
    appeals = Appeal.objects.filter(received_at__gte=since, received_at__lt=until)
    totals = decisions.aggregate(
        all=Count("pk"), automated=Count("pk", filter=Q(is_automated_decision=True))
    )
    return Figures(
        year=year,
        measures=_counted(decisions, "measure"),
        grounds=_counted(decisions.filter(measure__in=RESTRICTING).exclude(ground=""), "ground"),
        decisions=totals["all"],
        automated=totals["automated"],
        notices=notices.count(),
        notices_of_law=notices.filter(kind=Notice.Kind.LAW).count(),
        median_hours=_median_hours(decisions),
        appeals=appeals.count(),
        reversed=appeals.filter(outcome=Appeal.Outcome.REVERSED, decided_at__lt=until).count(),
        chain_digest=decisions.order_by("-pk").values_list("digest", flat=True).first() or "",
    )


def _counted(decisions: QuerySet[Decision], field: str) -> tuple[tuple[str, int], ...]:
    rows = decisions.order_by().values_list(field).annotate(count=Count("pk"))
    return tuple(Counter(dict(rows)).most_common())


def _median_hours(decisions: QuerySet[Decision]) -> float | None:
    """Return the median wait of the reports that brought a comment to the desk."""
    answered = decisions.filter(notice__isnull=False, measure__in=SETTLING)
    waits = [
        (made_at - received_at) / timedelta(hours=1)
        for made_at, received_at in answered.values_list("made_at", "notice__received_at")
    ]
    return round(median(waits), 1) if waits else None
