"""What stands where on the front page, so that no article stands there twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

PICKS = 3
OPINIONS = 3
STRIP_ARTICLES = 4


@dataclass(frozen=True)
class FrontPlan:
    """The keys of the articles of a front page, by place."""

    lead: int | None = None
    picks: tuple[int, ...] = ()
    opinions: tuple[int, ...] = ()
    strips: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def articles(self) -> list[int]:
        """Return all keys, the most prominent first."""
        lead = [] if self.lead is None else [self.lead]
        strips = [key for keys in self.strips.values() for key in keys]
        return [*lead, *self.picks, *self.opinions, *strips]


def arrange_front(
    *,
    chosen_lead: int | None,
    chosen_picks: Sequence[int],
    latest: Sequence[int],
    opinions: Sequence[int],
    strips: Mapping[int, Sequence[int]],
) -> FrontPlan:
    """Return the plan: what editors chose, then the latest in the places that they left open.

    `latest` and `opinions` are keys of articles, newest first; `strips` gives, for each section
    in its order, the keys of its newest articles. An opinion leads only when an editor wants it.
    A section with nothing left to show has no strip.
    """
    reports = [key for key in latest if key not in set(opinions)] or list(latest)
    lead = chosen_lead if chosen_lead is not None else next(iter(reports), None)
    shown = set() if lead is None else {lead}
    picks = _take([*chosen_picks, *reports], count=max(PICKS, len(chosen_picks)), shown=shown)
    columns = _take(opinions, count=OPINIONS, shown=shown)
    plan = {
        section: _take(articles, count=STRIP_ARTICLES, shown=shown)
        for section, articles in strips.items()
    }
    return FrontPlan(
        lead=lead,
        picks=picks,
        opinions=columns,
        strips={section: articles for section, articles in plan.items() if articles},
    )


def _take(candidates: Iterable[int], *, count: int, shown: set[int]) -> tuple[int, ...]:
    """Return the first candidates that are not shown yet, and add them to what is shown."""
    taken: list[int] = []
    for key in candidates:
        if len(taken) == count:
            break
        if key not in shown:
            shown.add(key)
            taken.append(key)
    return tuple(taken)
