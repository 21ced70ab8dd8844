"""The wall: donors who asked to be named, and nobody else."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from obole.donations.models import Campaign, Gift
from obole.donations.queries.meter import GIVEN
from obole.donations.rules import ingredients as names
from obole.foundation.ingredients import use

MOST = 200
"""More names are a list that nobody reads to its end."""
# A recurring gift repeats its name each month: a few rows are read for each that is shown.
ROWS_A_NAME = 4


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody who gave and said so. No amount: it was not asked whether that may be shown."""

    name: str
    message: str
    day: date | None


def wall_of(*, campaign: Campaign, most: int = MOST) -> list[Named]:
    """Return who asked to be named and has given something that is still here, newest first.

    A donor who gave several times under one name stands there once, with the latest message.
    """
    use(names.donor_wall(campaign.pk), names.campaign(campaign.pk))
    if not campaign.shows_wall:
        return []
    gifts = (
        Gift.objects.filter(campaign=campaign, is_public=True, state__in=GIVEN)
        .exclude(shown_name="")
        .order_by("-settled_at", "-pk")
        .values_list("donor_id", "pk", "shown_name", "message", "settled_at")
    )
    found: dict[tuple[int, str], Named] = {}
    for donor_id, pk, name, message, settled_at in gifts[: most * ROWS_A_NAME]:
        # Without a donor each gift is somebody else's, as far as we know.
        key = (donor_id or -pk, name)
        known = found.get(key)
        if known is None and len(found) == most:
            break
        if known is None or not known.message:
            first = known or Named(
                name=name,
                message="",
                day=timezone.localdate(settled_at) if settled_at else None,
            )
            found[key] = Named(name=first.name, message=message, day=first.day)
    return list(found.values())
