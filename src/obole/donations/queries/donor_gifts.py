"""What a donor has given, and gives: for the donor's own page, and for the desk."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from obole.donations.models import Donor, Gift, Movement, Plan
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.donors import rows_of
from obole.donations.rules.vocabulary import GiftState, MoveKind, PlanState
from obole.kernel.money import Money

# What brings money of a gift, and what takes it away; fees are between us and the provider.
BRINGS = frozenset({MoveKind.PAYMENT, MoveKind.REFUND_FAILED, MoveKind.DISPUTE_WON})
TAKES = frozenset({MoveKind.REFUND, MoveKind.DISPUTE, MoveKind.RETURN})
# Who went away without paying has given nothing, and need not be reminded of it for years.
NEVER_CAME = (GiftState.FAILED, GiftState.ENDED)
RUNNING = (PlanState.ACTIVE, PlanState.FAILING)
# The page shows the newest of somebody who gave a thousand times; the file holds all.
MOST_SHOWN = 500


@dataclass(frozen=True, kw_only=True)
class GiftLine:
    """One gift as its donor sees it."""

    gift: Gift
    day: date
    title: str
    """Of the campaign."""
    amount: Money
    """What is here of it now; what was promised, for a gift that has not arrived."""
    given: Money
    """What arrived, before anything went back."""
    entry_number: int | None
    """Of its first entry in the books; None for a gift that has not arrived."""

    @property
    def went_back(self) -> bool:
        """Tell whether a part of it, or all, is not here any more."""
        return self.entry_number is not None and self.amount < self.given


@dataclass(frozen=True, kw_only=True)
class Year:
    """The gifts of one year, and what of them is here."""

    year: int
    lines: Sequence[GiftLine]
    totals: Sequence[Money]
    """One a currency; promised gifts are not in it."""


def gifts_of(donor: Donor) -> QuerySet[Gift]:
    """Return all gifts of a donor, also those of rows that were merged into it."""
    return Gift.objects.filter(donor__in=rows_of(donor))


def plans_of(donor: Donor) -> QuerySet[Plan]:
    """Return all recurring gifts of a donor, the running ones first."""
    plans = Plan.objects.filter(donor__in=rows_of(donor)).exclude(state=PlanState.BEGUN)
    return plans.select_related("campaign", "donor").order_by("-begun_at", "-pk")


def gift_with_key(key: str) -> Gift | None:
    """Return the gift of an address that nobody guesses, with what its page shows."""
    return _told(Gift.objects.filter(key=key)).first()


def years_of(donor: Donor, *, language: str) -> list[Year]:
    """Return what a donor gave, by year, the latest first."""
    gifts = _told(gifts_of(donor).exclude(state__in=NEVER_CAME).order_by("-begun_at", "-pk"))
    by_year: dict[int, list[GiftLine]] = defaultdict(list)
    for gift in gifts[:MOST_SHOWN]:
        line = line_of(gift, language=language)
        by_year[line.day.year].append(line)
    return [
        Year(year=year, lines=_latest_first(lines), totals=_totals(lines))
        for year, lines in sorted(by_year.items(), reverse=True)
    ]


def line_of(gift: Gift, *, language: str) -> GiftLine:
    """Return what is shown of a gift that `gift_with_key` or `years_of` has found."""
    movements = sorted(gift.movements.all(), key=lambda each: each.pk)
    given = _sum(movements, kinds=BRINGS & {MoveKind.PAYMENT}, currency=gift.currency)
    taken = _sum(movements, kinds=TAKES, currency=gift.currency)
    brought = _sum(movements, kinds=BRINGS, currency=gift.currency)
    first = next((each.entry.number for each in movements if each.kind == MoveKind.PAYMENT), None)
    return GiftLine(
        gift=gift,
        day=gift.paid_on or timezone.localdate(gift.settled_at or gift.begun_at),
        title=text_of(gift.campaign, language).title,
        amount=gift.to_pay if first is None else brought - taken,
        given=gift.to_pay if first is None else given,
        entry_number=first,
    )


def _latest_first(lines: Sequence[GiftLine]) -> list[GiftLine]:
    return sorted(lines, key=lambda line: (line.day, line.gift.pk), reverse=True)


def _told(gifts: QuerySet[Gift]) -> QuerySet[Gift]:
    movements = Prefetch(
        "movements", Movement.objects.filter(corrected_at=None).select_related("entry")
    )
    return gifts.select_related("campaign", "plan").prefetch_related(movements, "campaign__texts")


def _sum(movements: Sequence[Movement], *, kinds: frozenset[MoveKind], currency: str) -> Money:
    # What settles in the campaign's currency counts; the gift's own is the one it was ordered in.
    currency = movements[0].currency if movements else currency
    return Money.total((each.amount for each in movements if each.kind in kinds), currency)


def _totals(lines: Sequence[GiftLine]) -> list[Money]:
    sums: dict[str, Money] = {}
    for line in lines:
        if line.entry_number is not None:
            currency = line.amount.currency
            sums[currency] = sums.get(currency, Money.zero(currency)) + line.amount
    return [total for _, total in sorted(sums.items())]
