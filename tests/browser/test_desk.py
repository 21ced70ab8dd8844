"""The story of an article, in French: written with a picture, approved, read."""

import re
from io import BytesIO

import pytest
from factories import Newsroom, make_section, make_user
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from obole.accounts.roles import Role
from obole.newsroom import actions
from obole.newsroom.models import ArticlePage

pytestmark = pytest.mark.browser

PASSWORD = "encre-papier-rotative"
HEADLINE = "La halle aux grains rouvre"
STANDFIRST = "Fermée depuis six ans, elle accueille de nouveau le marché."
# Wagtail saves a draft by itself while it is written, and answers so while it is incomplete.
INCOMPLETE_DRAFT = r"status of 400 \(Bad Request\) \(.*/desk/pages/"
PARAGRAPH = "Les travaux ont duré deux ans de plus que prévu."


@pytest.fixture
def house(live_server: LiveServer, newsroom: Newsroom) -> Newsroom:
    """Give a newsroom at work, reached through a real server."""
    actions.set_up_roles()
    actions.set_up_workflow()
    newsroom.site.hostname, newsroom.site.port = "localhost", int(live_server.url.split(":")[-1])
    newsroom.site.save()
    return newsroom


def log_in(page: Page, email: str) -> None:
    page.goto("/desk/login/")
    page.locator("input[name=username]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form [type=submit]").click()
    expect(page).to_have_url(re.compile(r"/desk/$"))


def write_paragraph(page: Page, text: str) -> None:
    body = page.locator("[data-contentpath=body]")
    body.get_by_title("Insérer un bloc").first.click()
    page.get_by_role("option", name=re.compile("Paragraphe?")).first.click()
    editor = body.locator(".public-DraftEditor-content")
    editor.click()
    page.keyboard.insert_text(text)
    expect(editor).to_contain_text(text)


def upload_picture(page: Page, chooser: Locator) -> None:
    photograph = BytesIO()
    Image.new("RGB", (1200, 800), (180, 120, 60)).save(photograph, "JPEG")
    chooser.get_by_role("button", name="Choisir une image").click()
    dialog = page.locator(".modal-content")
    dialog.get_by_role("tab", name="Transférer").click()
    dialog.locator("input[type=file]").set_input_files(
        {"name": "halle.jpg", "mimeType": "image/jpeg", "buffer": photograph.getvalue()}
    )
    dialog.locator("input[name$=-title]").fill("La halle aux grains")
    dialog.locator("input[name$=-description]").fill("Une halle en pierre, portes ouvertes.")
    dialog.locator("form[action*=create] [type=submit]").click()
    expect(chooser.locator("img")).to_be_visible()


def choose_action(page: Page, name: str) -> None:
    page.locator("footer [data-controller~=w-dropdown] button").first.click()
    page.locator(f"footer [name={name}]").click()


def test_a_journalist_writes_an_editor_approves_a_reader_reads(
    live_server: LiveServer, house: Newsroom, browse
) -> None:
    section = make_section(title="Ville", slug="ville")
    journalist = make_user(role=Role.JOURNALIST, password=PASSWORD)
    editor = make_user(role=Role.EDITOR, password=PASSWORD)
    origin = live_server.url

    page = browse(origin, forgiven=(INCOMPLETE_DRAFT,))
    log_in(page, journalist.email)
    page.goto(f"/desk/pages/{section.pk}/")
    page.get_by_role("link", name=re.compile("Ajouter une (page enfant|sous-page)")).first.click()
    page.locator("input[name=title]").fill(HEADLINE)
    page.locator("textarea[name=standfirst]").fill(STANDFIRST)
    write_paragraph(page, PARAGRAPH)
    upload_picture(page, page.locator("[data-contentpath=picture]"))
    choose_action(page, "action-submit")
    expect(page.get_by_text(HEADLINE).first).to_be_visible()

    page = browse(origin)
    log_in(page, editor.email)
    page.get_by_role("link", name=HEADLINE).first.click()
    page.locator("footer [data-controller~=w-dropdown] button").first.click()
    page.get_by_role("button", name=re.compile("Approuver et publier", re.IGNORECASE)).click()
    expect(page.get_by_text(HEADLINE).first).to_be_visible()

    page = browse(origin)
    page.goto("/")
    page.get_by_role("link", name=HEADLINE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(page.get_by_text(PARAGRAPH)).to_be_visible()
    expect(page.get_by_role("img", name="Une halle en pierre").first).to_be_visible()
    assert ArticlePage.objects.get().owner == journalist
