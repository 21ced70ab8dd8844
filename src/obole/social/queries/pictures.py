"""Pictures that a form of the desk offers."""

from typing import Final

from django.db.models import QuerySet

from obole.pages.models import Picture

_OFFERED: Final = 40


def pictures_to_choose(*, chosen: int | None) -> QuerySet[Picture]:
    """Return the newest pictures, and the one that is chosen already, the newest first."""
    wanted = [*(each.pk for each in newest_pictures()), *([chosen] if chosen else [])]
    return Picture.objects.filter(pk__in=wanted).order_by("-created_at", "-pk")


def newest_pictures() -> list[Picture]:
    """Return the newest pictures, the newest first."""
    return list(Picture.objects.order_by("-created_at", "-pk")[:_OFFERED])
