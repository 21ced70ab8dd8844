"""Gifts that were begun, as the pages after the form need them."""

from datetime import datetime

from obole.donations.models import Gift
from obole.donations.rules.vocabulary import GiftState

_CAN_BE_PAID = frozenset({GiftState.BEGUN, GiftState.FAILED})


def gift_of_key(key: str) -> Gift | None:
    """Return the gift of an address that nobody guesses."""
    return Gift.objects.select_related("campaign", "donor", "plan").filter(key=key).first()


def has_open_session(gift: Gift, *, now: datetime) -> bool:
    """Tell whether the provider still expects the donor."""
    if not gift.session_url or gift.state not in _CAN_BE_PAID:
        return False
    return gift.session_ends_at is None or gift.session_ends_at > now
