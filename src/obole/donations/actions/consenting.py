"""A donor decides whether their name and their words may be seen."""

from django.db import transaction

from obole.donations.events import DonorConsentChanged
from obole.donations.models import Gift, Plan
from obole.foundation.facts import emit


@transaction.atomic
def choose_showing(*, gift: Gift, is_public: bool, shown_name: str, message: str) -> None:
    """Let a gift be shown on its campaign's wall with this name and message, or not any more.

    Of a recurring gift, the next instalments follow; what was said of earlier ones stays. The
    same choice again changes nothing. What is not to be shown is not kept.
    """
    if not is_public:
        shown_name = message = ""
    gift = Gift.objects.select_for_update().get(pk=gift.pk)
    chosen = (is_public, shown_name, message)
    if (gift.is_public, gift.shown_name, gift.message) == chosen:
        return
    Gift.objects.filter(pk=gift.pk).update(
        is_public=is_public, shown_name=shown_name, message=message
    )
    if gift.plan_id is not None:
        Plan.objects.filter(pk=gift.plan_id).update(is_public=is_public, shown_name=shown_name)
    emit(DonorConsentChanged(campaign_id=gift.campaign_id))
