"""The front under odd requests and on a machine in trouble: the right page, or a clean error."""

import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import Reader
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from factories import Newsroom, make_article, make_section

from obole.edition import actions, copies, front, keeper
from obole.edition.actions.baking import Outcome, bake
from obole.edition.models import BakedPage
from obole.edition.places import the_tree
from obole.edition.rendering import render
from obole.edition.rules.negotiation import Coding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(newsroom: Newsroom) -> str:
    """Give the address of an article that is baked."""
    make_article(section=make_section(slug="politique"), slug="budget")
    assert bake(path="/politique/budget/") is Outcome.KEPT
    return "/politique/budget/"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the keeper keep before the answer is given, without its thread: no test waits for it."""

    def keep(self: keeper.Keeper, *, release: Any, **page: Any) -> None:
        self._keep(keeper._Work(release=release, **page))

    monkeypatch.setattr(keeper.Keeper, "keep", keep)
    monkeypatch.setattr(keeper.Keeper, "_start", lambda _: None)


def is_baked(path: str) -> bool:
    return the_tree().read_current(path) is not None


ODD_PATHS = [
    "/politique/../",
    "/../",
    "/..",
    "/politique//budget/",
    "//",
    "//politique/budget/",
    "/./",
    "/.git/",
    "/.well-known/../",
    "/\x00/",
    "/politique/budget/\x00",
    "/" + "a" * 10_000 + "/",
    "/" + "a/" * 5_000,
    "/\xff\xfe/",
    "/politique/budg\xc3\xa9t/",
    "/POLITIQUE/BUDGET/",
    "/politique/budget",
    "/politique/budget/index.html",
    "/index.html",
    "/politique/budget/index.html.gz",
    "/politique/budget/;x=1",
    "/politique/budget/\n",
    "/politique\\budget/",
    "/ /",
    "/%2e%2e/",
]


def test_an_odd_path_gets_djangos_answer_and_leaves_nothing(article: str) -> None:
    reader = Reader()

    for path in ODD_PATHS:
        assert reader.get(path).status in {301, 302, 404}, ascii(path)
        assert [path for path, _ in the_tree().files()] == [article], ascii(path)


def test_a_host_of_nobody_is_djangos_to_refuse(article: str) -> None:
    hosts = ("evil.example", "localhost.evil.example", "localhost:x", "localhost@evil", "[::1", " ")

    for host in hosts:
        reader = Reader()
        assert reader.get(article, HTTP_HOST=host).status == 400, host
        assert reader.asked_django == [article], host


def test_the_hosts_of_the_site_get_the_page(article: str) -> None:
    reader = Reader()

    for host in ("localhost", "LOCALHOST:8000", "127.0.0.1:80", "[::1]:8000"):
        assert reader.get(article, HTTP_HOST=host).status == 200, host
    assert reader.asked_django == []


def test_only_a_query_of_marketing_parameters_means_nothing(article: str) -> None:
    for query in ("utm_source=a", "UTM_Source=a&fbclid=", "utm_source"):
        reader = Reader()
        reader.get(article, query=query)
        assert reader.asked_django == [], query
    for query in ("id=1", "utm_source=a&id=1", "=", "&", "a" * 3000, "utm_x=" + "a" * 3000):
        reader = Reader()
        reader.get(article, query=query)
        assert reader.asked_django == [article], query


def test_other_methods_go_to_django(article: str) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"):
        reader = Reader()
        reader.get(article, method=method)
        assert reader.asked_django == [article], method


def test_each_gets_the_coding_that_it_takes(article: str) -> None:
    baked = the_tree().read(article)
    assert baked is not None
    reader = Reader()
    for taken, given in (
        ("", None),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*;q=0", None),
        ("identity;q=0", None),
        ("gzip;q=nan", None),
        ("GZIP;Q=1", "gzip"),
        (",;=, ;q=,,", None),
        ("gzip;q=1e400", None),
        ("\xff\x00", None),
        ("br" + ", x" * 400, None),
    ):
        answer = reader.get(article, HTTP_ACCEPT_ENCODING=taken)
        assert answer.headers.get("Content-Encoding") == given, taken
        assert answer.body == baked.copies[Coding(given or "identity")], taken
        assert answer.headers["Content-Length"] == str(len(answer.body)), taken
        assert answer.headers["Vary"] == "Accept-Encoding", taken


def test_head_says_what_get_says_without_the_bytes(article: str) -> None:
    reader = Reader()

    head, get = reader.get(article, method="HEAD"), reader.get(article)

    assert head.headers == get.headers
    assert (head.status, head.body) == (200, b"")


def test_who_has_the_page_is_told_so(article: str) -> None:
    reader = Reader()
    etag = reader.get(article, HTTP_ACCEPT_ENCODING="br").headers["ETag"]
    for form, status in (
        ("{}", 304),
        ("W/{}", 304),
        ('"a", {} , "b"', 304),
        ("*", 304),
        ('"a"', 200),
        ("{}x", 200),
        ('"', 200),
        (",,,", 200),
        ("\xff" * 5000, 200),
    ):
        known = form.replace("{}", etag)
        answer = reader.get(article, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=known)
        assert answer.status == status, form
        assert answer.headers["ETag"] == etag, form
        assert bool(answer.body) == (status == 200), form
        assert ("Content-Length" in answer.headers) == (status == 200), form


def test_each_coding_has_an_etag_of_its_own(article: str) -> None:
    reader = Reader()

    etags = {
        reader.get(article, HTTP_ACCEPT_ENCODING=each).headers["ETag"]
        for each in ("br", "gzip", "identity")
    }

    assert len(etags) == 3


def refuse_writing(monkeypatch: pytest.MonkeyPatch, *, number: int, after: int) -> None:
    """Let the system refuse to write a file to its end, after so many that it wrote."""
    write = Path.write_bytes
    written: list[Path] = []

    def write_bytes(self: Path, data: bytes) -> int:
        if len(written) == after:
            write(self, data[: len(data) // 2])
            raise OSError(number, os.strerror(number), str(self))
        written.append(self)
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)


@pytest.mark.usefixtures("newsroom")
def test_on_a_full_disk_readers_get_their_page_and_nothing_half_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
        for refused_after in range(4):
            with monkeypatch.context() as trouble:
                refuse_writing(trouble, number=number, after=refused_after)
                answer = Reader().get("/")
            assert (answer.status, answer.body) == (200, render("/").body)
            files = {each.parent.name for each in the_tree().folder.rglob("*") if each.is_file()}
            assert files == {"locks"}, (number, refused_after)


@pytest.mark.usefixtures("newsroom")
def test_a_tree_that_may_only_be_read_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("obole.edition.tree.os.open", refuse)
    monkeypatch.setattr(Path, "mkdir", refuse)

    answer = Reader().get("/")

    assert (answer.status, answer.body) == (200, render("/").body)


def test_a_page_that_vanishes_between_looking_and_reading_is_rendered(
    article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes

    def read_bytes(self: Path) -> bytes:
        if self.name.startswith("index.html") and self.suffix != ".json":
            the_tree().remove(article)
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)

    answer = Reader().get(article)

    assert (answer.status, answer.body) == (200, render(article).body)


def test_a_page_that_is_taken_away_is_gone_from_memory_at_once(article: str) -> None:
    reader = Reader()
    reader.get(article)

    make = the_tree().read(article)
    the_tree().remove(article)

    assert make is not None
    assert reader.get(article).body == render(article).body


def damaged(file: Path) -> Iterator[str]:
    """Damage the file in one way after the other; yield what was done."""
    whole = file.read_bytes()
    for damage, content in {"half": whole[:100], "other": b"x" * len(whole), "empty": b""}.items():
        file.write_bytes(content)
        yield damage
    file.unlink()
    yield "gone"
    file.unlink(missing_ok=True)
    file.mkdir()
    yield "folder"


def test_a_damaged_file_is_never_served(article: str) -> None:
    tree, fresh = the_tree(), render(article).body
    for suffix in ("", ".br", ".gz"):
        file = tree.folder / "pages" / tree.host / f"politique/budget/index.html{suffix}"
        for damage in damaged(file):
            for coding in ("br", "gzip", "identity"):
                answer = Reader().get(article, HTTP_ACCEPT_ENCODING=coding)
                assert answer.status == 200
                assert unpacked(answer) == fresh, (suffix, damage, coding)


def unpacked(answer: Any) -> bytes:
    import gzip

    import brotli

    coding = answer.headers.get("Content-Encoding", "identity")
    unpack: Any = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[coding]
    return bytes(unpack(answer.body))


def test_a_foreign_description_is_no_page(article: str) -> None:
    fresh = render(article).body

    for text in ("", "{", "[]", "null", "3", '{"headers": 3}', "\xff", '"x"', "{" * 10_000):
        Path(the_tree().about_file(article)).write_text(text, encoding="latin-1")
        answer = Reader().get(article)
        assert (answer.status, answer.body) == (200, fresh), text


def test_after_the_clock_was_set_back_pages_are_baked_anew(
    article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader()
    reader.get(article)
    before = the_tree().read(article)
    an_hour_ago = time.time() - 3600
    monkeypatch.setattr("obole.edition.copies.time.time", lambda: an_hour_ago)

    answer = reader.get(article)

    assert answer.status == 200
    assert not is_baked(article) or the_tree().read(article) != before


def test_baked_pages_answer_while_the_database_does_not(
    article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", fail)
    reader = Reader()

    first, second = reader.get(article), reader.get(article, HTTP_ACCEPT_ENCODING="br")

    assert (first.status, second.status) == (200, 200)
    assert reader.asked_django == []


@pytest.mark.usefixtures("article")
def test_without_the_database_a_page_that_is_not_baked_is_a_clean_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(front, "moment", fail)
    reader = Reader()

    answer = reader.get("/")

    assert reader.asked_django == ["/"]
    assert answer.status == 200
    assert not is_baked("/")


@pytest.mark.usefixtures("newsroom")
def test_addresses_that_lead_nowhere_hold_up_nobody_who_writes() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert Reader().get("/nowhere/").status == 404

    said = [query["sql"].split()[0] for query in asked.captured_queries]
    assert "SELECT" in said
    assert not {"BEGIN", "SAVEPOINT", "INSERT", "UPDATE", "DELETE"} & set(said)


@pytest.mark.usefixtures("newsroom")
def test_addresses_that_lead_nowhere_leave_nothing_behind() -> None:
    reader = Reader()

    for number in range(20):
        assert reader.get(f"/nowhere-{number}/").status == 404

    assert list(the_tree().files()) == []
    assert not BakedPage.objects.exists()


# What no answer may depend on: forwarded hosts, odd methods, other addresses, cookies, languages.
UNKEYED = [
    *("X_FORWARDED_HOST", "X_FORWARDED_SERVER", "X_FORWARDED_PROTO", "X_FORWARDED_SCHEME"),
    *("X_FORWARDED_PORT", "X_FORWARDED_FOR", "X_FORWARDED_PREFIX", "X_FORWARDED_PATH"),
    *("X_FORWARDED_SSL", "X_FORWARDED_URI", "X_FORWARDED", "FORWARDED", "FORWARDED_FOR"),
    *("X_HOST", "X_ORIGINAL_HOST", "X_ORIGINAL_URL", "X_REWRITE_URL", "X_ORIGINAL_URI"),
    *("X_HTTP_METHOD_OVERRIDE", "X_HTTP_METHOD", "X_METHOD_OVERRIDE", "X_REAL_IP", "X_CLIENT_IP"),
    *("TRUE_CLIENT_IP", "CLIENT_IP", "CF_CONNECTING_IP", "X_CLUSTER_CLIENT_IP", "X_REMOTE_ADDR"),
    *("X_REMOTE_IP", "X_ORIGINATING_IP", "X_URL_SCHEME", "X_SCHEME", "FRONT_END_HTTPS"),
    *("X_BACKEND_HOST", "X_FORWARDED_BY", "X_OBOLE_CONNECTION", "X_WAP_PROFILE", "X_DEVICE"),
    *("ACCEPT", "ACCEPT_LANGUAGE", "ACCEPT_CHARSET", "ACCEPT_DATETIME", "USER_AGENT", "REFERER"),
    *("ORIGIN", "COOKIE", "AUTHORIZATION", "PROXY_AUTHORIZATION", "PROXY_CONNECTION", "PROXY"),
    *("CACHE_CONTROL", "PRAGMA", "RANGE", "IF_RANGE", "IF_MATCH", "IF_MODIFIED_SINCE"),
    *("UPGRADE", "UPGRADE_INSECURE_REQUESTS", "SAVE_DATA", "SEC_FETCH_MODE", "SEC_CH_UA", "DNT"),
    *("VIA", "TE", "EXPECT", "X_REQUESTED_WITH", "X_CSRFTOKEN", "TRANSFER_ENCODING", "ALT_USED"),
]
PUBLIC = ["/", "/en/", "/politique/", "/politique/budget/", "/feed.xml", "/archives/"]


@pytest.mark.usefixtures("article")
def test_nothing_that_somebody_sends_gets_into_a_kept_page() -> None:
    poison = "poison-7f3a.example"
    clean = {path: render(path).body for path in PUBLIC}
    assert len(UNKEYED) >= 60

    for number, header in enumerate(UNKEYED):
        path = PUBLIC[number % len(PUBLIC)]
        the_tree().remove(path)
        BakedPage.objects.filter(path=path).delete()
        value = f"session={poison}; {poison}" if header == "COOKIE" else poison
        Reader().get(path, query=f"utm_source={poison}", **{f"HTTP_{header}": value})
        kept = the_tree().read(path)
        assert kept is not None, header
        assert kept.copies[Coding.IDENTITY] == clean[path], header
        assert poison not in str(kept.about), header


def test_what_is_in_memory_stays_below_its_bound(
    article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "MEMORY_BYTES", 60_000)
    baked = the_tree().read(article)
    assert baked is not None
    entry = copies.entry_of(baked, file="", cache_control="")
    table = copies.Copies()

    for number in range(50):
        table.remember(f"/{number}/", entry)

    assert 0 < table.size_bytes <= 60_000
    assert table.find("/49/") is entry
    assert table.find("/0/") is None
    table.drop("/49/")
    assert table.find("/49/") is None


def test_a_very_large_page_is_not_kept_in_memory(
    article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "LARGEST_BYTES", 100)
    reader = Reader()

    assert reader.get(article).status == 200
    assert reader.front.copies.size_bytes == 0


def test_special_pages_never_stand_where_a_web_server_looks(article: str) -> None:
    tree = the_tree()
    baked = tree.read(article)
    assert baked is not None
    from dataclasses import replace

    special = baked._replace(about=replace(baked.about, is_special=True))

    with tree.locked():
        tree.write(article, special)

    assert not list((tree.folder / "pages").rglob("index.html*"))
    assert tree.read(article) == special


def test_a_crash_between_the_files_is_found_when_serving_begins(article: str) -> None:
    Path(the_tree().about_file(article)).unlink()

    actions.reconcile()

    assert BakedPage.objects.get(path=article).is_stale
