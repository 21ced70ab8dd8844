"""What no fact tells of: another program, another theme, a database put back, caches in front."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import transaction
from factories import make_article, make_section, make_site, publish
from proof import prompt_reader

from obole.edition import actions
from obole.edition.actions import marking, renewing
from obole.edition.keeper import Keeper
from obole.edition.models import BakedPage
from obole.edition.places import the_tree
from obole.edition.queries import moment
from obole.edition.rendering import render
from obole.edition.tree import PAGES
from obole.foundation.models import BackgroundTask
from obole.newsroom.models import ArticlePage, NewsroomSettings
from obole.project.buckets import read_bucket

if TYPE_CHECKING:
    from django.conf import LazySettings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article() -> ArticlePage:
    """Give an article whose page is baked."""
    make_site()
    made = make_article(section=make_section(slug="ville"), slug="un")
    actions.renew_if_changed()
    actions.bake(path=made.url)
    assert the_tree().read(made.url) is not None
    return made


def test_the_same_program_and_theme_leave_everything_as_it_is(article: ArticlePage) -> None:
    assert actions.renew_if_changed() is False
    assert the_tree().read(article.url) is not None


@pytest.mark.parametrize("name", ["theme.css", "templates/newsroom/article.html"])
def test_another_theme_takes_everything_away(article: ArticlePage, name: str) -> None:
    file = settings.ENVIRONMENT.site / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("a{}")
    try:
        assert actions.renew_if_changed() is True
        assert the_tree().read(article.url) is None
        assert actions.renew_if_changed() is False
    finally:
        file.unlink()
        shutil.rmtree(settings.ENVIRONMENT.site / "templates", ignore_errors=True)


def test_another_address_of_the_pictures_takes_everything_away(
    article: ArticlePage, settings: "LazySettings"
) -> None:
    bucket = "s3://key:secret@s3.example.org/gazette?address=https://media.example.org"
    settings.MEDIA_BUCKET = read_bucket(f"{bucket}/old")
    actions.renew_if_changed()
    actions.bake(path=article.url)

    # The same origin: nothing in the headers of a page says so.
    settings.MEDIA_BUCKET = read_bucket(f"{bucket}/new")

    assert actions.renew_if_changed() is True
    assert the_tree().read(article.url) is None


def test_another_program_takes_everything_away(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "_of_the_program", lambda: ("obole 99",))

    assert actions.renew_if_changed() is True
    assert the_tree().read(article.url) is None


def test_a_database_put_back_from_a_copy_keeps_no_page_of_what_it_forgot(
    article: ArticlePage,
) -> None:
    copy = BakedPage.objects.get(path=article.url)
    article.title = "Oublié par la copie"
    publish(article)
    actions.bake(path=article.url)
    # The copy was made before the change; the tree was not part of it.
    BakedPage.objects.filter(path=article.url).update(baked_ns=copy.baked_ns)

    assert actions.reconcile() == 2
    assert the_tree().read(article.url) is None
    assert BakedPage.objects.get(path=article.url).is_stale


def test_pages_that_no_row_knows_go_and_rows_without_a_page_are_baked_again(
    article: ArticlePage,
) -> None:
    actions.bake(path="/")
    BakedPage.objects.filter(path="/").delete()
    the_tree().remove(article.url)

    assert actions.reconcile() == 2
    assert the_tree().read("/") is None
    assert actions.bake_stale() == 1
    assert the_tree().read(article.url) is not None
    assert actions.reconcile() == 0


class Cache(BaseHTTPRequestHandler):
    """Counts what it is told to forget."""

    purged: list[str]

    def do_PURGE(self) -> None:
        """Note the address."""
        self.purged.append(f"{self.headers['Host']}{self.path}")
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def cache_in_front() -> Iterator[tuple[str, list[str]]]:
    purged: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Counting", (Cache,), {"purged": purged}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", purged
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def run_tasks_named(name: str) -> None:
    for row in BackgroundTask.objects.filter(task_path__endswith=name, status="READY"):
        row.task.call(**row.args_kwargs["kwargs"])


def test_a_change_purges_the_addresses_of_what_it_takes_away(
    article: ArticlePage, settings: "LazySettings"
) -> None:
    with cache_in_front() as (location, purged):
        settings.WAGTAILFRONTENDCACHE = {
            "http": {
                "BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend",
                "LOCATION": location,
            }
        }
        article.title = "Un autre titre"
        publish(article)
        run_tasks_named("purge_addresses")

    assert purged == [f"testserver{article.url}"]


def test_a_new_look_purges_every_address(article: ArticlePage, settings: "LazySettings") -> None:
    actions.bake(path="/")
    with cache_in_front() as (location, purged):
        settings.WAGTAILFRONTENDCACHE = {
            "http": {
                "BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend",
                "LOCATION": location,
            }
        }
        NewsroomSettings.objects.get().save()
        run_tasks_named("purge_addresses")

    assert sorted(purged) == ["testserver/", f"testserver{article.url}"]


def test_without_a_cache_nothing_is_queued(article: ArticlePage) -> None:
    publish(article)

    assert not BackgroundTask.objects.filter(task_path__endswith="purge_addresses").exists()


def test_no_reader_waits_for_a_database_that_somebody_holds(article: ArticlePage) -> None:
    path = article.url
    the_tree().remove(path)
    released = threading.Event()
    since, rendered = moment(), render(path)
    keeper = Keeper()

    with transaction.atomic():
        # On SQLite the whole database is locked now; on PostgreSQL, the row of the page.
        BakedPage.objects.select_for_update().filter(path=path).update(reads=1)
        keeper.keep(path=path, rendered=rendered, since=since, release=released.set)
        # It came back at once, although nothing can be written.
        assert not released.is_set()

    assert released.wait(30)
    assert the_tree().read(path) is not None


def test_a_full_keeper_gives_up_at_once(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Keeper, "_run", lambda self: None)
    keeper, given_up = Keeper(), []
    rendered, since = render(article.url), moment()

    for number in range(34):
        keeper.keep(
            path=article.url,
            rendered=rendered,
            since=since,
            release=lambda number=number: given_up.append(number),
        )

    assert given_up == [32, 33]


def test_readers_are_answered_when_nothing_can_be_kept(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    the_tree().remove(article.url)
    reader = prompt_reader()
    monkeypatch.setattr(
        "obole.edition.tree.Tree.flight",
        lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full")),
    )

    assert reader.get(article.url).status == 200
    assert the_tree().read(article.url) is None


def test_a_removal_that_was_cut_off_leaves_nothing_to_a_web_server(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = the_tree().folder / PAGES
    monkeypatch.setattr(marking, "sweep", lambda: 0)
    article.title = "Un autre titre"
    publish(article)
    # As a kill leaves it: what is said of the page goes first.
    Path(the_tree().about_file(article.url)).unlink()

    actions.reconcile()
    actions.sweep()

    assert [file for file in pages.rglob("*") if file.is_file()] == []
