"""Posts as they would go out, for the screens of a channel and of an article."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from obole.newsroom.models import ArticlePage
from obole.social.actions.previewing import Preview, preview_of
from obole.social.models import ArticleChannel, Channel, ChannelChoice
from obole.social.models.channels import LANGUAGES
from obole.social.queries.material import Material


def preview_with(
    *,
    article: ArticlePage,
    channel: Channel,
    choice: ChannelChoice | None,
    said: Mapping[str, Any] | None,
    now: datetime,
    material: Material | None = None,
) -> Preview:
    """Return the post with what stands in a form, saved or not; else with what is kept."""
    if said is not None:
        choice = ArticleChannel(page_id=article.pk, channel=channel, changed_at=now, **said)
    return preview_of(article=article, channel=channel, choice=choice, now=now, material=material)


def previews_of_newest(*, channel: Channel, now: datetime) -> list[Preview]:
    """Return the newest article of each language as it would go out on a channel."""
    wanted = [
        code for code, _name in LANGUAGES if not channel.languages or code in channel.languages
    ]
    found = []
    for code in wanted:
        live = ArticlePage.objects.live().filter(language=code)
        newest = live.order_by("-published_at", "-pk").first()
        if newest is not None:
            found.append(preview_of(article=newest, channel=channel, choice=None, now=now))
    return found
