"""Receipts: their files, and the triggers that keep them as they are."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from obole.project.environment import Environment
from obole.project.health.findings import Finding, broken, doubtful, well
from obole.receipts.actions.printing import receipts_folder
from obole.receipts.models import Receipt
from obole.receipts.models.guards import missing_guards
from obole.receipts.press import PANGO_IS_MISSING, can_print
from obole.receipts.queries.issuing import issues_receipts
from obole.receipts.queries.receipts import unprinted_receipts

SUBJECT = "Receipts"
# All of them are compared by `obole receipts verify`; here, whether the folder came along.
LOOKED_AT = 20


def receipts(_environment: Environment, _now: datetime) -> Iterator[Finding]:
    """Look whether receipts can be printed or altered, and whether the latest files are there."""
    if issues_receipts() and not can_print():
        yield broken(SUBJECT, "they cannot be printed", PANGO_IS_MISSING)
    issued = Receipt.objects.filter(purged_at=None).order_by("-pk")
    if not issued.exists():
        return
    if missing_guards(connection):
        yield broken(SUBJECT, "they can be altered in the database", "Run: obole receipts guard")
    printed = issued.exclude(pdf_name="").values_list("pdf_name", flat=True)[:LOOKED_AT]
    lost = [name for name in printed if not (receipts_folder() / name).is_file()]
    if lost:
        yield broken(
            SUBJECT,
            f"{len(lost)} of the latest files are not in {receipts_folder()}",
            "Restore the folder from a backup, then: obole receipts verify",
        )
    if waiting := unprinted_receipts().count():
        yield doubtful(SUBJECT, f"{waiting} are not printed yet", "Run: obole receipts print")
    if not lost and not waiting:
        yield well(SUBJECT, f"{issued.count()} are kept")
