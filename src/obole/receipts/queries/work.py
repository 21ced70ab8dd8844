"""What waits for the treasurer of receipts: counted for the overview of donations."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from obole.donations.queries.worklists import Work
from obole.receipts.queries.issuing import issuing_mode
from obole.receipts.queries.receipts import gifts_without_receipt, receipts_in_doubt
from obole.receipts.rules.issuing import Mode


def receipt_work(now: datetime) -> Sequence[Work]:  # noqa: ARG001 - as every provider is called
    """Return the receipts to issue and to void; nothing while the newsroom issues none."""
    if issuing_mode() is not Mode.OWN:
        return []
    return [
        Work(
            label=_("receipts to issue"),
            count=gifts_without_receipt().count(),
            url_name="receipts_due",
        ),
        Work(
            label=_("receipts that say more than is left of their gifts"),
            count=receipts_in_doubt().count(),
            url_name="receipts_list",
            is_urgent=True,
        ),
    ]
