"""The whole site as a folder of files."""

from pathlib import Path

import pytest
from django.conf import settings
from factories import Newsroom, make_article, make_picture, make_section

from obole.edition.actions import NotOurs, export

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(newsroom: Newsroom) -> None:
    section = make_section(slug="politique")
    for number in range(22):
        make_article(section=section, slug=f"article-{number}")
    make_article(section=section, slug="illustre", picture=make_picture())


def written(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def exported(folder: Path) -> set[str]:
    for _ in export(folder=folder):
        pass
    return written(folder)


@pytest.mark.usefixtures("site")
def test_pages_lists_feeds_and_pictures_are_written(tmp_path: Path):
    files = exported(tmp_path / "files")

    assert {
        "index.html",
        "en/index.html",
        "politique/index.html",
        "politique/page/2/index.html",
        "politique/illustre/index.html",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
    } <= files
    assert any(name.startswith("media/images/") for name in files)
    assert any(name.startswith("theme-") for name in files)


@pytest.mark.usefixtures("site")
def test_the_search_leads_to_the_site(tmp_path: Path):
    files = exported(tmp_path / "files")
    page = (tmp_path / "files/index.html").read_text()

    assert "recherche/index.html" not in files
    assert f'href="{settings.WAGTAILADMIN_BASE_URL}/recherche/"' in page
    assert 'href="/politique/"' in page


@pytest.mark.usefixtures("site")
def test_a_second_export_replaces_the_first(tmp_path: Path):
    first = exported(tmp_path / "files")
    (tmp_path / "files/old.html").write_text("an article that is gone")

    assert exported(tmp_path / "files") == first


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
