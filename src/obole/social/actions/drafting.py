"""What is said of an article in its editor: kept with its draft, held to once that is published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from obole.accounts.models import User
from obole.newsroom.models import ArticlePage
from obole.social.actions.article_choices import (
    LOG_CHOSEN,
    forget_drafts,
    held_choices,
    take_back,
    write_choice,
)
from obole.social.actions.queueing import queue_article, queue_change
from obole.social.models import NOTHING_SAID, ArticleChannel, Channel, DraftedChoice


@transaction.atomic
def draft_choices(
    *, page: ArticlePage, choices: Mapping[Channel, Mapping[str, Any]], by: User, now: datetime
) -> list[Channel]:
    """Keep what is said with the article's draft; return the channels where it changed.

    Of an article that readers cannot read it holds at once, for nothing goes out before they can.
    Of a public one it waits, like the rest of the draft, until that is published: `adopt_drafts`.
    """
    held = held_choices(page=page)
    if not is_public(page=page):
        forget_drafts(page=page, channels=choices)
        return [
            channel
            for channel, said in choices.items()
            if _hold(page, channel, held.get(channel.pk), said, by, now)
        ]
    rows = DraftedChoice.objects.filter(page=page).prefetch_related("image", "recording")
    drafted = {each.channel_id: each for each in rows}
    return [
        channel
        for channel, said in choices.items()
        if _draft(page, channel, (held.get(channel.pk), drafted.get(channel.pk)), said, by, now)
    ]


def is_public(*, page: ArticlePage) -> bool:
    """Tell whether readers can read the article; one that is being made is called live too."""
    return bool(page.live and page.first_published_at)


@transaction.atomic
def queue_published(*, page_id: int, first_time: bool, now: datetime) -> int:
    """Adopt what was drafted with an article that has just been published, and queue its posts.

    In the transaction of the fact. Return on how many channels something is due.
    """
    adopt_drafts(page_id=page_id, now=now)
    if first_time:
        return queue_article(page_id=page_id, now=now)
    return queue_change(page_id=page_id, now=now)


@transaction.atomic
def adopt_drafts(*, page_id: int, now: datetime) -> list[Channel]:
    """Let what was drafted hold from now on; return the channels where that is new."""
    drafts = DraftedChoice.objects.filter(page=page_id)
    if not drafts.exists():
        # As it mostly is: the query below takes long to put together.
        return []
    drafts = drafts.select_for_update(of=("self",))
    drafts = drafts.select_related("page", "channel", "changed_by", "image", "recording")
    found = list(drafts.order_by("pk"))
    if not found:
        # Somebody else published it in the same moment.
        return []
    page = found[0].page
    forget_drafts(page=page, channels=[each.channel for each in found])
    held = held_choices(page=page)
    adopted = []
    for draft in found:
        channel, by, before = draft.channel, draft.changed_by, held.get(draft.channel_id)
        if write_choice(page=page, channel=channel, held=before, said=draft.said, by=by, now=now):
            log(page, LOG_CHOSEN, user=by, data={"channels": [channel.name]})
            if draft.is_on is False:
                take_back(page_id=page_id, channel=channel, by=by, now=now)
            adopted.append(channel)
    return adopted


def _hold(
    page: ArticlePage,
    channel: Channel,
    held: ArticleChannel | None,
    said: Mapping[str, Any],
    by: User,
    now: datetime,
) -> bool:
    changed = write_choice(page=page, channel=channel, held=held, said=said, by=by, now=now)
    # A draft saves itself while somebody types: their first word is worth a line, not each.
    if changed and (held is None or held.changed_by_id != by.pk):
        log(page, LOG_CHOSEN, user=by, data={"channels": [channel.name]})
    return changed


def _draft(
    page: ArticlePage,
    channel: Channel,
    rows: tuple[ArticleChannel | None, DraftedChoice | None],
    said: Mapping[str, Any],
    by: User,
    now: datetime,
) -> bool:
    held, draft = rows
    before = draft or held
    if said == (before.said if before else NOTHING_SAID):
        return False
    if said == (held.said if held else NOTHING_SAID):
        DraftedChoice.objects.filter(page=page, channel=channel).delete()
    else:
        DraftedChoice.objects.update_or_create(
            page=page, channel=channel, defaults={**said, "changed_by": by, "changed_at": now}
        )
    return True
