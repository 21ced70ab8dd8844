"""Every public page of the demo is valid, open to everybody, and readable when enlarged."""

import json
import re
from collections.abc import Iterator

import feedparser
import pytest
from checkers import axe_violations, nu_errors, open_without_scripts
from crawling import Crawl, crawl
from demo_site import Demo
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

# Where no link leads: what a form finds, an address that is none.
STARTS = [
    *("/", "/en/", "/recherche/?q=port", "/recherche/?q=zzzz", "/recherche/?q=a&since=never"),
    *("/en/search/?q=harbour", "/nowhere/", "/en/nowhere/"),
]
# One of each kind, in both languages.
KINDS = [
    *("/", "/enquetes/", "/enquetes/quatorze-millions-terminal-nord/", "/auteurs/", "/archives/"),
    *("/auteurs/maelle-tarquin/", "/themes/port/", "/recherche/?q=port", "/corrections/"),
    *("/enquetes/quatorze-millions-terminal-nord/historique/", "/a-propos/", "/nowhere/"),
    *("/enquetes/quatorze-millions-terminal-nord/historique/1-2/", "/mentions-legales/"),
    *("/enquetes/dix-neuf-epaves-anse-du-guelin/", "/environnement/vasiere-trente-ans-de-releves/"),
    *("/enquetes/raffinerie-nuits-de-torche/", "/en/", "/en/search/?q=port"),
    *("/en/investigations/fourteen-million-northern-terminal/", "/en/corrections/"),
]
# The width of a window of 1280 pixels at 400 %, as WCAG 1.4.10 asks.
REFLOW_WIDTH = 320
FEWEST_PAGES = 150
FEWEST_FEEDS = 90
# It does nothing without the cookie of a colleague, so with and without scripts pages are the same.
STAFF_SCRIPT = re.compile(rb'<script src="/static/obole/staff\.[0-9a-f]{12}\.js" defer>')
# It fills in what is for one reader alone once somebody writes, and changes nothing before.
FORM_SCRIPT = re.compile(rb'<script src="/static/limits/form\.[0-9a-f]{12}\.js" defer>')
# They show what another host sends, and no test reaches another host.
PLAYERS = ("/lecteur/", "/en/player/")
# A missing page answers 404, which Chromium reports as an error of its own.
MISSING = (r"status of 404 .*/nowhere/",)


@pytest.fixture(scope="module")
def found(demo: Demo) -> Crawl:
    return crawl(address=demo.address, starts=STARTS)


@pytest.fixture
def page(browse, demo: Demo) -> Page:
    return browse(demo.address, forgiven=MISSING, width=1280)


def test_every_page_is_valid_html(found: Crawl) -> None:
    assert len(found.pages) >= FEWEST_PAGES
    assert nu_errors(found.pages) == []


def test_every_page_is_open_to_everybody(found: Crawl, page: Page) -> None:
    violations = []
    for path in found.pages:
        if path.startswith(PLAYERS):
            continue
        page.goto(path)
        violations += axe_violations(page)

    assert violations == []


def test_the_scripts_of_a_page_are_those_of_colleagues_and_of_the_form(found: Crawl) -> None:
    for path, html in found.pages.items():
        scripts = re.findall(rb"<script(?![^>]*application/ld\+json)[^>]*>", html)
        assert len(scripts) <= (2 if b'class="form comment-form"' in html else 1), path
        assert all(
            STAFF_SCRIPT.fullmatch(script) or FORM_SCRIPT.fullmatch(script) for script in scripts
        ), path


@pytest.mark.parametrize("dark", [False, True])
def test_each_kind_of_page_is_open_to_everybody_on_a_phone_without_scripts(
    browse, demo: Demo, dark: bool
) -> None:
    page = browse(demo.address, forgiven=MISSING, width=360, height=740, dark=dark)
    violations = []
    for path in KINDS:
        open_without_scripts(page=page, url=path)
        violations += axe_violations(page)

    assert violations == []


def test_every_feed_can_be_read(found: Crawl) -> None:
    assert len(found.feeds) >= FEWEST_FEEDS
    for path, content in found.feeds.items():
        if path.endswith(".json"):
            feed = json.loads(content)
            assert (path, feed["version"]) == (path, "https://jsonfeed.org/version/1.1")
        else:
            parsed = feedparser.parse(content)
            assert (path, parsed.bozo) == (path, False)
            assert parsed.feed.title


def test_enlarged_four_times_no_page_scrolls_sideways(browse, demo: Demo) -> None:
    page = browse(demo.address, forgiven=MISSING, width=REFLOW_WIDTH, height=256)
    for path in KINDS:
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert (path, width, page.evaluate(_OVERLAPS)) == (path, REFLOW_WIDTH, [])


# Words of the head of the page that print over one another.
_OVERLAPS = """(() => {
  const boxes = [...document.querySelectorAll('.masthead a')].map(link => {
    const range = document.createRange();
    range.selectNodeContents(link);
    return [link.textContent.trim(), range.getBoundingClientRect()];
  });
  return boxes.flatMap(([one, a], number) => boxes.slice(number + 1)
    .filter(([_, b]) => a.left < b.right - 1 && b.left < a.right - 1
      && a.top < b.bottom - 1 && b.top < a.bottom - 1)
    .map(([other]) => `${one} / ${other}`));
})()"""


@pytest.mark.parametrize("path", ["/", "/enquetes/quatorze-millions-terminal-nord/"])
def test_the_keyboard_reaches_every_link_in_order_and_shows_where_it_is(
    page: Page, path: str
) -> None:
    # What has the focus must be in sight at once, not at the end of a smooth journey.
    page.emulate_media(reduced_motion="reduce")
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    reachable = page.locator(
        "a[href]:not([tabindex='-1']), button, input:not([type=hidden], [tabindex='-1']), select,"
        " summary, textarea, [tabindex='0']"
    )
    # A wide page shows by its indent what an answer answers; the link that says so is for phones.
    names = reachable.evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.outerHTML)"
    )

    for number, name in enumerate(names):
        page.keyboard.press("Tab")
        focused, outline, top = page.evaluate(_FOCUSED)
        assert (number, focused) == (number, name)
        assert outline, focused
        assert top, f"Out of sight: {focused}"


_FOCUSED = """(() => {
  const focused = document.activeElement;
  const style = getComputedStyle(focused);
  const box = focused.getBoundingClientRect();
  return [focused.outerHTML, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    box.bottom > 0 && box.top < innerHeight];
})()"""


def test_the_first_key_leads_past_the_head_of_the_page(page: Page) -> None:
    page.goto("/enquetes/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.url.endswith("#main")


@pytest.fixture
def forced(chromium: Browser, demo: Demo) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=demo.address, forced_colors="active", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def test_with_forced_colours_buttons_and_boxes_keep_an_edge(forced: Page) -> None:
    forced.goto("/recherche/")
    edge = "one => getComputedStyle(one).borderTopStyle"

    assert forced.locator(".field button").evaluate(edge) == "solid"
    assert forced.locator(".field input[type=search]").evaluate(edge) == "solid"
    forced.goto("/enquetes/quatorze-millions-terminal-nord/")
    assert forced.locator(".corrections").evaluate(edge) == "solid"
    assert forced.locator(".box").first.evaluate(edge) == "solid"


@pytest.mark.parametrize(("motion", "behaviour"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_only_who_has_nothing_against_motion_sees_any(
    chromium: Browser, demo: Demo, motion: str, behaviour: str
) -> None:
    context = chromium.new_context(base_url=demo.address, reduced_motion=motion)
    page = context.new_page()
    page.goto("/")

    seen = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
    context.close()

    assert seen == behaviour
