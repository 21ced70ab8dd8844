"""What a kind of receipt must be able to say. Pure: a scheme is data and rules, no database.

A scheme is a module of `receipts/rules/`, or an entry point of the group `obole.receipts` that
names an instance of a class like those here. Laws change: what depends on the day is in a table
of dated rules, each with its source.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from obole.donations.rules.vocabulary import Means
from obole.kernel.money import Money
from obole.receipts.rules.sheets import Sheet


class Grouping(StrEnum):
    """For what one receipt is."""

    GIFT = "gift"
    YEAR = "year"


class Obstacle(StrEnum):
    """Why a gift can't have a receipt, or not yet."""

    NOBODY = "nobody"
    """We don't know who gave."""
    ERASED = "erased"
    INTERMEDIARY = "intermediary"
    """The intermediary issues the receipt: two for one gift would be a fraud."""
    NOT_SETTLED = "not-settled"
    NOTHING_LEFT = "nothing-left"
    """All of it went back."""
    CURRENCY = "currency"
    NO_NAME = "no-name"
    NO_ADDRESS = "no-address"
    NO_SIREN = "no-siren"
    NO_LEGAL_FORM = "no-legal-form"
    TOO_EARLY = "too-early"
    """The dated rules of the scheme begin later."""
    HAS_ONE = "has-one"
    OTHER_DONOR = "other-donor"
    """Gifts of two donors, or of two kinds, are never on one receipt."""


@dataclass(frozen=True, kw_only=True)
class DonorFacts:
    """Who gave, as far as a receipt asks."""

    is_company: bool
    name: str
    legal_form: str
    siren: str
    street: str
    postcode: str
    city: str
    country: str
    language: str


@dataclass(frozen=True, kw_only=True)
class GiftFacts:
    """A gift as the books have it now."""

    reference: str
    paid_on: date | None
    net: Money
    """What was received and not given back, with what covered fees."""
    means: Means
    is_settled: bool


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """The body that receives the gifts and signs."""

    name: str
    address: str
    purpose: str
    siren: str
    rna: str
    quality: str
    """A word of `issuing.Quality`."""
    quality_detail: str
    signatory: str
    signatory_role: str
    city: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """A receipt that is to be written."""

    number: str
    code: str
    check_url: str
    issuer: Issuer
    donor: DonorFacts
    gifts: tuple[GiftFacts, ...]
    grouping: Grouping
    issued_on: date
    replaces: str = ""
    """The number of the receipt that this one takes the place of."""

    @property
    def total(self) -> Money:
        """The sum of the gifts."""
        return Money.total((each.net for each in self.gifts), self.gifts[0].net.currency)


@dataclass(frozen=True, kw_only=True)
class DatedRule:
    """What the law grants for gifts from one day on, and where that stands."""

    since: date
    rate_percent: int
    """Of the gift, taken off the tax."""
    limits: str
    source: str
    is_verified: bool
    """Read in an official text, not in what others say about it."""


class ReceiptScheme(Protocol):
    """A kind of receipt."""

    name: str
    """Stored with every receipt: "fr-11580"."""
    letter: str
    """In its numbers: a series of its own each year."""
    country: str
    """Whose law; empty for none."""
    is_for_tax: bool
    """It tells a taxpayer that the gift lowers a tax: it is declared yearly."""
    groupings: frozenset[Grouping]
    keeps_years: int
    """How long a copy must be kept after the year of issue."""
    rules: tuple[DatedRule, ...]
    template: str

    def takes(self, donor: DonorFacts) -> bool:
        """Tell whether the scheme is for this kind of donor."""

    def obstacles(self, *, gift: GiftFacts, donor: DonorFacts) -> tuple[Obstacle, ...]:
        """Return all that stands in the way of a receipt; empty for nothing."""

    def sheet(self, order: Order) -> Sheet:
        """Return what is printed. The gifts have no obstacles."""


def rule_on(scheme: ReceiptScheme, day: date) -> DatedRule | None:
    """Return the rule that holds for gifts of a day; None before the first."""
    held = [rule for rule in scheme.rules if rule.since <= day]
    return max(held, key=lambda rule: rule.since) if held else None


def always_in_the_way(gift: GiftFacts) -> tuple[Obstacle, ...]:
    """Return what no scheme can get around."""
    found = []
    if gift.means is Means.INTERMEDIARY:
        found.append(Obstacle.INTERMEDIARY)
    if not gift.is_settled or gift.paid_on is None:
        found.append(Obstacle.NOT_SETTLED)
    elif gift.net <= Money.zero(gift.net.currency):
        found.append(Obstacle.NOTHING_LEFT)
    return tuple(found)


def scheme_for(
    *, schemes: Mapping[str, ReceiptScheme], country: str, donor: DonorFacts
) -> ReceiptScheme | None:
    """Return the scheme of a country's law for a donor; None if the law has none for them."""
    for scheme in schemes.values():
        if scheme.country == country and scheme.takes(donor):
            return scheme
    return None
