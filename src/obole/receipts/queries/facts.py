"""Gifts and donors, as the schemes of receipts want to know them. Amounts come from the books."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from obole.donations.models import Donor, Gift
from obole.donations.rules.vocabulary import GiftState, Means
from obole.kernel.money import Money
from obole.ledger.models import Line
from obole.ledger.rules.chart import FEE_COVER, GIFTS
from obole.receipts.rules.scheme import DonorFacts, GiftFacts

SETTLED = frozenset({GiftState.SETTLED.value, GiftState.PARTLY_REFUNDED.value})
# What a donor added to cover fees was given too: both are on the receipt.
GIVEN = (GIFTS, FEE_COVER)
# SQLite takes 250,000 parameters at most, PostgreSQL 65,535.
MOST_AT_ONCE = 5_000


def net_amounts(*, gifts: Iterable[Gift]) -> dict[int, Money]:
    """Return what of each gift was received and not given back, by the books, by its key.

    An entry that takes another back counts for the gift of that other. A gift without an entry is
    zero.
    """
    currencies = {gift.pk: gift.currency for gift in gifts}
    nets = {key: Money.zero(currency) for key, currency in currencies.items()}
    keys = sorted(currencies)
    for start in range(0, len(keys), MOST_AT_ONCE):
        portion = keys[start : start + MOST_AT_ONCE]
        for row in _sums(portion):
            nets[row["gift"]] = Money(row["credits"] - row["debits"], row["currency"])
    return nets


def _sums(keys: Collection[int]) -> Iterable[Any]:
    about = Q(entry__movement__gift__in=keys) | Q(entry__reverses__movement__gift__in=keys)
    gift = Coalesce(F("entry__movement__gift"), F("entry__reverses__movement__gift"))
    lines = Line.objects.filter(about, account__code__in=GIVEN).annotate(gift=gift)
    return (
        lines.order_by()
        .values("gift", "currency")
        .annotate(credits=Sum("credit"), debits=Sum("debit"))
    )


def donor_facts(donor: Donor) -> DonorFacts:
    """Return what a receipt says of a donor."""
    is_company = donor.kind == Donor.Kind.COMPANY
    person = f"{donor.given_name} {donor.family_name}".strip()
    # A person without a family name is nobody to the tax office.
    name = donor.company if is_company else person if donor.family_name else ""
    return DonorFacts(
        is_company=is_company,
        name=name,
        legal_form=donor.legal_form,
        siren=donor.siren,
        street=donor.street,
        postcode=donor.postcode,
        city=donor.city,
        country=donor.country,
        language=donor.language,
    )


def gift_facts(*, gift: Gift, net: Money) -> GiftFacts:
    """Return what a receipt says of a gift."""
    return GiftFacts(
        reference=gift.number,
        paid_on=gift.paid_on,
        net=net,
        means=Means(gift.means),
        is_settled=gift.state in SETTLED,
    )


def donor_of(gift: Gift) -> Donor | None:
    """Return who gave: where donors were merged, the one that stands."""
    donor = gift.donor
    return donor.merged_into or donor if donor is not None else None
