"""A site moves in through the desk, in French, by the hand of an administrator."""

import re
from pathlib import Path

import pytest
from factories import Newsroom, make_user
from made_exports import export
from moving_in import post
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from obole.accounts.roles import Role
from obole.foundation.worker import run_ready_tasks
from obole.newsroom.models import ArticlePage
from obole.project.founding import set_up_roles

pytestmark = pytest.mark.browser

PASSWORD = "encre-papier-rotative"


@pytest.fixture
def house(live_server: LiveServer, newsroom: Newsroom) -> Newsroom:
    """Give a newsroom that is reached through a real server."""
    newsroom.site.hostname, newsroom.site.port = "localhost", int(live_server.url.split(":")[-1])
    newsroom.site.save()
    return newsroom


def log_in(page: Page, email: str) -> None:
    page.goto("/desk/login/")
    page.locator("input[name=username]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form [type=submit]").click()
    expect(page).to_have_url(re.compile(r"/desk/$"))


@pytest.mark.usefixtures("house")
def test_an_administrator_brings_a_site_in_and_an_editor_looks_at_it(
    live_server: LiveServer, tmp_path: Path, browse
) -> None:
    file = tmp_path / "lanterne.xml"
    scripted = post(2, title="Le canal", content="<script>x</script><p>Vu du pont.</p>")
    file.write_text(export(post(1, title="Le budget"), scripted), encoding="utf-8")
    administrator = make_user(role=Role.ADMINISTRATOR, password=PASSWORD)
    set_up_roles()

    page = browse(live_server.url)
    log_in(page, administrator.email)
    page.goto("/desk/imports/")
    page.get_by_role("link", name="Importer depuis WordPress").last.click()
    page.get_by_label("Export de WordPress").set_input_files(file)
    page.get_by_role("button", name="Transférer et répéter").click()
    expect(page.get_by_role("heading", name="Répétition en cours")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()

    run_ready_tasks()
    # The script of the page finds out by itself.
    expect(page.get_by_text("Ceci est ce qui serait importé")).to_be_visible()
    assert not ArticlePage.objects.exists()
    page.get_by_role("button", name="Importer maintenant").click()
    expect(page.get_by_role("heading", name="Import en cours")).to_be_visible()

    run_ready_tasks()
    expect(page.get_by_text("Le site est importé.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Articles 2 2 0 0 0"))).to_be_visible()
    page.get_by_role("link", name="Le canal").click()
    notice = page.get_by_text("De l’import, à regarder")
    expect(notice).to_be_visible()
    expect(page.get_by_text("Un script a été enlevé")).to_be_visible()
    page.get_by_role("button", name="Vu", exact=True).click()
    expect(notice).to_be_hidden()


@pytest.mark.usefixtures("house")
def test_without_scripts_the_page_of_an_import_loads_itself_again(
    live_server: LiveServer, tmp_path: Path, browse
) -> None:
    file = tmp_path / "lanterne.xml"
    file.write_text(export(post(1)), encoding="utf-8")
    administrator = make_user(role=Role.ADMINISTRATOR, password=PASSWORD)
    set_up_roles()

    page = browse(live_server.url, javascript=False)
    log_in(page, administrator.email)
    page.goto("/desk/imports/new/")
    page.get_by_label("Export de WordPress").set_input_files(file)
    page.get_by_role("button", name="Transférer et répéter").click()
    expect(page.get_by_role("link", name="Rafraîchir")).to_be_visible()

    run_ready_tasks()
    # The page asks again every few seconds; a crowded machine then takes its time to answer.
    rehearsed = page.get_by_text("Ceci est ce qui serait importé")
    expect(rehearsed).to_be_visible(timeout=30_000)
