"""The accounts that Obole posts to, by code, after the French chart of associations.

Codes follow the plan comptable général and ANC regulation 2018-06; an accountant may ask for
others: see docs/explanation/the-books.md. More accounts can be opened, none is removed.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class AccountKind(StrEnum):
    """What an account is, and on which side it grows: assets and expenses by debit."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


@dataclass(frozen=True, kw_only=True)
class ChartAccount:
    """An account as it stands in a new set of books."""

    code: str
    kind: AccountKind
    name_fr: str
    name_en: str


BANK: Final = "512000"
CHEQUES: Final = "511200"
CASH: Final = "530000"
STRIPE: Final = "517100"
PAYPAL: Final = "517200"
OTHER_GATEWAYS: Final = "517800"
INTERMEDIARIES: Final = "517900"
UNMATCHED: Final = "471000"
"""Money on the bank account of which nobody knows yet what it is."""
GIFTS: Final = "754100"
"""The meter is what stands here for a campaign."""
FEE_COVER: Final = "754800"
"""What donors added to cover fees: a gift too, and not in the meter."""
FEES: Final = "627800"
EXCHANGE_LOSS: Final = "666000"
EXCHANGE_GAIN: Final = "766000"

CHART: Final = (
    ChartAccount(
        code=CHEQUES,
        kind=AccountKind.ASSET,
        name_fr="Chèques à encaisser",
        name_en="Cheques to be cashed",
    ),
    ChartAccount(code=BANK, kind=AccountKind.ASSET, name_fr="Banque", name_en="Bank"),
    ChartAccount(
        code=STRIPE, kind=AccountKind.ASSET, name_fr="Compte Stripe", name_en="Stripe balance"
    ),
    ChartAccount(
        code=PAYPAL, kind=AccountKind.ASSET, name_fr="Compte PayPal", name_en="PayPal balance"
    ),
    ChartAccount(
        code=OTHER_GATEWAYS,
        kind=AccountKind.ASSET,
        name_fr="Autres prestataires de paiement",
        name_en="Other payment providers",
    ),
    ChartAccount(
        code=INTERMEDIARIES,
        kind=AccountKind.ASSET,
        name_fr="Intermédiaires collecteurs",
        name_en="Collecting intermediaries",
    ),
    ChartAccount(code=CASH, kind=AccountKind.ASSET, name_fr="Caisse", name_en="Cash"),
    ChartAccount(
        code=UNMATCHED,
        kind=AccountKind.LIABILITY,
        name_fr="Encaissements à identifier",
        name_en="Receipts to be identified",
    ),
    ChartAccount(
        code=FEES,
        kind=AccountKind.EXPENSE,
        name_fr="Frais de paiement",
        name_en="Payment fees",
    ),
    ChartAccount(
        code=EXCHANGE_LOSS,
        kind=AccountKind.EXPENSE,
        name_fr="Pertes de change",
        name_en="Exchange losses",
    ),
    ChartAccount(code=GIFTS, kind=AccountKind.INCOME, name_fr="Dons", name_en="Gifts"),
    ChartAccount(
        code=FEE_COVER,
        kind=AccountKind.INCOME,
        name_fr="Dons couvrant les frais",
        name_en="Gifts that cover fees",
    ),
    ChartAccount(
        code=EXCHANGE_GAIN,
        kind=AccountKind.INCOME,
        name_fr="Gains de change",
        name_en="Exchange gains",
    ),
)
