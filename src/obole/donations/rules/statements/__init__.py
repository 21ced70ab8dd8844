"""Reading the files of banks: camt.053, OFX and CSV. Pure: bytes in, lines out, or clear words."""

from obole.donations.rules.statements.lines import (
    AccountPart,
    BankLine,
    Problem,
    StatementFile,
    UnreadableStatement,
)
from obole.donations.rules.statements.reading import LARGEST_FILE, read_file
from obole.donations.rules.statements.tables import Columns, ColumnsUnknown

__all__ = [
    "LARGEST_FILE",
    "AccountPart",
    "BankLine",
    "Columns",
    "ColumnsUnknown",
    "Problem",
    "StatementFile",
    "UnreadableStatement",
    "read_file",
]
