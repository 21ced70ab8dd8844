"""What an editor decides about one article: where it goes and how, and being shared again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from obole.accounts.models import User
from obole.social.actions.deciding import cancel
from obole.social.actions.queueing import queue_change
from obole.social.models import ArticleChannel, ArticleShare, Channel
from obole.social.queries.deliveries import HELD_BACK, creations_of

LOG_CHOSEN: Final = "social.choose"
LOG_EVERGREEN: Final = "social.evergreen"
_NOTHING: Final[Mapping[str, Any]] = {
    "is_on": None,
    "text": "",
    "method": "",
    "image": None,
    "send_at": None,
}


@transaction.atomic
def save_choices(
    *, page: Page, choices: Mapping[Channel, Mapping[str, Any]], by: User, now: datetime
) -> list[Channel]:
    """Keep what is said of an article on these channels; return those where it changed.

    What says nothing has no row: the rules of the channel decide again. What waits says it from
    now on, and what waits where the article is not to go is taken back.
    """
    changed = []
    for channel, said in choices.items():
        row = ArticleChannel.objects.filter(page=page, channel=channel).first()
        before = {name: getattr(row, name) for name in _NOTHING} if row else dict(_NOTHING)
        if before == said:
            continue
        if said == _NOTHING:
            ArticleChannel.objects.filter(page=page, channel=channel).delete()
        else:
            ArticleChannel.objects.update_or_create(
                page=page,
                channel=channel,
                defaults={**said, "changed_by": by, "changed_at": now},
            )
        changed.append(channel)
    if changed:
        log(page, LOG_CHOSEN, user=by, data={"channels": [each.name for each in changed]})
        _tell_waiting(page, {each: choices[each] for each in changed}, by=by, now=now)
    return changed


def _tell_waiting(
    page: Page, choices: Mapping[Channel, Mapping[str, Any]], *, by: User, now: datetime
) -> None:
    for channel, said in choices.items():
        if said["is_on"] is False:
            waiting = creations_of(page_id=page.pk).filter(channel=channel, state__in=HELD_BACK)
            for delivery in waiting:
                cancel(delivery=delivery, by=by, now=now)
    if page.live:
        queue_change(page_id=page.pk, now=now)


@transaction.atomic
def make_evergreen(
    *, page: Page, every_days: int, most: int, until: date | None, by: User
) -> ArticleShare:
    """Let an article be shared again by itself. Said again, the new terms hold."""
    share, _made = ArticleShare.objects.update_or_create(
        page=page, defaults={"every_days": every_days, "most": most, "until": until}
    )
    log(page, LOG_EVERGREEN, user=by, data={"every_days": every_days, "most": most})
    return share


@transaction.atomic
def end_evergreen(*, page: Page, by: User) -> bool:
    """Let it be shared no more by itself; tell whether it was."""
    deleted, _rows = ArticleShare.objects.filter(page=page).delete()
    if deleted:
        log(page, LOG_EVERGREEN, user=by, data={"ended": True})
    return bool(deleted)
