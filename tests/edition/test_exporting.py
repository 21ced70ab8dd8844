"""The whole site as a folder of files."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from factories import Newsroom, make_article, make_author, make_picture, make_section

from obole.edition.actions import NotOurs, baking, export, mark
from obole.edition.places import the_tree
from obole.edition.rendering import Rendered, render
from obole.newsroom.rules.ingredients import SITE

pytestmark = pytest.mark.django_db(transaction=True)


def written(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def exported(folder: Path) -> set[str]:
    for _ in export(folder=folder):
        pass
    return written(folder)


def test_a_site_becomes_files_and_what_cannot_leads_to_the_site(newsroom: Newsroom, tmp_path: Path):
    section, author = make_section(slug="politique"), make_author(slug="camille")
    make_article(section=section, slug="budget", authors=[author])
    make_article(section=section, slug="illustre", authors=[author], picture=make_picture())
    folder = tmp_path / "files"

    first = exported(folder)

    assert {
        "index.html",
        "en/index.html",
        "politique/index.html",
        "politique/illustre/index.html",
        "auteurs/camille/index.html",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
    } <= first
    assert any(name.startswith("media/images/") for name in first)
    assert any(name.startswith("theme-") for name in first)
    page = (folder / "index.html").read_text()
    assert "recherche/index.html" not in first
    assert f'href="{settings.WAGTAILADMIN_BASE_URL}/recherche/"' in page
    assert 'href="/politique/"' in page

    # A second export replaces the first.
    (folder / "old.html").write_text("an article that is gone")
    assert exported(folder) == first


@pytest.mark.usefixtures("newsroom")
def test_a_page_that_somebody_else_bakes_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with ExitStack() as somebody:
        somebody.enter_context(the_tree().flight("/", wait_seconds=0))
        monkeypatch.setattr("obole.edition.tree.time.sleep", lambda _seconds: somebody.close())

        assert {"index.html", "en/index.html"} <= exported(tmp_path / "files")


@pytest.mark.usefixtures("newsroom")
def test_a_page_that_changes_while_it_is_baked_is_baked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    changes = [SITE]

    def render_and_change(path: str) -> Rendered:
        rendered = render(path)
        if changes:
            with transaction.atomic():
                mark(ingredients=[changes.pop()], reason="a test")
        return rendered

    monkeypatch.setattr(baking, "render", render_and_change)

    assert {"index.html", "en/index.html"} <= exported(tmp_path / "files")


@pytest.mark.usefixtures("newsroom")
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "thesis.txt").write_text("three years of work")

    with pytest.raises(NotOurs):
        exported(folder)

    assert written(folder) == {"thesis.txt"}


@pytest.mark.usefixtures("newsroom")
def test_a_file_is_no_folder(tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("three years of work")

    with pytest.raises(NotOurs):
        exported(tmp_path / "thesis.txt")
