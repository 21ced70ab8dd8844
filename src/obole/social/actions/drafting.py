"""What is said of an article in its editor: kept with its draft, held to once that is published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from obole.accounts.models import User
from obole.newsroom.models import ArticlePage
from obole.social.actions.article_choices import LOG_CHOSEN, take_back, write_choice
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
    keep = _draft if is_public(page=page) else _hold
    return [channel for channel, said in choices.items() if keep(page, channel, said, by, now)]


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
    adopted = []
    for draft in drafts.order_by("pk"):
        page, channel, by = draft.page, draft.channel, draft.changed_by
        if write_choice(page=page, channel=channel, said=draft.said, by=by, now=now):
            log(page, LOG_CHOSEN, user=by, data={"channels": [channel.name]})
            if draft.is_on is False:
                take_back(page_id=page_id, channel=channel, by=by, now=now)
            adopted.append(channel)
    return adopted


def _hold(
    page: ArticlePage, channel: Channel, said: Mapping[str, Any], by: User, now: datetime
) -> bool:
    before = ArticleChannel.objects.filter(page=page, channel=channel).first()
    changed = write_choice(page=page, channel=channel, said=said, by=by, now=now)
    # A draft saves itself while somebody types: their first word is worth a line, not each.
    if changed and (before is None or before.changed_by_id != by.pk):
        log(page, LOG_CHOSEN, user=by, data={"channels": [channel.name]})
    return changed


def _draft(
    page: ArticlePage, channel: Channel, said: Mapping[str, Any], by: User, now: datetime
) -> bool:
    holds = ArticleChannel.objects.filter(page=page, channel=channel).first()
    draft = DraftedChoice.objects.filter(page=page, channel=channel).first()
    before = draft or holds
    if said == (before.said if before else NOTHING_SAID):
        return False
    if said == (holds.said if holds else NOTHING_SAID):
        DraftedChoice.objects.filter(page=page, channel=channel).delete()
    else:
        DraftedChoice.objects.update_or_create(
            page=page, channel=channel, defaults={**said, "changed_by": by, "changed_at": now}
        )
    return True
