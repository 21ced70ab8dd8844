"""What every sheet says alike of its gifts, whatever the law: means, days, a line each."""

from datetime import date
from typing import Final

from obole.donations.rules.vocabulary import Means
from obole.receipts.rules.scheme import Grouping, Order
from obole.receipts.rules.sheets import GiftLine, day_in_words, figures

MEANS: Final = {
    Means.CARD: ("carte bancaire", "card"),
    Means.SEPA: ("prélèvement SEPA", "SEPA debit"),
    Means.PAYPAL: ("PayPal", "PayPal"),
    Means.TRANSFER: ("virement", "transfer"),
    Means.CHEQUE: ("chèque", "cheque"),
    Means.CASH: ("espèces", "cash"),
}
"""How a gift was paid, in French and in English."""
GIFTS_HEAD: Final = (
    ("Date", "Date"),
    ("Référence", "Reference"),
    ("Versement", "Means"),
    ("Montant", "Amount"),
)


def days_of(order: Order) -> tuple[date, date]:
    """Return the days on which the first and the last of the gifts were paid."""
    days = sorted(each.paid_on for each in order.gifts if each.paid_on is not None)
    return days[0], days[-1]


def gift_lines(order: Order, language: str) -> tuple[GiftLine, ...]:
    """Return a line for each gift of a year, in the order of their days; none for a single gift."""
    if order.grouping is Grouping.GIFT:
        return ()
    dated = [(each.paid_on, each) for each in order.gifts if each.paid_on is not None]
    return tuple(
        GiftLine(
            day=day_in_words(day, language),
            reference=each.reference,
            means=MEANS[each.means][0 if language == "fr" else 1],
            amount=figures(each.net, language),
        )
        for day, each in sorted(dated, key=lambda pair: (pair[0], pair[1].reference))
    )


def place_and_day(order: Order, language: str) -> str:
    """Return where and when the sheet was issued."""
    day, city = day_in_words(order.issued_on, language), order.issuer.city
    if language == "fr":
        return f"Fait à {city}, le {day}" if city else f"Fait le {day}"
    return f"{city}, {day}" if city else day
