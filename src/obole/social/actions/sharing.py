"""Articles that do not age are shared again, one at a time, as long as they stand as they were."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from obole.newsroom.models import ArticlePage
from obole.social.actions.queueing import queue_share
from obole.social.models import ArticleChannel, ArticleShare, Channel, SocialSettings
from obole.social.queries.article_facts import facts_of
from obole.social.rules.choosing import ArticleFacts, Occasion, WrongRules, is_wanted, read_rules
from obole.social.rules.sharing import Terms, is_due
from obole.social.rules.vocabulary import ChannelState


def share_evergreen(*, now: datetime) -> int:
    """Share again the article that has waited longest, if one is due; return on how many channels.

    One a call: the schedule calls every hour, so that a list of them never comes in a heap. An
    article that was corrected or withdrawn is not shared; once its time has come again it is
    looked at again. A second call within its cooldown does nothing.
    """
    for share in ArticleShare.objects.order_by(F("last_at").asc(nulls_first=True), "pk"):
        article = _shareable(share, now)
        if article is not None and (count := _share_again(share, article, now=now)):
            return count
    return 0


def _shareable(share: ArticleShare, now: datetime) -> ArticlePage | None:
    """Return the article if it is due, everybody may read it and nothing in it was corrected."""
    article = ArticlePage.objects.readable().filter(pk=share.page_id).first()
    if article is None or article.is_under_embargo() or article.published_at is None:
        return None
    terms = Terms(every_days=share.every_days, most=share.most, until=share.until)
    local = timezone.localtime(now)
    if not is_due(
        terms,
        done=share.done,
        last_at=share.last_at,
        published_at=article.published_at,
        now=local,
    ):
        return None
    return None if article.corrections.exists() else article


@transaction.atomic
def _share_again(share: ArticleShare, article: ArticlePage, *, now: datetime) -> int:
    # Of two schedulers one changes the row; the other sees that it did.
    taken = ArticleShare.objects.filter(pk=share.pk, done=share.done, last_at=share.last_at)
    channels = _channels_for(article)
    if not channels or not taken.update(done=share.done + 1, last_at=now):
        return 0
    for channel in channels:
        queue_share(article=article, channel=channel, now=now)
    return len(channels)


def _channels_for(article: ArticlePage) -> list[Channel]:
    """Return the channels that send, and would want the article if it were published now."""
    site = article.get_site()
    if site is not None and SocialSettings.for_site(site).is_paused:
        return []
    facts = facts_of(article)
    choices = {each.channel_id: each for each in ArticleChannel.objects.filter(page=article.pk)}
    active = Channel.objects.filter(state=ChannelState.ACTIVE).order_by("pk")
    return [each for each in active if _wants(each, choices.get(each.pk), facts)]


def _wants(channel: Channel, choice: ArticleChannel | None, facts: ArticleFacts) -> bool:
    if choice is not None and choice.is_on is not None:
        return choice.is_on
    if not channel.is_default or (channel.languages and facts.language not in channel.languages):
        return False
    try:
        return is_wanted(read_rules(channel.rules), facts, occasion=Occasion.PUBLICATION)
    except WrongRules:
        return False
