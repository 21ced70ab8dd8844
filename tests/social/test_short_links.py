"""Short addresses lead from a post to its article, and count without knowing anybody."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from factories import Newsroom, make_article
from hypothesis import given, settings
from hypothesis import strategies as st

from obole.newsroom.models import ArticlePage
from obole.social.actions.clicking import count_click
from obole.social.models import Channel, Delivery, LinkClicks, ShortLink, SocialSettings
from obole.social.queries.short_links import address_in_post, clicks_of, daily_clicks
from obole.social.rules.clicking import is_a_reader
from obole.social.rules.link_tags import WrongTags, read_tags, tagged
from obole.social.rules.vocabulary import Operation

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

_numbers = count(1)


def make_delivery(article: ArticlePage, **fields: Any) -> Delivery:
    channel = fields.pop("channel", None) or Channel.objects.create(network="plain", name="Nôtre")
    return Delivery.objects.create(
        **{
            "key": f"{next(_numbers):026d}",
            "page": article,
            "page_id_then": article.pk,
            "channel": channel,
            "operation": Operation.CREATE,
            "title": article.title,
            "language": "fr",
            "made_at": NOW,
            "send_at": NOW,
            "news_at": NOW,
            **fields,
        }
    )


def follow(key: str, method: str = "get", **headers: str) -> Any:
    client = Client(headers={"User-Agent": FIREFOX, **headers})
    return getattr(client, method)(f"/s/{key}", secure=True)


def counted() -> int:
    return sum(LinkClicks.objects.values_list("count", flat=True))


def tag_addresses(newsroom: Newsroom, tags: str, **fields: Any) -> None:
    SocialSettings.objects.update_or_create(
        site=newsroom.site, defaults={"campaign_tags": tags, **fields}
    )


def test_a_short_address_leads_to_the_article_and_says_from_where(newsroom: Newsroom) -> None:
    tag_addresses(newsroom, "utm_source={network}&utm_campaign={channel}")
    article = make_article()
    delivery = make_delivery(article)

    answer = follow(delivery.key)

    assert answer.status_code == 302
    assert answer["Location"] == f"{article.full_url}?utm_source=plain&utm_campaign=N%C3%B4tre"
    assert "no-store" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer
    assert clicks_of(deliveries=[delivery.pk]) == {delivery.pk: 1}


def test_clicks_are_counted_by_day_and_nothing_else_is_kept(newsroom: Newsroom) -> None:
    delivery = make_delivery(make_article())

    for _ in range(3):
        count_click(delivery=delivery, day=date(2026, 11, 29))
    count_click(delivery=delivery, day=date(2026, 11, 30))

    assert daily_clicks(until=date(2026, 11, 30), days=3) == [
        (date(2026, 11, 28), 0),
        (date(2026, 11, 29), 3),
        (date(2026, 11, 30), 1),
    ]
    kept = {field.name for model in (LinkClicks, ShortLink) for field in model._meta.fields}
    assert kept == {"id", "link", "day", "count", "key", "delivery"}


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {}),
        ("get", {"Sec-Purpose": "prefetch;prerender"}),
        ("get", {"Purpose": "prefetch"}),
        ("get", {"User-Agent": ""}),
        ("get", {"User-Agent": "facebookexternalhit/1.1"}),
        ("get", {"User-Agent": "TelegramBot (like TwitterBot)"}),
        ("get", {"User-Agent": "http.rb/5.1 (Mastodon/4.3.0; +https://mastodon.example/)"}),
        ("get", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}),
    ],
)
def test_programs_that_look_ahead_are_led_and_not_counted(
    newsroom: Newsroom, method: str, headers: dict[str, str]
) -> None:
    answer = follow(make_delivery(make_article()).key, method, **headers)

    assert answer.status_code == 302
    assert counted() == 0


@pytest.mark.parametrize(
    "user_agent",
    [
        FIREFOX,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile",
    ],
)
def test_browsers_are_readers(user_agent: str) -> None:
    assert is_a_reader(method="GET", user_agent=user_agent, purpose="")


def test_an_unknown_address_does_not_exist(newsroom: Newsroom) -> None:
    assert follow("nobodyknows").status_code == 404
    assert follow("nobodyknows", "post").status_code == 405


@pytest.mark.parametrize("how", ["unpublish", "delete", "embargo"])
def test_a_withdrawn_article_is_said_to_be_gone(newsroom: Newsroom, how: str) -> None:
    article = make_article(title="Le port garantit")
    delivery = make_delivery(article)
    if how == "unpublish":
        article.unpublish()
    elif how == "delete":
        article.delete()
    else:
        later = NOW + timedelta(days=9_000)
        ArticlePage.objects.filter(pk=article.pk).update(embargo_until=later)

    answer = follow(delivery.key)

    assert answer.status_code == 410
    assert "Le port garantit" not in answer.content.decode()
    assert counted() == 0


def test_a_change_of_a_post_leads_where_the_post_leads(newsroom: Newsroom) -> None:
    first = make_delivery(make_article())
    change = make_delivery(
        make_article(),
        channel=first.channel,
        operation=Operation.UPDATE,
        creation=first,
        sequence=1,
    )

    assert follow(change.key)["Location"] == follow(first.key)["Location"]
    assert clicks_of(deliveries=[first.pk, change.pk]) == {first.pk: 2}


def test_an_article_that_moved_is_still_found(newsroom: Newsroom) -> None:
    article = make_article()
    delivery = make_delivery(article)
    article.slug = "ailleurs"
    article.save_revision().publish()

    assert follow(delivery.key)["Location"].endswith("/ailleurs/")


def test_a_newsroom_that_does_not_count_posts_the_articles_own_address(
    newsroom: Newsroom,
) -> None:
    article = make_article()
    channel = Channel(network="plain", name="x")

    short = address_in_post(key="a" * 26, page=article, channel=channel)
    tag_addresses(newsroom, "utm_source={network}", tracks_clicks=False)
    own = address_in_post(key="a" * 26, page=article, channel=channel)

    assert short == f"{newsroom.site.root_url}/s/{'a' * 26}"
    assert own == f"{article.full_url}?utm_source=plain&utm_content={'a' * 26}"


@pytest.mark.parametrize("text", ["ref=x", "utm_source={password}", "utm_source={network", "utm"])
def test_parameters_that_are_none_of_ours_are_refused(text: str) -> None:
    with pytest.raises(WrongTags):
        read_tags(text)
    with pytest.raises(ValidationError):
        SocialSettings(campaign_tags=text).clean()


@given(value=st.text(max_size=40))
@settings(max_examples=40)
def test_no_name_breaks_out_of_an_address(value: str) -> None:
    tags = read_tags("utm_source={channel}&utm_medium=social")

    address = tagged("https://journal.example/a/?page=2", tags, {"channel": value})

    assert address.startswith("https://journal.example/a/?")
    assert address.count("&") == 2
    assert address.isascii()
    assert not set(address) & set(' \n\r"<>#')
