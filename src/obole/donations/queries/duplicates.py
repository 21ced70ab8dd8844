"""Rows of donors that may be one person: all donors are looked at, in two passes over one index."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Count, Max, QuerySet

from obole.donations.models import Donor, DonorPair, Gift, Plan, StatementLine
from obole.donations.rules.likeness import (
    MOST_OF_A_GROUP,
    Known,
    Reason,
    folded_name,
    folded_postcode,
    likely_pairs,
)

Found = tuple[int, int, list[Reason]]
# Rows that the database hands over at once.
PORTION = 2_000
# IBANs from which so many give are a family's, a club's or an intermediary's; looked at are these.
ACCOUNTS_A_PORTION = 500


def live_donors() -> QuerySet[Donor]:
    """Return the donors that are neither erased nor merged into another."""
    return Donor.objects.filter(merged_into=None, erased_at=None)


def open_pairs() -> QuerySet[DonorPair]:
    """Return what waits for a decision, the first found first."""
    waiting = DonorPair.objects.filter(
        state=DonorPair.State.OPEN,
        first__merged_into=None,
        second__merged_into=None,
        first__erased_at=None,
        second__erased_at=None,
    )
    return waiting.select_related("first", "second").order_by("pk")


def pairs_by_name() -> Iterator[Found]:
    """Yield the pairs of one name that share a postcode, or have similar e-mail addresses.

    In Python, not in SQL: SQLite's lower() knows no accents, and half of all French names have
    one. Names are counted as numbers of 64 bits first, so that only namesakes are kept.
    """
    counts = Counter(hash(name) for _, name in _names())
    shared = {digest for digest, count in counts.items() if count > 1}
    namesakes: dict[str, list[int]] = defaultdict(list)
    for key, name in _names():
        if name and hash(name) in shared and len(namesakes[name]) < MOST_OF_A_GROUP:
            namesakes[name].append(key)
    groups = [keys for keys in namesakes.values() if len(keys) > 1]
    for start in range(0, len(groups), ACCOUNTS_A_PORTION):
        yield from _pairs_of(groups[start : start + ACCOUNTS_A_PORTION])


def pairs_by_account() -> Iterator[Found]:
    """Yield the pairs of donors whose gifts came from one bank account."""
    lines = StatementLine.objects.exclude(payer_iban="").filter(
        gift__donor__merged_into=None, gift__donor__erased_at=None, gift__donor__isnull=False
    )
    shared = (
        lines.values("payer_iban")
        .annotate(donors=Count("gift__donor", distinct=True))
        .filter(donors__gt=1, donors__lte=MOST_OF_A_GROUP)
        .order_by("payer_iban")
        .values_list("payer_iban", flat=True)
    )
    for iban in shared.iterator(chunk_size=PORTION):
        donors = lines.filter(payer_iban=iban).order_by("gift__donor")
        keys = donors.values_list("gift__donor", flat=True).distinct()
        for first, second in combinations(keys, 2):
            yield first, second, [Reason.SAME_ACCOUNT]


def _names() -> Iterator[tuple[int, str]]:
    rows = live_donors().values_list("pk", "given_name", "family_name", "company")
    for key, given, family, company in rows.order_by("pk").iterator(chunk_size=PORTION):
        yield key, folded_name(company) if company else folded_name(given, family)


def _pairs_of(groups: list[list[int]]) -> Iterator[Found]:
    wanted = [key for keys in groups for key in keys]
    rows = live_donors().filter(pk__in=wanted).values_list("pk", "postcode", "email")
    known = {
        key: Known(key=key, name="", postcode=folded_postcode(postcode), email=email)
        for key, postcode, email in rows
    }
    for keys in groups:
        yield from likely_pairs([known[key] for key in keys if key in known])


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of two rows that are compared, with what hangs on it."""

    donor: Donor
    gifts: int
    plans: int
    last_on: date | None


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Two rows side by side."""

    pair: DonorPair
    first: Side
    second: Side


def compared(pairs: list[DonorPair]) -> list[Compared]:
    """Return the pairs with what hangs on each of their rows, in two queries for all of them."""
    keys = [key for pair in pairs for key in (pair.first_id, pair.second_id)]
    gifts = {
        row["donor"]: (row["gifts"], row["last_on"])
        for row in Gift.objects.filter(donor__in=keys)
        .values("donor")
        .annotate(gifts=Count("pk"), last_on=Max("paid_on"))
        .order_by("donor")
    }
    plans = dict(
        Plan.objects.filter(donor__in=keys)
        .values_list("donor")
        .annotate(plans=Count("pk"))
        .order_by("donor")
    )

    def side(donor: Donor) -> Side:
        count, last_on = gifts.get(donor.pk, (0, None))
        return Side(donor=donor, gifts=count, plans=plans.get(donor.pk, 0), last_on=last_on)

    return [Compared(pair=pair, first=side(pair.first), second=side(pair.second)) for pair in pairs]
