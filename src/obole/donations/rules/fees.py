"""What a provider keeps of a gift, about: so that a donor can pay it on top.

List prices for associations in the euro area without terms of their own, as vendors and their
customers publish them; they change, and a foreign card costs more. What was really kept is in the
books. In other currencies nobody is asked.
"""

from dataclasses import dataclass
from typing import Final

from obole.donations.rules.vocabulary import Means
from obole.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class Fee:
    """A share in hundredths of a percent, a fixed part, and at most so much."""

    percent_hundredths: int
    fixed: Money
    most: Money | None = None


FEES: Final = {
    Means.CARD: Fee(percent_hundredths=150, fixed=Money(25, "EUR")),
    Means.SEPA: Fee(percent_hundredths=80, fixed=Money(30, "EUR"), most=Money(6_00, "EUR")),
    Means.PAYPAL: Fee(percent_hundredths=290, fixed=Money(35, "EUR")),
}


def cover_for(amount: Money, means: Means) -> Money:
    """Return what to pay on top so that the amount arrives whole; zero where nothing is kept."""
    fee = FEES.get(means)
    if fee is None or fee.fixed.currency != amount.currency:
        return Money.zero(amount.currency)
    whole = amount.before_fee(percent_hundredths=fee.percent_hundredths, fixed=fee.fixed)
    cover = whole - amount
    return fee.most if fee.most is not None and cover > fee.most else cover
