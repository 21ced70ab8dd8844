"""The words of the treasurer's desk for states, means and movements."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from obole.donations.rules.matching import Reason
from obole.donations.rules.statements import Problem
from obole.donations.rules.vocabulary import GiftState, Means, MoveKind, PlanState, Rhythm

Words = str | Promise

STATES: Final[dict[str, Words]] = {
    GiftState.BEGUN: pgettext_lazy("gift at the desk", "promised"),
    GiftState.PENDING: pgettext_lazy("gift at the desk", "on its way"),
    GiftState.SETTLED: pgettext_lazy("gift at the desk", "received"),
    GiftState.FAILED: pgettext_lazy("gift at the desk", "refused"),
    GiftState.ENDED: pgettext_lazy("gift at the desk", "not paid"),
    GiftState.PARTLY_REFUNDED: pgettext_lazy("gift at the desk", "partly refunded"),
    GiftState.REFUNDED: pgettext_lazy("gift at the desk", "refunded"),
    GiftState.DISPUTED: pgettext_lazy("gift at the desk", "disputed"),
    GiftState.RETURNED: pgettext_lazy("gift at the desk", "returned"),
}
MEANS: Final[dict[str, Words]] = {
    Means.CARD: pgettext_lazy("means of payment", "card"),
    Means.SEPA: pgettext_lazy("means of payment", "direct debit"),
    Means.PAYPAL: "PayPal",
    Means.TRANSFER: pgettext_lazy("means of payment", "transfer"),
    Means.CHEQUE: pgettext_lazy("means of payment", "cheque"),
    Means.CASH: pgettext_lazy("means of payment", "cash"),
    Means.INTERMEDIARY: pgettext_lazy("means of payment", "intermediary"),
}
RHYTHMS: Final[dict[str, Words]] = {
    Rhythm.ONCE: pgettext_lazy("rhythm of giving", "once"),
    Rhythm.MONTHLY: pgettext_lazy("rhythm of giving", "monthly"),
    Rhythm.YEARLY: pgettext_lazy("rhythm of giving", "yearly"),
}
PLAN_STATES: Final[dict[str, Words]] = {
    PlanState.BEGUN: pgettext_lazy("recurring gift at the desk", "not begun"),
    PlanState.ACTIVE: pgettext_lazy("recurring gift at the desk", "running"),
    PlanState.FAILING: pgettext_lazy("recurring gift at the desk", "last instalment failed"),
    PlanState.ENDED: pgettext_lazy("recurring gift at the desk", "ended"),
}
MOVES: Final[dict[str, Words]] = {
    MoveKind.PAYMENT: pgettext_lazy("movement of money", "payment"),
    MoveKind.REFUND: pgettext_lazy("movement of money", "refund"),
    MoveKind.REFUND_FAILED: pgettext_lazy("movement of money", "refund that came back"),
    MoveKind.DISPUTE: pgettext_lazy("movement of money", "disputed: taken back"),
    MoveKind.DISPUTE_WON: pgettext_lazy("movement of money", "dispute won: came again"),
    MoveKind.RETURN: pgettext_lazy("movement of money", "returned by the bank"),
    MoveKind.FEE: pgettext_lazy("movement of money", "fee"),
}
REASONS: Final[dict[Reason, Words]] = {
    Reason.REFERENCE: _("the reference is right"),
    Reason.NEAR_REFERENCE: _("the reference is nearly right"),
    Reason.ACCOUNT: _("the donor has paid from this account before"),
    Reason.NAME: _("the same name"),
    Reason.PART_OF_NAME: _("a part of the name"),
    Reason.AMOUNT: _("the same amount"),
    Reason.RECENT: _("promised lately"),
}
PROBLEMS: Final[dict[Problem, Words]] = {
    Problem.EMPTY: _("The file is empty."),
    Problem.TOO_LARGE: _("The file is larger than 40 MB. Ask the bank for a shorter time."),
    Problem.TOO_MANY_LINES: _(
        "The file has more than 50,000 lines. Ask the bank for a shorter time."
    ),
    Problem.UNKNOWN_FORMAT: _(
        "This is no bank statement that can be read. Ask the bank for camt.053, OFX or CSV; a PDF "
        "or a spreadsheet can’t be read."
    ),
    Problem.MALFORMED: _("The file is damaged, perhaps cut off. Download it once more."),
    Problem.FORBIDDEN: _("The file has parts that no bank writes, and was not read."),
    Problem.NO_STATEMENT: _("There is no movement of an account in the file."),
    Problem.AMOUNT: _("An amount in the file can’t be read."),
    Problem.DAY: _("A date in the file can’t be read, or is none."),
    Problem.CURRENCY: _("The file has amounts of several currencies, or of an unknown one."),
    Problem.CHECKSUM: _("The IBAN in the file is wrong: its check digits do not hold."),
    Problem.OTHER_ACCOUNT: _(
        "The file is of another account than the one in the settings of donations."
    ),
    Problem.SEVERAL_ACCOUNTS: _(
        "The file has several accounts. Write the IBAN of the account for gifts into the settings "
        "of donations first."
    ),
    Problem.BALANCE: _(
        "The lines do not lead from the opening balance to the closing one: some are missing. "
        "Download the file once more."
    ),
}
