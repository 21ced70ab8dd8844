"""The whole demo is baked, proved, and exported as files that any file server shows."""

import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from demo_site import OBOLE, Demo, environment_of_a_site

from obole.edition.rules.links import paths_in

pytestmark = pytest.mark.browser

# What cannot be a file leads to the site itself: the search, its form, a choice of versions.
LOOKED_AT = ("/", "/enquetes/quatorze-millions-terminal-nord/", "/en/", "/auteurs/", "/archives/")
FEWEST_PAGES = 150


def edition(demo: Demo, *words: str) -> str:
    """Run `obole edition`, which must succeed, and return what it said."""
    ended = subprocess.run(
        [OBOLE, "--site", demo.folder, "edition", *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment_of_a_site(),
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@dataclass(frozen=True)
class Export:
    """An exported site, and where a file server shows it."""

    folder: Path
    address: str


def answers(url: str) -> bool:
    """Tell whether the file server has a file for this address."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD")) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except urllib.error.HTTPError:
        return False


class Quiet(SimpleHTTPRequestHandler):
    """The file server of `python3 -m http.server`, without its lines."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def exported(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Export]:
    folder: Path = tmp_path_factory.mktemp("export") / "files"
    edition(demo, "export", str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Export(folder=folder, address=f"http://localhost:{server.server_port}")
    server.shutdown()


def test_every_page_of_the_demo_is_baked_and_is_what_a_fresh_one_is(demo: Demo) -> None:
    edition(demo, "bake")

    assert "baked pages are what a fresh rendering gives" in edition(demo, "verify")


def test_an_export_has_no_broken_link(exported: Export) -> None:
    pages = list(exported.folder.rglob("*.html"))
    assert len(pages) >= FEWEST_PAGES
    named = {
        path
        for page in pages
        for path in paths_in(page.read_text(encoding="utf-8"), origin=exported.address)
    }

    broken = [path for path in sorted(named) if not answers(exported.address + quote(path))]

    assert broken == []


def test_an_export_is_the_site_to_look_at(browse, exported: Export) -> None:
    page = browse(exported.address)
    for path in LOOKED_AT:
        page.goto(path)
        assert page.evaluate("document.fonts.status") == "loaded"
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        broken = "[...document.images].filter(each => each.complete && !each.naturalWidth)"
        assert page.evaluate(f"{broken}.map(each => each.currentSrc)") == []
