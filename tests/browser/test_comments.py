"""Readers write, with and without scripts; what they write runs nothing in anybody's browser."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from baked_site import served_site
from checkers import axe_violations, nu_errors
from commenting import make_comment, make_reader, make_trusted_reader
from django.db import transaction
from factories import make_article, make_section, make_site
from playwright.sync_api import Browser, Page
from xss_payloads import PAYLOADS

from obole.comments.actions.linking import ask_again, send_link
from obole.comments.actions.placing import lock_thread
from obole.comments.actions.secrecy import secret_digest
from obole.comments.actions.showing import hide
from obole.comments.models import Comment, Thread
from obole.comments.queries import threads
from obole.comments.rules import paths, texts
from obole.comments.rules.names import UnfitName, clean_name
from obole.comments.rules.states import State
from obole.foundation import clock
from obole.foundation.models import OutgoingMail
from obole.newsroom.models import ArticlePage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CORPORA = Path(__file__).resolve().parents[3] / "shared/data/security/xss"
# Typing takes a browser a second; all of them are rendered in the thread.
PREVIEWED_EVERY = 8
TEXT = "Le rapport de la chambre régionale dit **le contraire**, page 41."


@pytest.fixture
def address() -> Iterator[str]:
    with served_site() as served:
        yield served


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a form be sent as soon as it is filled in: these readers type in no time."""
    monkeypatch.setattr("obole.limits.tokens.SOONEST", clock.now() - clock.now())


@pytest.fixture
def article() -> ArticlePage:
    make_site()
    return make_article(section=make_section(slug="ville"), slug="budget", title="Le budget")


def fill(page: Page, *, text: str = TEXT, name: str = "Nour", email: str = "") -> None:
    page.fill("#comment-body", text)
    page.fill("#comment-name", name)
    if email:
        page.fill("#comment-email", email)


def mailed_path(kind: str) -> str:
    found = re.search(rf"/c/{kind}/[\w-]+/", OutgoingMail.objects.latest("pk").text)
    assert found is not None
    return found[0]


def test_without_scripts_a_reader_sees_a_preview_proves_the_address_and_is_told(
    browse, address: str, article: ArticlePage
) -> None:
    page = browse(address, javascript=False)
    page.goto(article.url)
    fill(page, email="nour@example.org")

    page.click("button[value=send]")
    assert page.locator(".comment-preview strong").inner_text() == "le contraire"
    assert not Comment.objects.exists()

    page.click("button[value=send]")
    assert "/c/mine/" in page.url
    assert Comment.objects.get().state == State.UNPROVEN

    page.goto(mailed_path("proof"))
    page.click(".comments-page button")
    assert Comment.objects.get().state == State.HELD
    assert page.locator("[role=status]").inner_text()


def test_with_scripts_a_comment_needs_no_preview_and_its_author_is_told_why_it_waits(
    browse, address: str, article: ArticlePage
) -> None:
    page = browse(address)
    page.goto(article.url)
    fill(page, email="nour@example.org")

    page.click("button[value=send]")
    page.wait_for_url("**/c/mine/*/")

    assert Comment.objects.get().state == State.HELD
    assert page.locator(".receipt-reasons li").count() >= 1
    page.fill("#edit-body", "Dit autrement, et en moins de cinq minutes.")
    page.click("button[value=edit]")
    page.locator(".comment-text", has_text="Dit autrement").wait_for()
    page.click("button[value=withdraw]")
    assert Comment.objects.get().state == State.WITHDRAWN


def test_a_trusted_reader_s_comment_shows_at_once_on_the_baked_page(
    browse, address: str, article: ArticlePage
) -> None:
    make_trusted_reader(email="ana@example.org", name="Ana")
    parent = make_comment(article=article, body="Qui a signé l'avenant ?")
    send_link(email="ana@example.org", now=clock.now())
    page = browse(address)
    page.goto(mailed_path("me"))
    page.click("button[value=remember]")

    page.goto(article.url)
    page.locator(f"#c-{parent.pk} .comment-links a").first.click()
    fill(page, name="Ana")
    page.click("button[value=send]")
    page.wait_for_url("**/c/mine/*/")
    page.goto(article.url)

    shown = page.locator(".comments-list .comment").last
    assert "le contraire" in shown.locator(".comment-text").inner_text()
    assert "Ana" in shown.locator(".comment-by").inner_text()
    assert "indent-1" in (shown.get_attribute("class") or "")


def test_what_is_wrong_takes_the_focus_to_its_field(
    browse, address: str, article: ArticlePage
) -> None:
    page = browse(address, javascript=False)
    page.goto(f"/c/{article.pk}/write/")
    fill(page, name="x", email="nour@example.org")
    page.click("button[value=send]")

    page.click(".form-errors a")

    assert page.url.endswith("#comment-name")
    assert page.input_value("#comment-body") == TEXT


def pages_with_comments(article: ArticlePage) -> list[str]:
    """Make one of each thing that readers can see of comments; return where."""
    first = make_comment(article=article, body=TEXT, is_pinned=True)
    second = make_comment(article=article, parent=first, author_name="أمينة", body="شكرا")
    for _ in range(4):
        second = make_comment(article=article, parent=second)
    gone = make_comment(article=article)
    make_comment(article=article, parent=gone)
    with transaction.atomic():
        hide(comment=gone, state=State.REMOVED, clause="3")
    language = article.locale.language_code
    reader = make_reader(language=language)
    fresh = {"created_at": clock.now(), "language": language, "reader": reader}
    held = make_comment(article=article, state=State.HELD, **fresh)
    held.signals.create(name="links", severity="hold", made_at=clock.now())
    Comment.objects.filter(pk=held.pk).update(secret_digest=secret_digest("held"))
    unproven = make_comment(article=article, state=State.UNPROVEN, **fresh)
    ask_again(comment=unproven, now=clock.now())
    return [
        *(article.url, f"/c/{article.pk}/", f"/c/{article.pk}/newest/", "/c/mine/held/"),
        *(f"/c/{article.pk}/write/?reply={first.pk}", mailed_path("proof"), "/c/me/"),
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_of_comments_is_valid_and_open_to_everybody(
    browse, address: str, language: str
) -> None:
    site = make_site()
    home = site.french if language == "fr" else site.english
    article = make_article(section=make_section(home=home, slug="ville"))
    paths_of = pages_with_comments(article)
    violations, sources = [], {}

    for dark, width in ((False, 1280), (True, 360)):
        page = browse(address, dark=dark, width=width)
        for path in paths_of:
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            violations += axe_violations(page)
            sources[path] = page.request.get(path).body()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        _break_the_form(page, article)
        violations += axe_violations(page)
        sources["errors"] = page.content().encode()
        fill(page, email="nour@example.org")
        page.click("button[value=preview]")
        page.wait_for_load_state()
        violations += axe_violations(page)

    assert violations == []
    assert nu_errors({path: html for path, html in sources.items() if path != "errors"}) == []


def _break_the_form(page: Page, article: ArticlePage) -> None:
    page.goto(f"/c/{article.pk}/write/")
    page.evaluate("document.querySelector('.comment-form').noValidate = true")
    page.click("button[value=preview]")
    # Without its style sheet, every page has bad contrasts.
    page.wait_for_load_state()
    page.locator(".form-errors").wait_for()


def test_an_article_with_fifty_comments_is_light(
    browse, address: str, article: ArticlePage
) -> None:
    import brotli

    for _ in range(60):
        make_comment(article=article, body=f"{TEXT} " * 5)
    page = browse(address)
    html = page.request.get(article.url).body()
    sheet = re.search(rb'href="(/theme-[^"]+\.css)"', html)
    assert sheet is not None
    css = page.request.get(sheet[1].decode()).body()

    assert html.count(b'class="comment indent-') == threads.PAGE_LENGTH
    assert len(brotli.compress(html)) + len(brotli.compress(css)) <= 60_000


TRIPWIRE = """
  window.tripped = [];
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) {
    window[name] = (...words) => { window.tripped.push(name + ' ' + words); };
  }
"""
# Whatever waits for the mouse, a key or the focus gets it.
TOUCH_EVERYTHING = """(() => {
  for (const one of document.querySelectorAll('.comments *')) {
    for (const kind of ['mouseover', 'mouseenter', 'pointerdown', 'focus', 'load', 'error',
                        'toggle', 'animationstart', 'transitionend', 'wheel', 'copy']) {
      one.dispatchEvent(new Event(kind, { bubbles: false, cancelable: true }));
    }
  }
  const inside = [...document.querySelectorAll('.comment-text *, .comment-by *')];
  return {
    tripped: window.tripped,
    handlers: inside.filter(one => [...one.attributes].some(each => /^on/i.test(each.name)))
      .map(one => one.outerHTML),
    addresses: inside.flatMap(one => [...one.attributes])
      .filter(each => /^(href|src|action|formaction|xlink:href|data|srcdoc|style)$/i.test(each.name)
        && !/^https?:[/][/]/i.test(each.value))
      .map(each => each.value),
    elements: [...new Set(inside.map(one => one.localName))].sort(),
  };
})()"""
HARMLESS = {
    *("a", "b", "bdi", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "span"),
    *("strong", "ul"),
}


def store(article: ArticlePage, payloads: list[str]) -> int:
    """Keep each payload as text and, where it is a name at all, as name, as the form's action does.

    All at once: nine thousand transactions would take longer than the browser.
    """
    rows = []
    with transaction.atomic():
        thread = lock_thread(page_id=article.pk)
        for number, payload in enumerate(payloads):
            body = texts.clean_body(payload) or "."
            path = paths.child_path(parent="", number=thread.answers + number)
            rows.append(
                Comment(
                    thread=thread,
                    path=path,
                    root_path=path,
                    number=thread.last_number + number + 1,
                    author_name=_name(payload),
                    body=body,
                    html=texts.render(body),
                    state=State.PUBLISHED,
                    is_shown=True,
                    created_at=clock.now(),
                    published_at=clock.now(),
                )
            )
        Comment.objects.bulk_create(rows)
        Thread.objects.filter(pk=thread.pk).update(
            published_count=len(rows), last_number=len(rows), answers=len(rows)
        )
    return len(rows)


def _name(payload: str) -> str:
    try:
        return clean_name(payload)
    except UnfitName:
        return "Nour"


@pytest.fixture(params=[False, True], ids=["with the policy", "without the policy"])
def wired(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    """Give a window in which whatever runs is noticed, and whoever else is asked."""
    context = chromium.new_context(base_url=address, bypass_csp=request.param)
    context.add_init_script(TRIPWIRE)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    yield page
    context.close()
    assert [url for url in asked if not url.startswith((address, "data:", "about:"))] == []


def touched(page: Page, path: str) -> str:
    """Open a page, touch all that is in its comments, and return the path of the next."""
    page.goto(path)
    seen = page.evaluate(TOUCH_EVERYTHING)
    assert seen["tripped"] == [], path
    assert seen["handlers"] == [], path
    assert seen["addresses"] == [], path
    assert set(seen["elements"]) <= HARMLESS, path
    following = page.locator(".comments-more a[rel=next]")
    return following.get_attribute("href") or "" if following.count() else ""


def test_the_wire_trips(chromium: Browser, address: str, article: ArticlePage) -> None:
    comment = make_comment(article=article)
    Comment.objects.filter(pk=comment.pk).update(html="<img src=/x onerror=alert(1)>")
    context = chromium.new_context(base_url=address, bypass_csp=True)
    context.add_init_script(TRIPWIRE)
    page = context.new_page()

    with pytest.raises(AssertionError):
        touched(page, article.url)
    context.close()


def test_our_own_payloads_run_nothing_as_text_or_name(wired: Page, article: ArticlePage) -> None:
    store(article, PAYLOADS)

    pages, path = 0, article.url
    while path:
        path = touched(wired, path)
        pages += 1
    assert pages >= len(PAYLOADS) // threads.PAGE_LENGTH


def test_what_is_typed_runs_nothing_in_its_preview(wired: Page, article: ArticlePage) -> None:
    for payload in PAYLOADS[::PREVIEWED_EVERY]:
        wired.goto(f"/c/{article.pk}/write/")
        fill(wired, text=payload, name=_name(payload), email="nour@example.org")
        wired.click("button[value=preview]")
        # A click does not wait for the page that it leads to.
        wired.locator(".comment-preview").wait_for()
        assert wired.evaluate(TOUCH_EVERYTHING)["tripped"] == []


def test_no_payload_of_the_corpora_runs(
    wired: Page, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not CORPORA.is_dir():
        pytest.skip("The corpora are not on this machine.")
    monkeypatch.setattr(threads, "PAGE_LENGTH", 500)
    payloads = [
        json.loads(line)["payload"]
        for file in sorted(CORPORA.glob("*.jsonl"))
        # Some hold what `splitlines` takes for the end of a line.
        for line in file.read_text(encoding="utf-8").split("\n")
        if line
    ]
    stored = store(article, payloads)

    pages, path = 0, article.url
    while path:
        path = touched(wired, path)
        pages += 1

    assert stored > 9_000
    assert pages == -(-stored // 500)
