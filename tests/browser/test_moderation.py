"""A moderator clears the queue in French, by keyboard; and the screens are for everybody."""

import re

import pytest
from checkers import axe_violations
from commenting import make_comment, make_reader
from desk_work import make_house_rules
from django.utils import translation
from django.utils.translation import gettext as _
from factories import Newsroom, make_article, make_user
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.comments.models import Comment, CommentSignal, Decision, SavedReply
from obole.comments.rules.signals import Name, Severity
from obole.comments.rules.states import Queue, State
from obole.foundation import clock

pytestmark = pytest.mark.browser

PASSWORD = "encre-papier-rotative"
TWENTY = 20


@pytest.fixture
def house(live_server: LiveServer, newsroom: Newsroom) -> Newsroom:
    """Give a newsroom that is reached through a real server, with house rules."""
    newsroom.site.hostname, newsroom.site.port = "localhost", int(live_server.url.split(":")[-1])
    newsroom.site.save()
    make_house_rules()
    return newsroom


def french(text: str) -> str:
    with translation.override("fr"):
        return _(text)


def hold(count: int) -> list[Comment]:
    article = make_article(title="Le budget est voté")
    comments = []
    for number in range(count):
        comment = make_comment(
            article=article,
            state=State.HELD,
            queue=Queue.DOUBTFUL if number % 2 else Queue.FIRST,
            body=f"Une remarque *ferme*, la {number}e.",
        )
        CommentSignal.objects.create(
            comment=comment,
            name=Name.BANNED_WORD,
            severity=Severity.HOLD,
            evidence=["ferme"],
            made_at=clock.now(),
        )
        comments.append(comment)
    return comments


def log_in(page: Page, user: User) -> None:
    page.goto("/desk/login/")
    page.locator("input[name=username]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form [type=submit]").click()
    expect(page).to_have_url(re.compile(r"/desk/$"))


def press_and_wait(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def reject_with_a_saved_reply(page: Page, *, typed: str) -> None:
    """Fill the form of reasons from a saved reply, then write something else by hand."""
    expect(page.locator("select[name=clause]")).to_be_focused()
    page.locator("select[name=reply]").select_option(label="Ton")
    explanation = page.locator("textarea[name=explanation]")
    expect(explanation).to_have_value("Plus calmement.")
    expect(page.locator("select[name=clause]")).to_have_value("2")
    explanation.fill("")
    explanation.press_sequentially(typed)
    with page.expect_navigation():
        page.get_by_role("button", name=french("Reject for these reasons")).click()


@pytest.mark.usefixtures("house")
def test_a_moderator_clears_twenty_comments_by_keyboard(live_server: LiveServer, browse) -> None:
    hold(TWENTY)
    SavedReply.objects.create(title="Ton", clause="2", text_fr="Plus calmement.")
    moderator = make_user(role=Role.MODERATOR, password=PASSWORD)
    page = browse(live_server.url)
    log_in(page, moderator)
    page.goto("/desk/comments/first/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator(".comments-progress")).to_contain_text(
        french("%(number)d of %(count)d") % {"number": 1, "count": TWENTY}
    )

    # A slip, taken back.
    press_and_wait(page, "s")
    assert Comment.objects.filter(state=State.SPAM).count() == 1
    press_and_wait(page, "z")
    assert not Comment.objects.filter(state=State.SPAM).exists()

    # One with reasons of its own, whose words are typed: no key decides meanwhile.
    page.keyboard.press("e")
    reject_with_a_saved_reply(page, typed="aras nz?")
    [first] = Decision.objects.filter(measure="reject")
    assert (first.clause, first.explanation) == ("2", "aras nz?")

    # Skipped, and met again at the end.
    skipped = page.url
    press_and_wait(page, "n")
    assert page.url != skipped
    for number in range(TWENTY - 1):
        press_and_wait(page, "ars"[number % 3])
    expect(page).to_have_url(re.compile(r"/desk/comments/$"))

    assert not Comment.objects.filter(state=State.HELD).exists()
    assert Comment.objects.filter(state=State.PUBLISHED).count() == 7
    assert Decision.objects.exclude(measure="undo").count() == TWENTY + 1
    assert set(Decision.objects.values_list("user_id_then", flat=True)) == {moderator.pk}


@pytest.mark.usefixtures("house")
def test_keys_show_their_guide_and_are_silent_when_turned_off(
    live_server: LiveServer, browse
) -> None:
    [comment] = hold(1)
    page = browse(live_server.url)
    log_in(page, make_user(role=Role.MODERATOR, password=PASSWORD))
    page.goto(f"/desk/comments/{comment.pk}/")
    guide = page.locator("details:has(.comments-keys)")
    expect(guide).to_have_attribute("open", "")
    page.keyboard.press("?")
    expect(guide).not_to_have_attribute("open", "")

    page.goto("/desk/comments/preferences/")
    page.locator("input[name=has_shortcuts]").uncheck()
    with page.expect_navigation():
        page.get_by_role("button", name=french("Save"), exact=True).click()
    page.goto(f"/desk/comments/{comment.pk}/")
    page.keyboard.press("r")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")

    assert Comment.objects.get(pk=comment.pk).state == State.HELD


@pytest.mark.usefixtures("house")
def test_many_are_ticked_and_sent_in_parts(live_server: LiveServer, browse) -> None:
    count = 45
    article = make_article()
    for _number in range(count):
        make_comment(article=article, state=State.HELD)
    page = browse(live_server.url)
    log_in(page, make_user(role=Role.EDITOR, password=PASSWORD))
    page.goto("/desk/comments/")
    page.locator("thead input[type=checkbox]").check()
    with page.expect_navigation():
        page.get_by_role("button", name=french("Spam"), exact=True).click()

    assert Comment.objects.filter(state=State.SPAM).count() == count
    expect(page.locator(".messages")).to_contain_text(str(count))


@pytest.mark.usefixtures("house")
def test_without_scripts_the_buttons_decide(live_server: LiveServer, browse) -> None:
    first, second = hold(2)
    page = browse(live_server.url, javascript=False)
    log_in(page, make_user(role=Role.MODERATOR, password=PASSWORD))
    page.goto(f"/desk/comments/{first.pk}/")
    page.locator("button[value=reject]").first.click()
    expect(page).to_have_url(re.compile(rf"/desk/comments/{second.pk}/$"))
    page.goto("/desk/comments/")
    page.locator("input[name=comment]").check()
    page.locator("button[value=approve]").click()

    assert Comment.objects.get(pk=first.pk).state == State.REJECTED
    assert Comment.objects.get(pk=second.pk).state == State.PUBLISHED


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_on_the_screens_of_the_desk(
    live_server: LiveServer, browse, width: int
) -> None:
    comments = hold(3)
    reader = make_reader(name="Lucienne")
    make_comment(article=make_article(), reader=reader)
    page = browse(live_server.url, width=width)
    log_in(page, make_user(role=Role.MODERATOR, password=PASSWORD))

    violations = []
    for path in (
        "/desk/comments/",
        f"/desk/comments/{comments[0].pk}/",
        f"/desk/comments/{comments[0].pk}/authority/",
        f"/desk/comments/readers/{reader.pk}/",
        "/desk/comments/figures/",
        "/desk/comments/preferences/",
        "/desk/comments/readers/",
        "/desk/comments/decisions/",
    ):
        page.goto(path)
        violations += axe_violations(page)

    assert violations == []
