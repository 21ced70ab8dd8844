"""What the desk calls what the books know by a word."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from obole.ledger.models import Account
from obole.ledger.rules.faults import Fault, Wrong

KINDS: Final[Mapping[str, Promise]] = {
    "gift": pgettext_lazy("accounting entry", "Gift"),
    "refund": pgettext_lazy("accounting entry", "Refund"),
    "dispute": pgettext_lazy("accounting entry", "Dispute"),
    "dispute-won": pgettext_lazy("accounting entry", "Dispute won"),
    "return": pgettext_lazy("accounting entry", "Returned by a bank"),
    "fee": pgettext_lazy("accounting entry", "Fee"),
    "payout": pgettext_lazy("accounting entry", "Payout to the bank"),
    "deposit": pgettext_lazy("accounting entry", "Deposit of cheques"),
    "statement": pgettext_lazy("accounting entry", "Bank statement"),
    "reversal": pgettext_lazy("accounting entry", "Reversal"),
}

_WRONG: Final[Mapping[Wrong, Promise]] = {
    Wrong.ALTERED: gettext_lazy("its content is not that of its digest: it was altered"),
    Wrong.GAP: gettext_lazy("the entry before it is missing"),
    Wrong.UNBALANCED: gettext_lazy("debit and credit differ"),
    Wrong.EMPTY: gettext_lazy("it moves nothing"),
    Wrong.LATE: gettext_lazy("it was posted into a year that was closed"),
    Wrong.REWRITTEN: gettext_lazy(
        "it is not the entry that was there when the books were looked at before"
    ),
    Wrong.CUT: gettext_lazy(
        "entries that were there when the books were looked at before are missing"
    ),
    Wrong.STRAY: gettext_lazy("lines belong to no entry"),
    Wrong.SUMS: gettext_lazy("the sums of its days are not those of the lines"),
    Wrong.UNGUARDED: gettext_lazy("its rows can be changed: its triggers are missing"),
}


def kind_label(kind: str) -> str:
    """Return what a kind of entry is called; the word itself if nobody has named it."""
    return str(KINDS.get(kind, kind))


def account_name(account: Account, *, language: str) -> str:
    """Return the name of an account in a language."""
    return account.name_fr if language.startswith("fr") else account.name_en


def sentence_of(fault: Fault) -> str:
    """Return what is wrong, in the language of who reads it."""
    wrong = str(_WRONG[fault.wrong])
    if fault.number is not None:
        return _("Entry %(number)d: %(wrong)s.") % {"number": fault.number, "wrong": wrong}
    if fault.wrong is Wrong.UNGUARDED:
        return _("Table %(table)s: %(wrong)s.") % {"table": fault.about, "wrong": wrong}
    if fault.about:
        return _("Account %(code)s: %(wrong)s.") % {"code": fault.about, "wrong": wrong}
    return _("The books: %(wrong)s.") % {"wrong": wrong}
