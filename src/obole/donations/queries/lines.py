"""Lines of bank statements, with what each may be."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from obole.donations.models import (
    DepositSlip,
    Gift,
    Movement,
    Payout,
    Statement,
    StatementLine,
)
from obole.donations.rules.entries import HAND_ACCOUNTS
from obole.donations.rules.matching import Arrived, Promise, Promises, Proposal
from obole.donations.rules.references import find_reference
from obole.donations.rules.vocabulary import GiftState, Means, MoveKind, PlanState
from obole.foundation.word_search import with_all_words

State = StatementLine.State
MOST_PROMISES: Final = 5_000
"""Of gifts that are awaited: the youngest are looked at, whatever else lies about."""
HAND_MEANS: Final = frozenset({Means.TRANSFER, Means.CHEQUE, Means.CASH, Means.INTERMEDIARY})
"""Means whose money a treasurer records; a provider tells of all others."""
_PAYOUT_DAYS: Final = timedelta(days=10)
MOST_FOUND: Final = 500
# What people write between the letters of a reference; spaces are one space each by then.
_GAPS_IN_RF: Final = ("", " ", ".", "-", "/")
# How a donor is looked for from a gift, or from a plan.
DONOR_WORDS: Final = (
    "donor__given_name__icontains",
    "donor__family_name__icontains",
    "donor__company__icontains",
    "donor__email__icontains",
)
_MOST_SHOWN: Final = 20
_AWAITED = (GiftState.BEGUN, GiftState.ENDED)


@dataclass(frozen=True, kw_only=True)
class Possible:
    """A line, and all that it may be as far as the books know."""

    line: StatementLine
    proposals: Sequence[Proposal]
    payouts: Sequence[Payout]
    slips: Sequence[DepositSlip]
    given_back: Sequence[Movement]

    @property
    def is_sure(self) -> bool:
        """Tell whether its reference says which gift it is."""
        return bool(self.proposals) and self.proposals[0].is_sure


def lines_in(*, state: str, statement: Statement | None = None) -> QuerySet[StatementLine]:
    """Return the lines of a state, the oldest first."""
    lines = StatementLine.objects.filter(state=state)
    if statement is not None:
        lines = lines.filter(statement=statement)
    return lines.select_related(
        "gift__donor", "gift__campaign", "entry", "decided_by", "deposit_slip"
    ).order_by("day", "pk")


def sure_gifts(lines: Sequence[StatementLine]) -> dict[int, Gift]:
    """Return the gift of each line that came and names one by its reference, in one query."""
    numbers = {
        line.pk: number
        for line in lines
        if not line.amount.is_negative and (number := _reference_on(line))
    }
    gifts = Gift.objects.filter(number__in=set(numbers.values())).select_related("campaign")
    by_number = {gift.number: gift for gift in gifts}
    return {
        pk: by_number[number]
        for pk, number in numbers.items()
        if number in by_number and by_number[number].means in HAND_MEANS
    }


def sure_line_ids() -> list[int]:
    """Return the open lines that the reference of a gift makes sure."""
    may_have_one = Q()
    for gap in _GAPS_IN_RF:
        may_have_one |= Q(text__icontains=f"R{gap}F") | Q(reference__icontains=f"R{gap}F")
    lines = StatementLine.objects.filter(may_have_one, state=State.OPEN, amount_minor_units__gt=0)
    return sorted(sure_gifts(list(lines)))


def _reference_on(line: StatementLine) -> str | None:
    """Return the reference with right check digits that a line carries, wherever it stands."""
    return find_reference(line.reference) or find_reference(line.text)


def found_gifts(words: str, *, currency: str) -> list[Gift]:
    """Return gifts by hand that a person looks for: a number, a name or an e-mail address."""
    gifts = Gift.objects.filter(means__in=HAND_MEANS, campaign__currency=currency)
    if number := find_reference(words):
        gifts = gifts.filter(number=number)
    else:
        gifts = with_all_words(gifts, words, "number__icontains", *DONOR_WORDS)
    return list(
        gifts.select_related("donor")
        .prefetch_related("campaign__texts")
        .order_by("-pk")[:_MOST_SHOWN]
    )


def arrived(line: StatementLine) -> Arrived:
    """Return what of a line helps to know it."""
    return Arrived(
        day=line.day,
        amount=line.amount,
        payer=line.payer,
        payer_iban=line.payer_iban,
        text=line.text,
        reference=line.reference,
    )


def possible(lines: Sequence[StatementLine]) -> list[Possible]:
    """Return each line with what it may be; as many queries for a hundred lines as for one."""
    coming = [line for line in lines if not line.amount.is_negative]
    promises = Promises(_promises(coming)) if coming else Promises(())
    payouts, slips, given_back = _payouts(lines), _slips(coming), _given_back(lines)
    return [
        Possible(
            line=line,
            proposals=[] if line.amount.is_negative else promises.of(arrived(line)),
            payouts=[each for each in payouts if _fits(each, line)],
            slips=[each for each in slips if each.total == line.amount],
            given_back=[each for each in given_back if -each.amount == line.amount],
        )
        for line in lines
    ]


def _fits(payout: Payout, line: StatementLine) -> bool:
    is_same = (payout.amount_minor_units, payout.currency) == (
        line.amount_minor_units,
        line.currency,
    )
    return is_same and abs(payout.arrives_on - line.day) <= _PAYOUT_DAYS


def _promises(lines: Sequence[StatementLine]) -> list[Promise]:
    currencies = {line.currency for line in lines}
    named = {number for line in lines if (number := _reference_on(line))}
    accounts = _accounts_of_donors({line.payer_iban for line in lines if line.payer_iban})
    awaited = Q(state__in=_AWAITED, means=Means.TRANSFER, plan=None)
    # The first gift of a standing order stands for all: its number is on each transfer.
    earlier = Gift.objects.filter(plan=OuterRef("plan"), pk__lt=OuterRef("pk"))
    standing = (
        Q(means=Means.TRANSFER, plan__gateway="")
        & ~Q(plan__state=PlanState.ENDED)
        & ~Exists(earlier)
    )
    rows = (
        Gift.objects.filter(campaign__currency__in=currencies)
        .filter(
            awaited
            | standing
            | Q(number__in=named, means__in=HAND_MEANS)
            | Q(donor__in=accounts.keys(), means=Means.TRANSFER, plan=None)
        )
        .select_related("donor", "plan")
        .order_by("-begun_at", "-pk")[:MOST_PROMISES]
    )
    return [_promise(gift, accounts.get(gift.donor_id or 0, set())) for gift in rows]


def _accounts_of_donors(accounts: Collection[str]) -> dict[int, set[str]]:
    """Return from which of these accounts each donor has paid before."""
    found: dict[int, set[str]] = defaultdict(set)
    if accounts:
        rows = StatementLine.objects.filter(
            payer_iban__in=accounts, state=State.MATCHED, kind=StatementLine.Kind.GIFT
        ).exclude(gift__donor=None)
        for donor_id, account in rows.values_list("gift__donor_id", "payer_iban").distinct():
            assert donor_id is not None, "Gifts without a donor were left out."
            found[donor_id].add(account)
    return found


def _payouts(lines: Sequence[StatementLine]) -> list[Payout]:
    """Return payouts of these amounts that no line was found to be yet."""
    amounts = {line.amount_minor_units for line in lines}
    taken = StatementLine.objects.filter(entry=OuterRef("entry"))
    rows = Payout.objects.filter(~Exists(taken), amount_minor_units__in=amounts)
    return list(rows.order_by("-arrives_on", "-pk")[:MOST_FOUND])


def _slips(lines: Sequence[StatementLine]) -> list[DepositSlip]:
    amounts = {line.amount_minor_units for line in lines}
    rows = DepositSlip.objects.filter(line=None, total_minor_units__in=amounts)
    return list(rows.order_by("-made_on", "-pk")[:MOST_FOUND])


def _given_back(lines: Sequence[StatementLine]) -> list[Movement]:
    """Return refunds by hand of these amounts that no line was found to be yet."""
    amounts = {-line.amount_minor_units for line in lines if line.amount.is_negative}
    if not amounts:
        return []
    taken = StatementLine.objects.filter(entry=OuterRef("entry"))
    rows = Movement.objects.filter(
        ~Exists(taken),
        source__in=HAND_ACCOUNTS,
        kind=MoveKind.REFUND,
        corrected_at=None,
        amount_minor_units__in=amounts,
    )
    return list(rows.select_related("gift__donor").order_by("-pk")[:MOST_FOUND])


def _promise(gift: Gift, accounts: Collection[str]) -> Promise:
    return Promise(
        gift_id=gift.pk,
        number=gift.number,
        amount=gift.plan.to_pay if gift.plan else gift.to_pay,
        name=gift.donor.full_name if gift.donor else gift.shown_name,
        promised_on=timezone.localdate(gift.begun_at),
        accounts=frozenset(accounts),
        is_recurring=gift.plan_id is not None,
    )
