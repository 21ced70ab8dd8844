"""Pictures that a form of the desk offers."""

from typing import Final

from django.db.models import QuerySet

from obole.pages.models import Picture

_OFFERED: Final = 40


def pictures_to_choose(*, chosen: int | None) -> QuerySet[Picture]:
    """Return the newest pictures, and the one that is chosen already, the newest first."""
    newest = list(
        Picture.objects.order_by("-created_at", "-pk").values_list("pk", flat=True)[:_OFFERED]
    )
    wanted = [*newest, *([chosen] if chosen else [])]
    return Picture.objects.filter(pk__in=wanted).order_by("-created_at", "-pk")
