"""Which rules hold for a page's comments."""

from datetime import UTC, datetime, time, timedelta

import pytest
from factories import Newsroom, make_article, make_section

from obole.comments.models import CommentSettings, ThreadRules
from obole.comments.queries.policies import rules_of
from obole.comments.rules.policies import ThreadPolicy
from obole.comments.rules.states import Mode

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def policy(**fields: object) -> ThreadPolicy:
    return ThreadPolicy(
        **{
            "mode": Mode.HOLD_FIRST,
            "closes_at": None,
            "is_sensitive": False,
            "longest_body": 3_000,
            "night_from": None,
            "night_until": None,
            "approvals_for_trust": 1,
            "reports_that_hide": 3,
            "reserved_names": (),
            **fields,
        }
    )


def test_a_page_without_rules_follows_the_site(newsroom: Newsroom) -> None:
    CommentSettings.objects.create(
        site=newsroom.site,
        mode=Mode.HOLD_ALL,
        longest_body=500,
        reserved_names="Obole\n\n Eve \n",
    )

    rules = rules_of(make_article())

    assert (rules.mode, rules.longest_body) == (Mode.HOLD_ALL, 500)
    assert rules.closes_at is None
    assert rules.reserved_names == ("La Gazette", "Obole", "Eve")


def test_reading_the_rules_makes_no_row(newsroom: Newsroom) -> None:
    assert rules_of(make_article()).mode is Mode.HOLD_FIRST

    assert not CommentSettings.objects.exists()


def test_the_nearest_rule_counts_each_for_itself(newsroom: Newsroom) -> None:
    section = make_section()
    article = make_article(section=section)
    ThreadRules.objects.create(
        page=section, mode=Mode.HOLD_ALL, closes_after_days=30, is_sensitive=True
    )
    ThreadRules.objects.create(page=article, closes_after_days=2)

    rules = rules_of(article)

    assert rules.mode is Mode.HOLD_ALL
    assert rules.closes_at == article.first_published_at + timedelta(days=2)
    assert rules.is_sensitive


def test_zero_days_is_never(newsroom: Newsroom) -> None:
    CommentSettings.objects.create(site=newsroom.site, closes_after_days=30)
    article = make_article()
    ThreadRules.objects.create(page=article, closes_after_days=0)

    assert rules_of(article).closes_at is None


def test_the_rules_of_another_section_say_nothing(newsroom: Newsroom) -> None:
    article = make_article(section=make_section())
    ThreadRules.objects.create(page=make_section(), mode=Mode.CLOSED)

    assert rules_of(article).mode is Mode.HOLD_FIRST


@pytest.mark.parametrize(
    ("mode", "closes_at", "is_closed"),
    [
        (Mode.CLOSED, None, True),
        (Mode.HOLD_ALL, None, False),
        (Mode.HOLD_ALL, NOON, True),
        (Mode.HOLD_ALL, NOON + timedelta(seconds=1), False),
    ],
)
def test_a_thread_is_closed_by_its_mode_or_its_age(
    mode: Mode, closes_at: datetime | None, is_closed: bool
) -> None:
    assert policy(mode=mode, closes_at=closes_at).is_closed(now=NOON) is is_closed


@pytest.mark.parametrize(
    ("begins", "ends", "hour", "is_night"),
    [
        (time(22), time(7), time(23), True),
        (time(22), time(7), time(6, 59), True),
        (time(22), time(7), time(7), False),
        (time(12), time(14), time(13), True),
        (time(12), time(14), time(14), False),
        (None, time(7), time(3), False),
    ],
)
def test_the_night_may_pass_midnight(
    begins: time | None, ends: time | None, hour: time, is_night: bool
) -> None:
    assert policy(night_from=begins, night_until=ends).is_night(hour=hour) is is_night
