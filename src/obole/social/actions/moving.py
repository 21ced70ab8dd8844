"""Another hour for what waits."""

from datetime import datetime

from django.db import transaction

from obole.social.actions.stories import new_key
from obole.social.models import Delivery
from obole.social.rules.vocabulary import DeliveryState

MOVABLE = (DeliveryState.WAITING, DeliveryState.ASKING)


class NotWaiting(Exception):
    """It is being sent, or was: its hour is past."""


@transaction.atomic
def move_delivery(*, delivery: Delivery, send_at: datetime, now: datetime) -> Delivery:
    """Let a delivery go at another hour, at the earliest now. Raise NotWaiting.

    What was to be late is measured anew from there, for a person chose the hour.
    """
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state not in MOVABLE or (row.lease_until and row.lease_until > now):
        raise NotWaiting(f"Delivery {row.pk} is {row.state}.")
    row.send_at = max(send_at, now)
    row.news_at = row.send_at
    # Whoever prepares it at this moment for the old hour sends it no more.
    row.lease_token = new_key()
    row.save(update_fields=["send_at", "news_at", "lease_token"])
    return row
