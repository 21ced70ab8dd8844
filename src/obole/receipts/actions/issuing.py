"""A receipt is issued: its number, its words and the gifts on it, in one transaction.

The PDF and the mail follow as tasks: what is printed is all in the row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from obole.donations.models import Donor, Gift
from obole.foundation.facts import emit
from obole.receipts.events import ReceiptIssued
from obole.receipts.models import (
    IssuerDetails,
    IssuingDecision,
    Receipt,
    ReceiptGift,
    Series,
)
from obole.receipts.queries.facts import donor_facts, donor_of, gift_facts, net_amounts
from obole.receipts.queries.issuing import (
    current_decision,
    issuer_details,
    issuer_facts,
    lacks_of_issuer,
)
from obole.receipts.rules.codes import new_code, number_of
from obole.receipts.rules.issuing import Lack, Mode
from obole.receipts.rules.registry import schemes
from obole.receipts.rules.scheme import (
    GiftFacts,
    Grouping,
    Obstacle,
    Order,
    ReceiptScheme,
    scheme_for,
)
from obole.receipts.rules.sheets import sheet_digest


class NotSwitchedOn(Exception):
    """This newsroom issues no receipts: nobody has decided that it does, or another does."""


class IssuerIncomplete(Exception):
    """The body is not described well enough; `lacks` says what is missing."""

    def __init__(self, lacks: tuple[Lack, ...]) -> None:
        super().__init__(f"Missing: {', '.join(lacks)}.")
        self.lacks = lacks


class NotIssuable(Exception):
    """There is something in the way of this receipt; `obstacles` says what."""

    def __init__(self, obstacles: Iterable[Obstacle]) -> None:
        self.obstacles = tuple(dict.fromkeys(obstacles))
        super().__init__(", ".join(self.obstacles))


@dataclass(frozen=True, kw_only=True)
class _Work:
    """All that one receipt is made of."""

    details: IssuerDetails
    scheme: ReceiptScheme
    donor: Donor
    gifts: Sequence[Gift]
    facts: Sequence[GiftFacts]
    grouping: Grouping
    by: str
    now: datetime
    replaces: Receipt | None


def issue_receipt(
    *, gift: Gift, by: str, now: datetime, replaces: Receipt | None = None
) -> Receipt:
    """Issue a receipt for what is left of one gift, and return it; the one it has, if it has one.

    Raise NotSwitchedOn, IssuerIncomplete, and NotIssuable.
    """
    return issue_for_gifts(gifts=[gift], grouping=Grouping.GIFT, by=by, now=now, replaces=replaces)


@transaction.atomic
def issue_for_gifts(
    *,
    gifts: Sequence[Gift],
    grouping: Grouping,
    by: str,
    now: datetime,
    replaces: Receipt | None = None,
) -> Receipt:
    """Issue one receipt for these gifts of one donor in one year; the one they have, if they do.

    The gifts are locked: what the receipt says is what the books say at that moment. Raise
    NotSwitchedOn, IssuerIncomplete, and NotIssuable.
    """
    assert gifts, "A receipt for nothing was asked for."
    decision, details = _desk()
    keys = sorted({gift.pk for gift in gifts})
    locked = list(
        Gift.objects.select_for_update(of=("self",))
        .select_related("donor__merged_into")
        .filter(pk__in=keys)
        .order_by("pk")
    )
    if held := _held_by(locked):
        return held
    donor = _donor(locked)
    nets = net_amounts(gifts=locked)
    work = _Work(
        details=details,
        scheme=_scheme(decision, donor),
        donor=donor,
        gifts=locked,
        facts=[gift_facts(gift=gift, net=nets[gift.pk]) for gift in locked],
        grouping=grouping,
        by=by,
        now=now,
        replaces=replaces,
    )
    _check(work)
    return _write(work)


def _desk() -> tuple[IssuingDecision, IssuerDetails]:
    decision = current_decision()
    if decision is None or decision.mode != Mode.OWN:
        raise NotSwitchedOn("Nobody has decided that receipts are issued here.")
    details = issuer_details()
    lacks = lacks_of_issuer(details=details, country=decision.country)
    if lacks or details is None:
        raise IssuerIncomplete(lacks)
    return decision, details


def _held_by(gifts: Sequence[Gift]) -> Receipt | None:
    """Return the receipt of exactly these gifts. Raise NotIssuable if some have another."""
    keys = {gift.pk for gift in gifts}
    lines = ReceiptGift.objects.filter(gift__in=keys, is_valid=True).select_related("receipt")
    held = {line.receipt for line in lines}
    if not held:
        return None
    receipt = held.pop()
    if held or set(receipt.lines.values_list("gift", flat=True)) != keys:
        raise NotIssuable([Obstacle.HAS_ONE])
    return receipt


def _donor(gifts: Sequence[Gift]) -> Donor:
    donors = {donor_of(gift) for gift in gifts}
    if len(donors) > 1:
        raise NotIssuable([Obstacle.OTHER_DONOR])
    donor = donors.pop()
    if donor is None:
        raise NotIssuable([Obstacle.NOBODY])
    if donor.erased_at is not None:
        raise NotIssuable([Obstacle.ERASED])
    return donor


def _scheme(decision: IssuingDecision, donor: Donor) -> ReceiptScheme:
    found = scheme_for(schemes=schemes(), country=decision.country, donor=donor_facts(donor))
    if found is None:
        raise NotIssuable([Obstacle.NO_NAME])
    return found


def _check(work: _Work) -> None:
    donor = donor_facts(work.donor)
    found = [each for gift in work.facts for each in work.scheme.obstacles(gift=gift, donor=donor)]
    years = {gift.paid_on.year for gift in work.facts if gift.paid_on is not None}
    currencies = {gift.net.currency for gift in work.facts}
    if len(years) > 1 or len(currencies) > 1:
        found.append(Obstacle.OTHER_DONOR)
    if found:
        raise NotIssuable(found)


def _write(work: _Work) -> Receipt:
    issued_on = timezone.localdate(work.now)
    ordinal = _next_ordinal(scheme=work.scheme.name, year=issued_on.year)
    number = number_of(year=issued_on.year, letter=work.scheme.letter, number=ordinal)
    order = _order(work, number=number)
    sheet = work.scheme.sheet(order).to_json()
    first_day = work.facts[0].paid_on
    assert first_day is not None, f"{number} is for a gift that was never paid"
    receipt = Receipt.objects.create(
        scheme=work.scheme.name,
        year=issued_on.year,
        ordinal=ordinal,
        number=number,
        code=order.code,
        grouping=work.grouping,
        gift_year=first_day.year,
        amount_minor_units=order.total.minor_units,
        currency=order.total.currency,
        language=work.donor.language,
        sheet=sheet,
        digest=sheet_digest(sheet),
        signature=work.details.signature,
        issued_on=issued_on,
        issued_at=work.now,
        issued_by=work.by,
        replaces=work.replaces,
    )
    ReceiptGift.objects.bulk_create(_lines(receipt, work))
    emit(ReceiptIssued(receipt_id=receipt.pk))
    return receipt


def _next_ordinal(*, scheme: str, year: int) -> int:
    """Take the next number of a series, which stays locked until the receipt is committed.

    A transaction that fails gives its number back: there is no gap.
    """
    Series.objects.get_or_create(scheme=scheme, year=year)
    taken = Series.objects.filter(scheme=scheme, year=year)
    taken.update(last_number=F("last_number") + 1)
    return taken.values_list("last_number", flat=True).get()


def _order(work: _Work, *, number: str) -> Order:
    code = new_code()
    donor = donor_facts(work.donor)
    return Order(
        number=number,
        code=code,
        check_url=check_url(number=number, code=code, language=work.donor.language),
        issuer=issuer_facts(work.details),
        donor=donor,
        gifts=tuple(work.facts),
        grouping=work.grouping,
        issued_on=timezone.localdate(work.now),
        replaces=work.replaces.number if work.replaces else "",
    )


def _lines(receipt: Receipt, work: _Work) -> list[ReceiptGift]:
    return [
        ReceiptGift(
            receipt=receipt,
            gift=gift,
            amount_minor_units=facts.net.minor_units,
            currency=facts.net.currency,
        )
        for gift, facts in zip(work.gifts, work.facts, strict=True)
    ]


def check_url(*, number: str, code: str, language: str) -> str:
    """Return the address at which a stranger sees whether a receipt holds."""
    with translation.override(language):
        path = reverse("receipts:check")
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}?{urlencode({'number': number, 'code': code})}"
