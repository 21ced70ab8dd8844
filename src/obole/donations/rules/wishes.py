"""What a donor wants, as the form asks for it, checked and without a database."""

from dataclasses import dataclass
from typing import Final

from obole.donations.rules.vocabulary import Means, Rhythm
from obole.kernel.money import Money

BY_A_PROVIDER: Final = frozenset({Means.CARD, Means.SEPA, Means.PAYPAL})
"""Means for which the donor goes to a payment provider's own page."""

BY_HAND: Final = frozenset({Means.TRANSFER, Means.CHEQUE})
"""Means that the donor sees to; the form tells how."""


class UnfitWish(ValueError):
    """A wish that no form lets through: an amount of nothing, a cheque each month."""


@dataclass(frozen=True, kw_only=True)
class Giver:
    """Who gives, as far as the form asked. The address is there when a receipt needs it."""

    email: str
    given_name: str = ""
    family_name: str = ""
    company: str = ""
    siren: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A gift that somebody wants to make. Raise UnfitWish when it cannot be."""

    campaign_id: int
    amount: Money
    fee_cover: Money
    """What is paid on top, to cover the provider's fee."""
    rhythm: Rhythm
    means: Means
    giver: Giver
    language: str
    form_key: str
    """Of the form and what was written into it: sent twice, it is one gift."""
    is_public: bool = False
    shown_name: str = ""
    message: str = ""
    wants_receipt: bool = False
    wants_newsletter: bool = False
    page_id: int | None = None
    """Where the donor came from."""
    source_digest: str = ""

    def __post_init__(self) -> None:
        if not self.amount or self.amount.is_negative or self.fee_cover.is_negative:
            raise UnfitWish(f"{self.amount} is no gift.")
        if self.amount.currency != self.fee_cover.currency:
            raise UnfitWish("The gift and what covers its fee are of two currencies.")
        if self.fee_cover and self.means not in BY_A_PROVIDER:
            raise UnfitWish(f"{self.means} has no fee that could be covered.")
        if not can_repeat(self.means, self.rhythm):
            raise UnfitWish(f"{self.means} is not given {self.rhythm}.")

    @property
    def to_pay(self) -> Money:
        """All that is asked for."""
        return self.amount + self.fee_cover


def can_repeat(means: Means, rhythm: Rhythm) -> bool:
    """Tell whether a means goes with a rhythm: nobody sends a cheque each month by a form."""
    return rhythm is Rhythm.ONCE or means in _REPEATED


_REPEATED: Final = BY_A_PROVIDER | {Means.TRANSFER, Means.INTERMEDIARY}
