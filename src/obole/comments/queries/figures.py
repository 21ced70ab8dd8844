"""How the desk does: how long comments wait, how many come and are held, who holds rightly."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from obole.comments.models import Comment, CommentSignal, Decision
from obole.comments.queries.wording import WORDS_OF_SIGNALS
from obole.comments.rules.signals import Name, Severity
from obole.comments.rules.states import Source, State
from obole.comments.rules.verdicts import Measure

DAYS_SHOWN = 30
# Of the decisions whose waiting time is measured: some 700 a day for a month.
DECISIONS_MEASURED = 20_000
SLOW_SHARE = 0.9

_DECIDING = (Measure.PUBLISH, Measure.REJECT, Measure.SPAM, Measure.REMOVE, Measure.KEEP)
_AGAINST = (State.REJECTED, State.SPAM, State.REMOVED)


@dataclass(frozen=True, kw_only=True)
class Day:
    """What happened on one day of the newsroom's calendar."""

    day: date
    written: int
    held: int
    """Of the written: made to wait, or taken back for a look later."""
    against: int
    """Of the written: rejected, spam or removed by now."""
    decided: int
    waited_usually: timedelta | None
    """Half of what was decided that day had waited less; None where nothing was decided."""
    waited_long: timedelta | None
    """Nine tenths had waited less."""

    @property
    def held_percent(self) -> int | None:
        """Which share was held; None where nothing was written."""
        return round(100 * self.held / self.written) if self.written else None


@dataclass(frozen=True, kw_only=True)
class DetectorFigures:
    """How often persons agreed with what one detector held."""

    words: str
    held: int
    decided: int
    rejected: int

    @property
    def precision_percent(self) -> int | None:
        """Which share of the decided was rejected; None where nothing was decided."""
        return round(100 * self.rejected / self.decided) if self.decided else None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The days, the oldest first, and the detectors, the busiest first."""

    days: Sequence[Day]
    detectors: Sequence[DetectorFigures]


def figures(*, now: datetime, days: int = DAYS_SHOWN) -> Figures:
    """Return the figures of the last days, today included, in four queries."""
    dates = [localdate(now) - timedelta(days=back) for back in range(days - 1, -1, -1)]
    since = now - timedelta(days=days)
    written, waits = _written(since), _waits(since)
    return Figures(
        days=[_day(day, written.get(day, (0, 0, 0)), waits.get(day, [])) for day in dates],
        detectors=_detectors(since),
    )


def _day(day: date, written: tuple[int, int, int], waits: list[timedelta]) -> Day:
    return Day(
        day=day,
        written=written[0],
        held=written[1],
        against=written[2],
        decided=len(waits),
        waited_usually=quantile(waits, 0.5),
        waited_long=quantile(waits, SLOW_SHARE),
    )


def quantile(waits: Sequence[timedelta], share: float) -> timedelta | None:
    """Return the shortest wait that `share` of all do not exceed; None for none."""
    return sorted(waits)[max(ceil(share * len(waits)) - 1, 0)] if waits else None


def _written(since: datetime) -> dict[date, tuple[int, int, int]]:
    # All states are named so that the index by state and time is walked.
    rows = (
        Comment.objects.filter(state__in=list(State), created_at__gte=since, source=Source.SITE)
        .exclude(state=State.UNPROVEN)
        .annotate(day=TruncDate("created_at"))
        .values("day")
        .annotate(
            written=Count("pk"),
            held=Count("pk", filter=Q(queued_at__isnull=False)),
            against=Count("pk", filter=Q(state__in=_AGAINST)),
        )
        .order_by("day")
    )
    return {row["day"]: (row["written"], row["held"], row["against"]) for row in rows}


def _waits(since: datetime) -> dict[date, list[timedelta]]:
    rows = (
        Decision.objects.filter(made_at__gte=since, measure__in=_DECIDING)
        .filter(user_id_then__isnull=False, comment__queued_at__isnull=False)
        .order_by("-made_at")
        .values_list("made_at", "comment__queued_at")[:DECISIONS_MEASURED]
    )
    waits: dict[date, list[timedelta]] = defaultdict(list)
    for made_at, queued_at in rows:
        assert queued_at is not None, "Others are not asked for."
        waits[localdate(made_at)].append(max(made_at - queued_at, timedelta()))
    return waits


def _detectors(since: datetime) -> list[DetectorFigures]:
    is_decided = Q(comment__decided_at__isnull=False)
    rows = (
        CommentSignal.objects.filter(made_at__gte=since, severity=Severity.HOLD)
        .values("name")
        .annotate(
            held=Count("comment", distinct=True),
            decided=Count("comment", distinct=True, filter=is_decided),
            rejected=Count(
                "comment", distinct=True, filter=is_decided & Q(comment__state__in=_AGAINST)
            ),
        )
        .order_by("-held", "name")
    )
    return [
        DetectorFigures(
            words=str(WORDS_OF_SIGNALS[Name(row["name"])]),
            held=row["held"],
            decided=row["decided"],
            rejected=row["rejected"],
        )
        for row in rows
    ]
