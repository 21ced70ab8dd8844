"""The code that a bank's application reads, and a transfer is filled in.

EPC069-12, version 2.1: "Quick Response Code: Guidelines to Enable Data Capture for the Initiation
of a SEPA Credit Transfer". Everything is checked here: the library that draws the code takes an
IBAN with wrong check digits, and cuts amounts.
"""

import io
from dataclasses import dataclass
from typing import Final

import segno
from stdnum import bic as bics
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError

from obole.donations.rules.references import is_reference
from obole.kernel.money import Money
from obole.kernel.text import clean

LONGEST_HOLDER: Final = 70
SMALLEST: Final = Money(1, "EUR")
LARGEST: Final = Money(99_999_999_999, "EUR")
LONGEST_PAYLOAD_BYTES: Final = 331
_UTF_8 = "1"
# Of the code words, 15 % may be lost; version 13 is the largest that applications must read.
_CORRECTION = "m"
_LARGEST_VERSION = 13
# ISO/IEC 18004: four modules of white around it.
_QUIET_MODULES = 4


class UnfitTransfer(ValueError):
    """No bank would take it; `reason` is a stable word that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This is no transfer that a code can hold: {reason}.")
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A transfer to ask for."""

    holder: str
    iban: str
    bic: str
    amount: Money
    reference: str


def read_iban(text: str) -> str:
    """Return an IBAN without spaces, in capitals. Raise UnfitTransfer with reason iban."""
    try:
        return str(ibans.validate(text))
    except ValidationError:
        raise UnfitTransfer("iban") from None


def read_bic(text: str) -> str:
    """Return a BIC in capitals; empty for none. Raise UnfitTransfer with reason bic."""
    if not text.strip():
        return ""
    try:
        return str(bics.validate(text))
    except ValidationError:
        raise UnfitTransfer("bic") from None


def payload_of(transfer: Transfer) -> str:
    """Return what the code says. Raise UnfitTransfer: holder, iban, bic, currency, amount, ..."""
    holder = " ".join(clean(transfer.holder).split())
    if not holder or len(holder) > LONGEST_HOLDER:
        raise UnfitTransfer("holder")
    if transfer.amount.currency != SMALLEST.currency:
        raise UnfitTransfer("currency")
    if not SMALLEST <= transfer.amount <= LARGEST:
        raise UnfitTransfer("amount")
    if not is_reference(transfer.reference):
        raise UnfitTransfer("reference")
    lines = (
        *("BCD", "002", _UTF_8, "SCT"),
        read_bic(transfer.bic),
        holder,
        read_iban(transfer.iban),
        f"{transfer.amount.currency}{transfer.amount.plain()}",
        # No purpose code: no list of them knows gifts to newsrooms.
        "",
        transfer.reference,
    )
    payload = "\n".join(lines)
    if len(payload.encode()) > LONGEST_PAYLOAD_BYTES:
        raise UnfitTransfer("length")
    return payload


def drawn(transfer: Transfer) -> bytes:
    """Return the code as an SVG picture, dark on white also where the page is dark."""
    picture = io.BytesIO()
    code_of(transfer).save(
        picture, kind="svg", omitsize=True, dark="#000", light="#fff", border=_QUIET_MODULES
    )
    return picture.getvalue()


def code_of(transfer: Transfer) -> segno.QRCode:
    """Return the code itself, to be drawn."""
    code = segno.make_qr(
        payload_of(transfer), error=_CORRECTION, boost_error=False, encoding="utf-8"
    )
    assert int(code.version) <= _LARGEST_VERSION, "331 bytes fit into version 13."
    return code
