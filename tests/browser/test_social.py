"""An article goes out on the notice board, changes and goes away; the log tells it all."""

import re

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from factories import Newsroom, make_article, make_user
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.foundation import clock
from obole.newsroom.models import ArticlePage
from obole.social.actions.queueing import queue_on
from obole.social.actions.sending import send_due
from obole.social.models import Channel, Delivery, NoticeBoardPost
from obole.social.networks.noticeboard import NoticeBoard
from obole.social.networks.registry import override
from obole.social.rules.network import LoginLost, Marker, Post, Prepared, Remote
from obole.social.rules.vocabulary import ChannelState, DeliveryState

pytestmark = pytest.mark.browser

PASSWORD = "encre-papier-rotative"
HEADLINE = "Les nuits de torche"
CORRECTED = "Les jours de torche"
# Wagtail saves a draft by itself while it is written, and answers so while it is incomplete.
INCOMPLETE_DRAFT = r"status of 400 \(Bad Request\) \(.*/desk/pages/"


@pytest.fixture
def house(live_server: LiveServer, newsroom: Newsroom) -> Newsroom:
    """Give a newsroom that is reached through a real server."""
    newsroom.site.hostname, newsroom.site.port = "localhost", int(live_server.url.split(":")[-1])
    newsroom.site.save()
    return newsroom


def french(text: str) -> str:
    with translation.override("fr"):
        return _(text)


def log_in(page: Page, user: User) -> None:
    page.goto("/desk/login/")
    page.locator("input[name=username]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form [type=submit]").click()
    expect(page).to_have_url(re.compile(r"/desk/$"))


def connect_board(page: Page) -> Channel:
    page.goto("/desk/social/")
    with page.expect_navigation():
        page.locator("a[href$='/social/connect/noticeboard/']").click()
    # Before tokens are pasted, the password is asked for again.
    if (password := page.locator("main input[type=password]")).count():
        password.fill(PASSWORD)
        with page.expect_navigation():
            page.locator("main form [type=submit]").click()
    page.locator("main input[name=name]").fill("Tableau d’affichage")
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/social/channels/\d+/$"))
    return Channel.objects.get()


def publish(page: Page, article: ArticlePage, **fields: str) -> None:
    page.goto(f"/desk/pages/{article.pk}/edit/")
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("footer [data-controller~=w-dropdown] button").first.click()
    with page.expect_navigation():
        page.locator("footer [name=action-publish]").click()
    send_due(now=clock.now())


def test_an_article_goes_out_changes_and_goes_away(
    live_server: LiveServer, browse, house: Newsroom
) -> None:
    article = make_article(live=False, title="Brouillon")
    page = browse(live_server.url, forgiven=(INCOMPLETE_DRAFT,))
    log_in(page, make_user(role=Role.ADMINISTRATOR, password=PASSWORD))
    board = connect_board(page)

    # Its own words, with the preview that follows what is typed.
    page.goto(f"/desk/social/articles/{article.pk}/")
    page.locator(f"[name=c{board.pk}-text]").fill("À lire : {title}\n{url}")
    expect(page.locator(".social-post-text")).to_contain_text("À lire : Brouillon")
    expect(page.locator(".social-number")).not_to_have_text("0")
    page.locator("button[form=social-choices]").first.click()
    expect(page.locator(f"[name=c{board.pk}-text]")).to_have_value(re.compile("À lire"))

    publish(page, article, title=HEADLINE)
    page.goto("/notice-board/")
    expect(page.locator(".board-text")).to_contain_text(f"À lire : {HEADLINE}")

    publish(page, article, title=CORRECTED)
    page.goto("/notice-board/")
    expect(page.locator(".board-post")).to_have_count(1)
    expect(page.locator(".board-text")).to_contain_text(CORRECTED)

    page.goto(f"/desk/pages/{article.pk}/unpublish/")
    page.locator("main form [type=submit]").click()
    expect(page).not_to_have_url(re.compile("unpublish"))
    send_due(now=clock.now())
    page.goto("/notice-board/")
    expect(page.locator(".board-gone")).to_be_visible()
    expect(page.get_by_text(CORRECTED)).to_have_count(0)

    page.goto("/desk/social/log/")
    expect(page.locator("main tbody tr")).to_have_count(3)


class Forgetful(NoticeBoard):
    """A board that knows us no more."""

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Take nothing."""
        raise LoginLost("Who are you?")


def test_a_failed_channel_is_mended_and_what_waited_goes(
    live_server: LiveServer, browse, house: Newsroom
) -> None:
    page = browse(live_server.url)
    log_in(page, make_user(role=Role.ADMINISTRATOR, password=PASSWORD))
    board = connect_board(page)
    with override("noticeboard", Forgetful):
        queue_on(article=make_article(title=HEADLINE), channel=board, now=clock.now())
        send_due(now=clock.now())
    board.refresh_from_db()
    assert board.state == ChannelState.NEEDS_LOGIN

    page.goto("/desk/")
    expect(page.locator("#social-stuck-section, #social-stuck").first).to_be_visible()
    page.goto("/desk/social/")
    page.locator(f"a[href$='/channels/{board.pk}/connect/']").click()
    page.locator("main form button[type=submit]").click()
    send_due(now=clock.now())

    page.goto("/notice-board/")
    expect(page.locator(".board-text")).to_contain_text(HEADLINE)
    assert Delivery.objects.get().state == DeliveryState.SENT
    assert NoticeBoardPost.objects.count() == 1
