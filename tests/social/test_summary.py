"""The mail on what became of posts: who gets it, when, and what it says."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from factories import make_article, make_user
from hypothesis import given, settings
from hypothesis import strategies as st
from networking import KIND, fake_network, make_channel, run_until_quiet
from wagtail.users.models import UserProfile

from obole.accounts.roles import Role
from obole.foundation.models import OutgoingMail
from obole.project.schedule import SCHEDULE
from obole.social.actions.summarising import follow_summary, mail_summaries
from obole.social.models import SummaryFollower
from obole.social.rules.summarising import HOUR, Rhythm, last_hour
from obole.social.rules.vocabulary import ChannelState

PARIS = ZoneInfo("Europe/Paris")
# A Monday; seven o'clock in Paris is six by the world's clock.
MONDAY = datetime(2026, 11, 30, 6, 5, tzinfo=UTC)
DAY = timedelta(days=1)
moments = st.datetimes(
    min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31), timezones=st.just(PARIS)
)


@given(moments, st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]))
@settings(max_examples=60)
def test_the_last_hour_is_at_seven_and_no_longer_ago_than_the_rhythm(now, rhythm):
    hour = last_hour(rhythm, local_now=now)

    assert hour is not None
    assert hour.time() == HOUR
    assert hour <= now < hour + (DAY if rhythm is Rhythm.DAILY else 7 * DAY)
    assert rhythm is Rhythm.DAILY or hour.weekday() == 0
    assert last_hour(rhythm, local_now=hour) == hour


@pytest.fixture
def network(newsroom):
    with fake_network() as found:
        yield found


@pytest.fixture
def clocked(monkeypatch):
    """Set the clock that the edges read."""

    def set_to(moment):
        monkeypatch.setattr("obole.foundation.clock.now", lambda: moment)

    set_to(MONDAY - DAY)
    return set_to


def follower(rhythm=Rhythm.DAILY, *, language="en", role=Role.EDITOR):
    user = make_user(role=role)
    UserProfile.objects.create(user=user, preferred_language=language)
    follow_summary(user=user, rhythm=rhythm, now=MONDAY - 8 * DAY)
    return user


def mails():
    return list(OutgoingMail.objects.order_by("pk"))


@pytest.mark.django_db
def test_a_summary_tells_what_was_sent_what_waits_and_what_needs_somebody(network, clocked):
    make_channel(name="The square", network=KIND)
    make_article(title="The bridge opens")
    run_until_quiet(now=MONDAY - DAY)
    network.refuses = "Too much of it."
    make_article(title="The bridge closes")
    run_until_quiet(now=MONDAY - DAY)
    make_channel(name="Behind a lost log-in", state=ChannelState.NEEDS_LOGIN)
    make_article(title="The bridge opens again")
    user = follower()

    assert mail_summaries(now=MONDAY) == 1

    (mail,) = mails()
    assert mail.recipient == user.email
    assert "1 post needs somebody" in mail.subject
    assert "- The square: 1" in mail.text
    assert "“The bridge closes”, The square: refused" in mail.text
    assert "Too much of it." in mail.text
    assert "Behind a lost log-in: must be connected anew" in mail.text
    assert "Waiting: 2; their hour is past: 2" in mail.text
    assert "/desk/social/deliveries/" in mail.text
    assert "/desk/social/log/" in mail.text


@pytest.mark.django_db
def test_a_summary_comes_once_a_day_however_often_it_is_asked_for(network, clocked):
    make_channel()
    make_article()
    run_until_quiet(now=MONDAY - DAY)
    follower()

    assert [mail_summaries(now=MONDAY + timedelta(hours=hours)) for hours in range(4)] == [
        1,
        0,
        0,
        0,
    ]
    # Nothing happened since: no mail.
    assert mail_summaries(now=MONDAY + DAY) == 0
    assert len(mails()) == 1


@pytest.mark.django_db
def test_a_summary_that_a_sleeping_server_missed_is_in_the_next(network, clocked):
    make_channel(name="The square")
    make_article()
    run_until_quiet(now=MONDAY - DAY)
    follower()

    assert mail_summaries(now=MONDAY + 2 * DAY) == 1

    assert "- The square: 1" in mails()[0].text


@pytest.mark.django_db
def test_a_weekly_summary_waits_for_monday_and_nobody_gets_one_unasked(network, clocked):
    make_channel()
    make_article()
    run_until_quiet(now=MONDAY - DAY)
    weekly = follower(Rhythm.WEEKLY)
    follower(Rhythm.NEVER)
    make_user(role=Role.EDITOR)
    SummaryFollower.objects.filter(user=weekly).update(told_until=MONDAY - 7 * DAY)

    assert mail_summaries(now=MONDAY - timedelta(hours=2)) == 0
    assert mail_summaries(now=MONDAY) == 1
    assert [mail.recipient for mail in mails()] == [weekly.email]


@pytest.mark.django_db
def test_a_summary_is_only_for_those_who_may_see_posts_and_in_their_language(network, clocked):
    make_channel()
    make_article()
    run_until_quiet(now=MONDAY - DAY)
    follower(role=Role.TREASURER)
    gone = follower()
    gone.is_active = False
    gone.save()
    follower(language="fr")

    assert mail_summaries(now=MONDAY) == 1

    assert "novembre 2026" in mails()[0].text


@pytest.mark.django_db
def test_whoever_begins_to_follow_hears_nothing_of_before(network, clocked):
    make_channel()
    make_article()
    run_until_quiet(now=MONDAY - 3 * DAY)
    user = follower(Rhythm.NEVER)

    follow_summary(user=user, rhythm=Rhythm.DAILY, now=MONDAY - timedelta(hours=1))

    assert mail_summaries(now=MONDAY) == 0


@pytest.mark.django_db
def test_how_often_the_summary_comes_is_chosen_in_ones_account(client: Client, newsroom):
    editor, treasurer = make_user(role=Role.EDITOR), make_user(role=Role.TREASURER)
    client.force_login(editor)
    page = client.get("/desk/account/").content.decode()
    assert 'name="social_summary-rhythm"' in page
    profile = UserProfile.get_for_user(editor)
    form = {
        "name_email-first_name": "Ada",
        "name_email-last_name": "Marin",
        "name_email-email": editor.email,
        "locale-preferred_language": profile.preferred_language,
        "locale-current_time_zone": "Europe/Paris",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
        "social_summary-rhythm": "weekly",
    }

    answer = client.post("/desk/account/", form)

    assert answer.status_code == 302, answer.context and answer.context["panels_by_tab"]
    assert SummaryFollower.objects.get().rhythm == Rhythm.WEEKLY
    client.force_login(treasurer)
    assert "social_summary" not in client.get("/desk/account/").content.decode()


def test_the_schedule_sends_summaries():
    assert "mail_social_summaries" in {line.name for line in SCHEDULE}
