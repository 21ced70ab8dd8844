"""Triggers that keep what was issued as it is, whoever writes to the database.

Nothing is deleted. Of a receipt three things can still happen, each once: its PDF is noted, it is
made void, its words are purged when the law no longer asks for them. A line of a receipt can stop
being valid. Decisions and signatures never change.
"""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from obole.foundation.triggers import Kept, keep_rows, unkept_tables

_PURGED: Final = "(old.purged_at IS NULL AND new.purged_at IS NOT NULL)"
_VOIDED: Final = "old.voided_at IS NULL AND new.voided_at IS NOT NULL"

KEPT: Final[Kept] = {
    "receipts_receipt": {
        "pdf_name": f"old.pdf_name = '' OR (new.pdf_name = '' AND {_PURGED})",
        "pdf_sha256": "old.pdf_sha256 = ''",
        "voided_at": "old.voided_at IS NULL",
        "voided_by": _VOIDED,
        "void_reason": _VOIDED,
        "sheet": f"new.sheet = '{{}}' AND {_PURGED}",
        "signature_id": f"new.signature_id IS NULL AND {_PURGED}",
        "purged_at": "old.purged_at IS NULL",
    },
    "receipts_receiptgift": {"is_valid": "old.is_valid AND NOT new.is_valid"},
    "receipts_issuingdecision": {},
    "receipts_signature": {},
}

_REFUSAL: Final = "What was issued stays as it is."


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, or make them anew: SQLite drops them when a migration remakes a table."""
    keep_rows(connection, app="receipts", kept=KEPT, refusal=_REFUSAL)


def missing_guards(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the tables that lack a trigger: their rows could be changed without a trace."""
    return unkept_tables(connection, kept=KEPT)
