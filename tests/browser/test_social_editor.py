"""The channels in the editor of an article, and the calendar by the week, in a real browser."""

import re
from datetime import timedelta

import pytest
from checkers import axe_violations
from django.utils import timezone
from factories import Newsroom, make_article, make_picture, make_user
from networking import make_channel
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.users.models import UserProfile

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.foundation import clock
from obole.social.actions.queueing import queue_on
from obole.social.actions.sending import send_due
from obole.social.models import Channel, Delivery

pytestmark = pytest.mark.browser

PASSWORD = "encre-papier-rotative"
HEADLINE = "Les nuits de torche"
# Wagtail saves a draft by itself while it is written, and answers so while it is incomplete.
INCOMPLETE_DRAFT = r"status of 400 \(Bad Request\) \(.*/desk/pages/"


@pytest.fixture
def house(live_server: LiveServer, newsroom: Newsroom) -> Newsroom:
    """Give a newsroom that is reached through a real server."""
    newsroom.site.hostname, newsroom.site.port = "localhost", int(live_server.url.split(":")[-1])
    newsroom.site.save()
    return newsroom


def log_in(page: Page, user: User) -> None:
    page.goto("/desk/login/")
    page.locator("input[name=username]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form [type=submit]").click()
    expect(page).to_have_url(re.compile(r"/desk/$"))


def open_channels(page: Page) -> Locator:
    page.locator("[role=tab]").filter(has_text=re.compile("Social networks|Réseaux")).click()
    return page.locator(".social-editor")


def test_an_editor_writes_for_a_channel_while_writing_the_article(
    live_server: LiveServer, browse, house: Newsroom
) -> None:
    board = make_channel(network="noticeboard", name="Tableau d’affichage")
    article = make_article(live=False, title=HEADLINE, picture=make_picture())
    page = browse(live_server.url, forgiven=(INCOMPLETE_DRAFT,))
    log_in(page, make_user(role=Role.EDITOR, password=PASSWORD))
    page.goto(f"/desk/pages/{article.pk}/edit/")
    channels = open_channels(page)
    count = channels.locator(".social-number")
    before = count.text_content()

    channels.locator(f"[name=c{board.pk}-text]").fill("À ne pas manquer : {title}\n{url}")

    expect(channels.locator(".social-post-text")).to_contain_text(f"À ne pas manquer : {HEADLINE}")
    expect(count).not_to_have_text(before or "")
    assert axe_violations(page) == []
    page.locator("footer [data-controller~=w-dropdown] button").first.click()
    with page.expect_navigation():
        page.locator("footer [name=action-publish]").click()
    send_due(now=clock.now())
    page.goto("/notice-board/")
    expect(page.locator(".board-text")).to_contain_text(f"À ne pas manquer : {HEADLINE}")


def waiting(channel: Channel) -> Delivery:
    post = queue_on(article=make_article(title=HEADLINE), channel=channel, now=clock.now())
    assert post is not None
    now = timezone.localtime(clock.now())
    monday = now + timedelta(days=7 - now.weekday())
    post.send_at = post.news_at = monday.replace(hour=9, minute=20, second=0, microsecond=0)
    post.save(update_fields=["send_at", "news_at"])
    return post


def test_a_post_is_moved_by_dragging_and_by_the_keyboard(
    live_server: LiveServer, browse, house: Newsroom
) -> None:
    post = waiting(make_channel(network="noticeboard", name="Tableau", is_default=False))
    monday = timezone.localtime(post.send_at)
    wednesday = monday + timedelta(days=2)
    page = browse(live_server.url)
    log_in(page, make_user(role=Role.EDITOR, password=PASSWORD))
    page.goto(f"/desk/social/calendar/week/?day={monday:%Y-%m-%d}")

    cell = page.locator(f"[data-day='{wednesday:%Y-%m-%d}'][data-hour='14']")
    with page.expect_navigation():
        page.locator(f"#post-{post.pk}").drag_to(cell)
    expect(cell.locator(f"#post-{post.pk}")).to_contain_text(re.compile("14.h.20"))

    page.locator(f"#post-{post.pk} .social-move").focus()
    page.keyboard.press("Enter")
    page.locator("dialog [name=time]").fill("18:05")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    evening = page.locator(f"[data-day='{wednesday:%Y-%m-%d}'][data-hour='18']")
    expect(evening.locator(f"#post-{post.pk}")).to_be_visible()
    post.refresh_from_db()
    assert timezone.localtime(post.send_at) == wednesday.replace(hour=18, minute=5)


@pytest.mark.parametrize(
    ("language", "width", "dark"), [("fr", 1280, False), ("en", 1280, True), ("fr", 360, True)]
)
def test_every_screen_of_social_networks_is_for_everybody(
    live_server: LiveServer, browse, house: Newsroom, language: str, width: int, dark: bool
) -> None:
    board = make_channel(network="noticeboard", name="Tableau")
    sent = make_article(title=HEADLINE, picture=make_picture())
    send_due(now=clock.now())
    post = waiting(make_channel(network="noticeboard", name="Second", is_default=False))
    draft = make_article(live=False, title=HEADLINE, picture=make_picture())
    user = make_user(role=Role.ADMINISTRATOR, password=PASSWORD)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()
    page = browse(live_server.url, width=width, dark=dark)
    log_in(page, user)
    week = timezone.localdate(post.send_at).isoformat()

    found = []
    for path in (
        f"pages/{draft.pk}/edit/",
        "social/",
        "social/connect/noticeboard/",
        "social/connect/mastodon/",
        f"social/channels/{board.pk}/",
        f"social/articles/{sent.pk}/",
        f"social/articles/{draft.pk}/",
        "social/log/",
        f"social/deliveries/{Delivery.objects.get(page=sent, channel=board).pk}/",
        f"social/deliveries/{post.pk}/",
        f"social/calendar/?day={week}",
        f"social/calendar/week/?day={week}",
        "social/again/",
        "social/old/",
        "social/figures/",
    ):
        page.goto(f"/desk/{path}")
        if path.startswith("pages"):
            open_channels(page)
        expect(page.locator("html")).to_have_attribute("lang", language)
        found += [f"{path}: {each}" for each in axe_violations(page)]
    page.goto("/notice-board/")
    found += axe_violations(page)

    assert found == []
