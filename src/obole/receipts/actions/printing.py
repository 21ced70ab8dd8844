"""Receipts become PDFs: files that are written once, below `var/receipts`; they are no media."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import segno
from django.conf import settings
from django.template.loader import render_to_string

from obole.foundation.sealing import unseal
from obole.foundation.storage import write_durably
from obole.receipts.actions.deciding import SIGNATURE
from obole.receipts.models import Receipt
from obole.receipts.press import MOST_PAGES, Page, print_pages
from obole.receipts.rules.codes import written_code
from obole.receipts.rules.registry import scheme_named

# Nobody but us reads them: each has a name and an address in it.
MODE: Final = 0o600
IDENTIFIER_DIGITS: Final = 32


class Purged(LookupError):
    """The words of the receipt are gone, since their time is over: number and amount are left."""


class PdfAltered(Exception):
    """The file, or what is made anew from the words, is not what was issued."""


def receipts_folder() -> Path:
    """Return the folder of the PDFs."""
    return Path(settings.ENVIRONMENT.var) / "receipts"


def pdf_of(*, receipt: Receipt) -> bytes:
    """Return a receipt's PDF, printed now if that was not done yet.

    A file that this machine has not is made again of the same words, and must have the same
    digest. Raise Purged, PdfAltered, PressFailed.
    """
    if receipt.purged_at is not None:
        raise Purged(receipt.number)
    path = receipts_folder() / (receipt.pdf_name or _name_of(receipt))
    if receipt.pdf_sha256 and path.is_file():
        return _checked(receipt, path.read_bytes())
    (pdf,) = print_pages([page_of(receipt)])
    return _kept(receipt, pdf)


def print_receipts(*, receipts: Sequence[Receipt]) -> int:
    """Print those of the receipts that have no PDF yet; return how many were printed.

    A crash in between loses nothing: the same page is the same file again.
    """
    waiting = [each for each in receipts if not each.pdf_sha256 and each.purged_at is None]
    for start in range(0, len(waiting), MOST_PAGES):
        portion = waiting[start : start + MOST_PAGES]
        pdfs = print_pages([page_of(each) for each in portion])
        for receipt, pdf in zip(portion, pdfs, strict=True):
            _kept(receipt, pdf)
    return len(waiting)


def page_of(receipt: Receipt) -> Page:
    """Return a receipt as the press takes it: of its sheet and its signature, and nothing else."""
    scheme = scheme_named(receipt.scheme)
    signature = receipt.signature
    html = render_to_string(
        scheme.template,
        {
            "sheet": receipt.sheet,
            "code": written_code(receipt.sheet["code"]),
            "check_address": receipt.sheet["check_url"].partition("?")[0],
            "check_picture": _check_picture(receipt.sheet["check_url"]),
            "issued_at": receipt.issued_at.isoformat(),
            "signature": unseal(signature.sealed_picture, purpose=SIGNATURE) if signature else "",
        },
    )
    return Page(html=html, identifier=receipt.digest[:IDENTIFIER_DIGITS])


def _check_picture(url: str) -> str:
    picture: str = segno.make(url, error="m", micro=False).svg_data_uri(border=0)
    return picture


def _kept(receipt: Receipt, pdf: bytes) -> bytes:
    """Keep the file and note it. Two workers at once keep the same file."""
    name, digest = _name_of(receipt), hashlib.sha256(pdf).hexdigest()
    if receipt.pdf_sha256:
        _checked(receipt, pdf)
    path = receipts_folder() / name
    try:
        write_durably(path, [pdf], replace=False, mode=MODE)
    except FileExistsError:
        pdf = path.read_bytes()
        digest = hashlib.sha256(pdf).hexdigest()
    Receipt.objects.filter(pk=receipt.pk, pdf_sha256="").update(pdf_name=name, pdf_sha256=digest)
    receipt.refresh_from_db(fields=["pdf_name", "pdf_sha256"])
    return _checked(receipt, pdf)


def _checked(receipt: Receipt, pdf: bytes) -> bytes:
    if hashlib.sha256(pdf).hexdigest() != receipt.pdf_sha256:
        raise PdfAltered(f"The PDF of {receipt.number} is not the one that was issued.")
    return pdf


def _name_of(receipt: Receipt) -> str:
    return f"{receipt.year}/{receipt.number}.pdf"
