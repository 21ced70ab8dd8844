"""What an editor decides about one article: where it goes and how, and being shared again."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log
from wagtail.models import Page

from obole.accounts.models import User
from obole.social.actions import wording
from obole.social.actions.channels import cancel_row
from obole.social.actions.following import may_be_frozen_again
from obole.social.actions.queueing import queue_change
from obole.social.actions.stories import Wish, new_key
from obole.social.actions.timing import hour_of
from obole.social.models import (
    NOTHING_SAID,
    ArticleChannel,
    ArticleShare,
    Channel,
    Delivery,
    DraftedChoice,
)
from obole.social.queries.deliveries import HELD_BACK, creations_of

LOG_CHOSEN: Final = "social.choose"
LOG_EVERGREEN: Final = "social.evergreen"


@transaction.atomic
def save_choices(
    *, page: Page, choices: Mapping[Channel, Mapping[str, Any]], by: User, now: datetime
) -> list[Channel]:
    """Keep what is said of an article on these channels; return those where it changed.

    What waits says it from now on, and what waits where the article is not to go is taken back.
    """
    forget_drafts(page=page, channels=choices)
    held = held_choices(page=page)
    changed = [
        channel
        for channel, said in choices.items()
        if write_choice(
            page=page, channel=channel, held=held.get(channel.pk), said=said, by=by, now=now
        )
    ]
    if changed:
        log(page, LOG_CHOSEN, user=by, data={"channels": [each.name for each in changed]})
        for channel in changed:
            if choices[channel]["is_on"] is False:
                take_back(page_id=page.pk, channel=channel, by=by, now=now)
        if page.live:
            queue_change(page_id=page.pk, now=now)
    return changed


def held_choices(*, page: Page) -> dict[int, ArticleChannel]:
    """Return what holds for an article, by channel: read once for however many."""
    rows = ArticleChannel.objects.filter(page=page).prefetch_related("image", "recording")
    return {each.channel_id: each for each in rows}


def forget_drafts(*, page: Page, channels: Iterable[Channel]) -> None:
    """Let what is said now on these channels hold, whatever a draft says."""
    DraftedChoice.objects.filter(page=page, channel__in=list(channels)).delete()


def write_choice(
    *,
    page: Page,
    channel: Channel,
    held: ArticleChannel | None,
    said: Mapping[str, Any],
    by: User | None,
    now: datetime,
) -> bool:
    """Write what holds from now on, where another choice or none has `held`; tell if that is new.

    What says nothing has no row: the rules of the channel decide again. A new hour moves what
    waits; with the same one it stays where the calendar put it.
    """
    before = held.said if held else NOTHING_SAID
    if said == before:
        return False
    choice = None
    if said == NOTHING_SAID:
        ArticleChannel.objects.filter(page=page, channel=channel).delete()
    else:
        choice, _made = ArticleChannel.objects.update_or_create(
            page=page, channel=channel, defaults={**said, "changed_by": by, "changed_at": now}
        )
    if said["send_at"] != before["send_at"]:
        _move(page_id=page.pk, channel=channel, choice=choice, now=now)
    return True


def take_back(*, page_id: int, channel: Channel, by: User | None, now: datetime) -> None:
    """Take back what waits on a channel where the article is not to go."""
    for delivery in _waiting(page_id=page_id, channel=channel):
        cancel_row(delivery=delivery, reason=wording.NOT_HERE, by=str(by or ""), now=now)


def _move(*, page_id: int, channel: Channel, choice: ArticleChannel | None, now: datetime) -> None:
    """Let what waits, and was surely never sent, go at the hour that is chosen now."""
    for delivery in _waiting(page_id=page_id, channel=channel):
        if not may_be_frozen_again(delivery=delivery):
            continue
        hour = hour_of(wish=Wish(channel=channel, choice=choice), now=now, moving=delivery)
        delivery.send_at = delivery.news_at = hour
        # Whoever prepares it at this moment for the old hour sends it no more.
        delivery.lease_token = new_key()
        delivery.save(update_fields=["send_at", "news_at", "lease_token"])


def _waiting(*, page_id: int, channel: Channel) -> QuerySet[Delivery]:
    """Return what waits, locked: what a worker has begun to send meanwhile is not among it."""
    rows = creations_of(page_id=page_id).select_for_update(of=("self",))
    return rows.filter(channel=channel, state__in=HELD_BACK)


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
