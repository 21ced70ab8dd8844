"""Reading a file of a bank: which format it is, and what it says."""

from typing import Final

from obole.donations.rules.statements import camt, ofx, tables
from obole.donations.rules.statements.lines import Problem, StatementFile, UnreadableStatement

# A year of a busy account in camt.053, 1 to 2 kB a line.
LARGEST_FILE: Final = 40_000_000
MOST_LINES: Final = 50_000


def read_file(
    content: bytes, *, currency: str, columns: tables.Columns | None = None, limit: int = MOST_LINES
) -> StatementFile:
    """Return what the file says: camt.053, OFX or CSV, told by its first bytes.

    `currency` is that of the account, where the file does not say; `columns` which column of a
    table is which, where a person said so. Raise UnreadableStatement with the reason and the place,
    and ColumnsUnknown of it.
    """
    if len(content) > LARGEST_FILE:
        raise UnreadableStatement(Problem.TOO_LARGE)
    if not content.strip():
        raise UnreadableStatement(Problem.EMPTY)
    if camt.looks_like(content):
        return StatementFile(file_format=camt.FORMAT, parts=camt.read(content, limit=limit))
    if ofx.looks_like(content):
        return StatementFile(file_format=ofx.FORMAT, parts=ofx.read(content, limit=limit))
    if content.lstrip()[:1] in (b"<", b"%", b"{") or content[:4] == b"PK\x03\x04":
        # Other XML, PDF, JSON and office files: they are no tables of text.
        raise UnreadableStatement(Problem.UNKNOWN_FORMAT)
    parts = tables.read(content, limit=limit, currency=currency, columns=columns)
    return StatementFile(file_format=tables.FORMAT, parts=parts)
