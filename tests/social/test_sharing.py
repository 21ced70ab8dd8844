"""Articles that do not age are shared again, as long as they stand as they were."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from factories import Newsroom, make_article, publish
from hypothesis import given, settings
from hypothesis import strategies as st
from networking import fake_network, make_channel

from obole.newsroom.models import ArticlePage, Correction
from obole.social.actions.sharing import share_evergreen
from obole.social.models import ArticleChannel, ArticleShare, Channel, Delivery, SocialSettings
from obole.social.rules.sharing import Terms, is_due
from obole.social.rules.vocabulary import ChannelState, Operation

NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)
PUBLISHED = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def channel(newsroom: Newsroom) -> Any:
    with fake_network():
        yield make_channel(name="Main")


def make_evergreen(**fields: Any) -> ArticlePage:
    article = make_article()
    ArticlePage.objects.filter(pk=article.pk).update(published_at=PUBLISHED)
    article.refresh_from_db()
    ArticleShare.objects.create(page_id=article.pk, **{"every_days": 90, "most": 4, **fields})
    return article


def shares_of(article: ArticlePage) -> list[int]:
    rows = Delivery.objects.filter(page_id_then=article.pk, operation=Operation.CREATE, share__gt=0)
    return list(rows.order_by("share").values_list("share", flat=True))


def test_an_article_is_shared_again_after_its_rest_and_at_most_so_often(channel: Channel) -> None:
    article = make_evergreen(most=2)

    assert share_evergreen(now=NOON) == 1
    assert share_evergreen(now=NOON) == 0
    assert share_evergreen(now=NOON + timedelta(days=89)) == 0
    assert share_evergreen(now=NOON + timedelta(days=90)) == 1
    assert share_evergreen(now=NOON + timedelta(days=300)) == 0
    assert shares_of(article) == [1, 2]


def test_one_article_an_hour_the_longest_waiting_first(channel: Channel) -> None:
    waited = make_evergreen(last_at=NOON - timedelta(days=200), done=1)
    fresh = make_evergreen(last_at=NOON - timedelta(days=100), done=1)

    share_evergreen(now=NOON)
    assert (shares_of(waited), shares_of(fresh)) == ([1], [])

    share_evergreen(now=NOON + timedelta(hours=1))
    assert shares_of(fresh) == [1]


@pytest.mark.parametrize("how", ["corrected", "withdrawn", "embargo", "paused", "switched off"])
def test_what_does_not_stand_as_it_was_is_not_shared(
    newsroom: Newsroom, channel: Channel, how: str
) -> None:
    article = make_evergreen()
    match how:
        case "corrected":
            article.corrections = [Correction(text="Le montant était faux.", made_at=NOON)]
            publish(article)
        case "withdrawn":
            article.unpublish()
        case "embargo":
            later = NOON + timedelta(days=9_000)
            ArticlePage.objects.filter(pk=article.pk).update(embargo_until=later)
        case "paused":
            SocialSettings.objects.update_or_create(
                site=newsroom.site, defaults={"is_paused": True}
            )
        case "switched off":
            ArticleChannel.objects.create(
                page_id=article.pk, channel=channel, is_on=False, changed_at=NOON
            )

    assert share_evergreen(now=NOON) == 0
    assert shares_of(article) == []
    assert ArticleShare.objects.get(page_id=article.pk).done == 0


def test_only_channels_that_send_and_want_the_article_get_it(channel: Channel) -> None:
    make_channel(state=ChannelState.PAUSED)
    make_channel(languages=["en"])
    make_channel(rules={"labels": ["opinion"]})
    make_channel(rules={"nonsense": []})
    chosen = make_channel(is_default=False)
    article = make_evergreen()
    ArticleChannel.objects.create(page_id=article.pk, channel=chosen, is_on=True, changed_at=NOON)

    share_evergreen(now=NOON)

    shared = Delivery.objects.filter(page_id_then=article.pk, share__gt=0)
    assert {each.channel_id for each in shared} == {channel.pk, chosen.pk}


@given(
    hour=st.integers(0, 23),
    days=st.integers(0, 400),
    done=st.integers(0, 5),
    every_days=st.integers(0, 365),
    until=st.one_of(st.none(), st.dates(date(2026, 6, 1), date(2027, 6, 1))),
)
@settings(max_examples=60)
def test_nothing_is_due_at_night_too_often_or_after_its_day(
    hour: int, days: int, done: int, every_days: int, until: date | None
) -> None:
    now = PUBLISHED.replace(hour=hour) + timedelta(days=days)
    terms = Terms(every_days=every_days, most=4, until=until)

    if is_due(terms, done=done, last_at=None, published_at=PUBLISHED, now=now):
        assert 8 <= hour < 20
        assert done < 4
        assert now - PUBLISHED >= timedelta(days=max(every_days, 1))
        assert until is None or now.date() <= until
