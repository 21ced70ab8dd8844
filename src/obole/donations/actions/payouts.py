"""Money that a provider sends to the bank account, and that now and then comes back to it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from obole.donations.models import Payout
from obole.donations.rules.entries import payout_draft
from obole.donations.rules.gateway import PayoutReport
from obole.ledger.actions.posting import post_entry, reverse_entry
from obole.ledger.queries.years import open_day


@transaction.atomic
def record_payout(*, report: PayoutReport, gateway: str, now: datetime) -> Payout | None:
    """Post a payout once it is paid; return it, or None as long as nothing was paid.

    The same report again posts nothing; one that says that a payout came back reverses it.
    """
    known = (
        Payout.objects.select_for_update(of=("self",))
        .select_related("entry")
        .filter(gateway=gateway, reference=report.reference)
        .first()
    )
    if known is not None:
        if not report.is_paid and known.failed_at is None:
            _reverse(known, now=now)
        return known
    if not report.is_paid:
        return None
    return _post(report, gateway=gateway, now=now)


def _post(report: PayoutReport, *, gateway: str, now: datetime) -> Payout | None:
    day = timezone.localdate(report.arrives_at)
    draft = payout_draft(
        gateway=gateway,
        reference=report.reference,
        amount=report.amount,
        fee=report.fee,
        day=open_day(day=day),
    )
    if draft is None:
        return None
    # The entry first: whoever posts the same payout at the same time waits for its end.
    entry = post_entry(draft=draft, now=now)
    payout, _ = Payout.objects.get_or_create(
        gateway=gateway,
        reference=report.reference,
        defaults={
            "amount_minor_units": report.amount.minor_units,
            "fee_minor_units": report.fee.minor_units,
            "currency": report.amount.currency,
            "arrives_on": day,
            "entry": entry,
            "recorded_at": now,
        },
    )
    return payout


def _reverse(payout: Payout, *, now: datetime) -> None:
    reverse_entry(
        entry=payout.entry,
        reference=f"{payout.gateway}:reversal:payout:{payout.reference}",
        day=open_day(day=timezone.localdate(now)),
        text=payout.entry.text,
        now=now,
    )
    payout.failed_at = now
    payout.save(update_fields=["failed_at"])
