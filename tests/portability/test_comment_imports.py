"""`obole import comments`: the comments of other programs come below our articles."""

import json
import shutil

import pytest
from comment_exports import (
    commento,
    commento_comment,
    disqus,
    disqus_post,
    disqus_thread,
    isso_comment,
    isso_database,
    isso_list,
    remark42,
    remark42_comment,
)
from factories import make_article, make_section
from moving_in import DATA, bring_in, file_of, post
from test_import_command import call

from obole.comments.actions.deciding import approve
from obole.comments.models import Comment, Decision, Reader
from obole.comments.rules.states import Queue, Source, State
from obole.foundation import clock
from obole.portability.rules import openings, reasons
from obole.portability.rules.comment_formats import readings

FILES = DATA / "comments"
LINK = "https://old.example/port/le-quai/"

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def quay():
    """Give the article at /port/le-quai/."""
    return make_article(section=make_section(slug="port"), slug="le-quai")


def written(folder, content, name="export"):
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def run(kind, file, *options):
    """Import a file and return the report."""
    report = file.with_name("told.json")
    code, said = call("comments", kind, file, "--report", report, *options)
    assert code == 0, said
    told = json.loads(report.read_text())
    for name in ("threads", "comments"):
        counts = told[name]
        total = counts["imported"] + counts["updated"] + counts["unchanged"]
        assert counts["found"] == total + len(counts["skipped"])
    return told


def counts(told, name="comments"):
    return (
        *(told[name][each] for each in ("found", "imported", "updated", "unchanged")),
        len(told[name]["skipped"]),
    )


def refusal(kind, file, *options):
    code, said = call("comments", kind, file, *options)
    assert code == 1, said
    assert not Comment.objects.exists()
    return said


def reading(article):
    return [
        (each.source_key, each.depth, each.state, each.number)
        for each in Comment.objects.filter(thread_id=article.pk).order_by("path")
    ]


def of_disqus():
    return disqus(
        disqus_thread(1, LINK),
        disqus_post(11),
        disqus_post(12, parent=11, createdAt="2013-10-10T20:00:00Z"),
        disqus_post(13, isSpam="true"),
        disqus_post(14, isApproved="false"),
        disqus_post(15, isDeleted="true"),
    )


def of_isso_list():
    return isso_list(
        ("/port/le-quai/", [isso_comment(0), isso_comment(1, parent=0)]),
        ("/nulle-part/", [isso_comment(0)]),
    )


def of_commento():
    return commento(
        commento_comment("a1"),
        commento_comment("a2", parent="a1"),
        commento_comment("a3", state="flagged"),
        commento_comment("a4", commenterHex="anonymous"),
    )


def of_remark42():
    return remark42(
        remark42_comment("r1", delete=True, text=""),
        remark42_comment("r2", parent="r1", edit={"time": "2019-12-26T00:00:00Z"}),
    )


TEXTS = {
    "disqus": of_disqus,
    "isso": of_isso_list,
    "commento": of_commento,
    "remark42": of_remark42,
}


def test_disqus_comes_with_its_states_and_answers(quay, tmp_path):
    told = run("disqus", written(tmp_path, of_disqus()))

    assert counts(told) == (5, 4, 0, 0, 1)
    assert counts(told, "threads") == (1, 1, 0, 0, 0)
    assert told["comments"]["skipped"][0]["reason"] == reasons.COMMENT_DELETED_THERE
    assert told["comments"]["waiting"] == 1
    assert reading(quay) == [
        ("11", 0, State.PUBLISHED, 1),
        ("12", 1, State.PUBLISHED, 2),
        ("13", 0, State.SPAM, None),
        ("14", 0, State.HELD, None),
    ]
    first = Comment.objects.get(source_key="11")
    assert (first.source, first.body) == (Source.DISQUS, "Merci.")
    assert f"{first.created_at:%Y-%m-%d %H:%M}" == "2013-10-10 19:20"
    assert Reader.objects.get().email == "zoe@mail.example"


def test_a_database_of_isso_comes_with_its_states_and_answers(quay, tmp_path):
    file = isso_database(
        tmp_path / "comments.db",
        (1, None, 4, ""),
        (2, 1, 1, "Un *mot*."),
        (3, None, 2, "En attente."),
        (4, 99, 1, "Orpheline."),
    )

    told = run("isso", file)

    assert counts(told) == (4, 4, 0, 0, 0)
    assert [(depth, state) for _, depth, state, _ in reading(quay)] == [
        (0, State.WITHDRAWN),
        (1, State.PUBLISHED),
        (0, State.HELD),
        (0, State.PUBLISHED),
    ]
    assert "<em>mot</em>" in Comment.objects.get(source_key__endswith=":2").html


def test_a_list_of_isso_comes_though_its_numbers_begin_anew_in_each_thread(quay, tmp_path):
    told = run("isso", written(tmp_path, of_isso_list()))

    assert counts(told) == (3, 2, 0, 0, 1)
    assert told["comments"]["skipped"][0]["reason"] == reasons.NO_PAGE_AT_ADDRESS
    [left_out] = told["threads"]["skipped"]
    assert (left_out["id"], left_out["comments"]) == ("/nulle-part/", 1)
    assert [depth for _, depth, *_ in reading(quay)] == [0, 1]


def test_commento_comes_with_its_states_and_nobody_without_a_name_is_shown(quay, tmp_path):
    told = run("commento", written(tmp_path, of_commento()))

    assert counts(told) == (4, 4, 0, 0, 0)
    assert [state for *_, state, _ in reading(quay)] == [
        State.PUBLISHED,
        State.PUBLISHED,
        State.HELD,
        State.HELD,
    ]
    assert told["comments"]["waiting"] == 2


def test_remark42_comes_and_what_was_deleted_keeps_its_place(quay, tmp_path):
    told = run("remark42", written(tmp_path, of_remark42()))

    assert counts(told) == (2, 2, 0, 0, 0)
    assert [(depth, state) for _, depth, state, _ in reading(quay)] == [
        (0, State.WITHDRAWN),
        (1, State.PUBLISHED),
    ]
    assert Comment.objects.get(source_key="gazette:r2").edited_at is not None


@pytest.mark.parametrize("kind", TEXTS)
def test_a_second_run_changes_nothing_and_a_rehearsal_writes_nothing(quay, tmp_path, kind):
    file = written(tmp_path, TEXTS[kind]())
    rehearsed = run(kind, file, "--dry-run")
    assert not Comment.objects.exists()
    assert not Reader.objects.exists()
    assert not Decision.objects.exists()

    done = run(kind, file)
    before = list(Comment.objects.order_by("pk").values())

    for name in ("comments", "threads"):
        assert rehearsed[name] == done[name]
    again = run(kind, file)
    assert counts(again)[1:3] == (0, 0)
    assert again["comments"]["skipped"] == done["comments"]["skipped"]
    assert list(Comment.objects.order_by("pk").values()) == before
    assert Decision.objects.count() == 1


def test_a_newer_export_brings_what_is_new_and_leaves_what_was_decided_here(
    quay, tmp_path, admin_user
):
    run("disqus", written(tmp_path, of_disqus()))
    held = Comment.objects.get(source_key="14")
    approve(comment_id=held.pk, user=admin_user, now=clock.now())

    newer = of_disqus().replace("<isApproved>false</isApproved>", "<isApproved>no</isApproved>")
    newer = newer.replace(disqus_post(14, isApproved="no"), disqus_post(14, isSpam="true"))
    newer = newer.replace("</disqus>", disqus_post(16, parent=12) + "</disqus>")
    told = run("disqus", written(tmp_path, newer))

    assert counts(told) == (6, 1, 0, 3, 2)
    assert reasons.DECIDED_HERE in {each["reason"] for each in told["comments"]["skipped"]}
    held.refresh_from_db()
    assert held.state == State.PUBLISHED
    assert ("16", 2, State.PUBLISHED, 4) in reading(quay)


def test_addresses_are_found_by_map_by_base_and_by_those_of_sites_that_moved_in(quay, tmp_path):
    bring_in(file_of(tmp_path, post(7)))
    addresses = {
        1: "https://elsewhere.example/2009/quai.html",
        2: "https://mirror.example/blog/port/le-quai/index.html",
        3: "https://old.example/?p=7",
        4: "https://www.old.example/2020/05/04/post-7/?utm_source=x",
        5: "https://old.example/2020/05/",
        6: "javascript:alert(1)",
        7: "",
    }
    export = disqus(
        *(disqus_thread(number, link) for number, link in addresses.items()),
        *(disqus_post(10 * number, thread=number) for number in addresses),
        disqus_post(80, thread=88),
    )
    addresses_map = written(
        tmp_path,
        "https://elsewhere.example/2009/quai.html,/port/le-quai/\n"
        "https://mirror.example/blog/port/le-quai/index.html,https://testserver/port/le-quai/\n",
        "map.csv",
    )

    told = run("disqus", written(tmp_path, export), "--map", addresses_map)

    assert counts(told) == (8, 4, 0, 0, 4)
    assert {each["id"] for each in told["threads"]["skipped"]} == {
        "https://old.example/2020/05/",
        "javascript:alert(1)",
        "7",
        "88",
    }
    assert {key for key, *_ in reading(quay)} == {"10", "20"}


def test_with_a_base_only_what_is_below_it_is_found(quay, tmp_path):
    export = disqus(
        disqus_thread(1, "https://old.example/blog/port/le-quai/"),
        disqus_thread(2, "https://other.example/port/le-quai/"),
        disqus_post(10, thread=1),
        disqus_post(20, thread=2),
    )

    told = run("disqus", written(tmp_path, export), "--base-url", "https://old.example/blog")

    assert counts(told) == (2, 1, 0, 0, 1)
    assert [key for key, *_ in reading(quay)] == ["10"]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("/a,/port/le-quai/\n/b\n", "Line 2: A line of the map"),
        ("/a,/port/le-quai/\n/a/,/port/le-quai/\n", "Line 2: The map says twice"),
        ("/a,/port/le-quay/\n", "Line 1: No page here has the new address"),
    ],
)
def test_a_map_that_is_wrong_is_refused_with_its_line(quay, tmp_path, lines, sentence):
    addresses_map = written(tmp_path, lines, "map.csv")

    said = refusal("disqus", written(tmp_path, of_disqus()), "--map", addresses_map)

    assert sentence in said


def test_threads_of_http_and_https_are_one(quay, tmp_path):
    export = disqus(
        disqus_thread(1, LINK),
        disqus_thread(2, LINK.replace("https", "http")),
        disqus_post(10, thread=1, createdAt="2013-10-10T19:00:00Z"),
        disqus_post(20, thread=2, createdAt="2013-10-10T18:00:00Z"),
    )

    run("disqus", written(tmp_path, export))

    assert reading(quay) == [("20", 0, State.PUBLISHED, 1), ("10", 0, State.PUBLISHED, 2)]


def test_what_was_approved_is_screened_unless_it_is_trusted(quay, tmp_path):
    casino = "Best online casino bonus, buy cheap viagra pills, visit our casino website now!!!"
    file = written(
        tmp_path, disqus(disqus_thread(1, LINK), disqus_post(11, message=f"<p>{casino}</p>"))
    )
    assert run("disqus", file)["comments"]["waiting"] == 1
    assert Comment.objects.get().queue == Queue.IMPORTED

    told = run("disqus", file, "--trust-approved")

    assert counts(told) == (1, 0, 1, 0, 0)
    assert Comment.objects.get().state == State.PUBLISHED


HOSTILE = (
    "<script>alert(1)</script><p>Un</p>",
    '<img src=x onerror="alert(1)">Deux',
    '<a href="javascript:alert(1)">Trois</a>',
    "[Quatre](javascript:alert(1))",
    "&lt;script&gt;alert(1)&lt;/script&gt; Cinq",
    "<svg><style><img src=x onerror=alert(1)></style></svg>Six",
    "<" * 3000 + "Sept",
    "<div>" * 3000 + "Huit",
    "\u202eNeuf" + "\u0301" * 500,
)


@pytest.mark.parametrize("kind", ["commento", "isso", "remark42"])
def test_hostile_texts_become_harmless_ones(quay, tmp_path, kind):
    files = {
        "isso": isso_list((LINK, [isso_comment(at, text=text) for at, text in enumerate(HOSTILE)])),
        "commento": commento(
            *(commento_comment(f"c{at}", markdown=text) for at, text in enumerate(HOSTILE))
        ),
        "remark42": remark42(
            *(remark42_comment(f"r{at}", text=text) for at, text in enumerate(HOSTILE))
        ),
    }

    told = run(kind, written(tmp_path, files[kind]), "--trust-approved")

    assert told["comments"]["imported"] == len(HOSTILE)
    for comment in Comment.objects.all():
        tags = comment.html.lower()
        assert "<script" not in tags
        assert "<img" not in tags
        assert '<a href="javascript' not in tags
        assert "\u202e" not in comment.html


@pytest.mark.parametrize(
    ("kind", "content", "sentence"),
    [
        *((kind, b"", "The file is empty.") for kind in TEXTS),
        *((kind, b"PK\x03\x04abc", "The file is an archive") for kind in TEXTS),
        *((kind, b"\x1f\x8b\x08", "The file is an archive") for kind in TEXTS),
        *((kind, b"<!doctype html><html>", "The file is a web page") for kind in TEXTS),
        *((kind, b"\x89PNG\r\n", "The file is ") for kind in TEXTS),
        ("disqus", b"[]", "The file is not an export of Disqus"),
        ("disqus", b"<rss/>", "The file is not an export of Disqus"),
        ("disqus", b"<!DOCTYPE disqus [<!ENTITY a 'b'>]><disqus/>", "declares a document type"),
        ("disqus", of_disqus()[:-60].encode(), "Line 8"),
        ("disqus", b"<disqus>\n<post>\n<post>", "Line 3"),
        ("isso", b"{}", "neither a database of Isso"),
        ("isso", b'[{"id": "/a",\n "comments": [}', "Line 2: The file is not well-formed JSON."),
        ("isso", b'[\n{"id": "/a"', "The file is cut off"),
        ("isso", b"SQLite format 3\0" + b"\7" * 5000, "The database is damaged"),
        ("isso", b"[" * 200_000, "nested too deeply"),
        ("commento", b"[]", "not an export of Commento"),
        ("commento", commento(version=2).encode(), "version of this export"),
        ("commento", b'{"version": 1, "comments": {}}', "is not as it should be"),
        ("remark42", b"[]", "neither a backup of Remark42"),
        ("remark42", remark42(version=9).encode(), "version of this export"),
        ("remark42", of_remark42()[:-40].encode(), "Line 3: The file is cut off"),
        ("remark42", of_remark42().encode() + b"\xff\xfe{}\n", "Line 4"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(quay, tmp_path, kind, content, sentence):
    said = refusal(kind, written(tmp_path, content))

    assert sentence in said
    assert len(said) < 400


def test_what_can_be_read_of_a_damaged_file_comes_when_asked(quay, tmp_path):
    broken = disqus_post(12).replace("<isSpam>", "<isSpam")
    damaged = disqus(
        disqus_thread(1, LINK),
        disqus_post(11, parent=10),
        broken,
        disqus_post(13),
        before="`",
    )
    file = written(tmp_path, damaged)
    assert "Line 1: There is something before the XML" in refusal("disqus", file)

    told = run("disqus", file, "--recover")

    assert counts(told) == (2, 2, 0, 0, 0)
    assert [each["line"] for each in told["problems"]] == [1, 5]


@pytest.mark.parametrize("kind", ["commento", "isso", "remark42"])
def test_what_is_no_comment_in_json_is_passed_over_when_asked(quay, tmp_path, kind):
    content = {
        "commento": commento(commento_comment("a1"), "no", commento_comment("")),
        "isso": isso_list((LINK, [isso_comment(1), None, {"text": "no id"}])),
        "remark42": of_remark42() + '[]\n{"id": ""}\n{broken\n',
    }[kind]
    file = written(tmp_path, content)
    refusal(kind, file)

    told = run(kind, file, "--recover")

    assert told["comments"]["imported"] >= 1
    assert len(told["problems"]) >= 2


def test_files_that_are_too_large_are_refused_unread(quay, tmp_path, monkeypatch):
    file = tmp_path / "large.xml"
    with file.open("wb") as stream:
        stream.write(of_disqus().encode())
        stream.truncate(5 * 1024**3)
    assert "The file is too large." in refusal("disqus", file)

    monkeypatch.setattr(readings, "MAX_WHOLE_BYTES", 100)
    for kind in ("isso", "commento"):
        assert "The file is too large." in refusal(kind, written(tmp_path, TEXTS[kind]()))
    assert openings.MAX_FILE_BYTES < 5 * 1024**3


def test_a_database_that_isso_is_writing_is_refused(quay, tmp_path):
    file = isso_database(tmp_path / "comments.db", (1, None, 1, "Un."), journal="wal")
    log = tmp_path / "comments.db-wal"
    log.write_bytes(b"1")
    assert "Isso has not finished" in refusal("isso", file)

    log.unlink()
    assert counts(run("isso", file)) == (1, 1, 0, 0, 0)


def test_a_database_whose_tables_are_views_is_refused(quay, tmp_path):
    import sqlite3

    file = tmp_path / "views.db"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE threads (id, uri, title)")
        database.execute("CREATE VIEW comments AS SELECT 1 AS tid")
    assert "The database is damaged" in refusal("isso", file)


def test_two_comments_with_one_number_are_one_and_a_skipped_one(quay, tmp_path):
    told = run(
        "disqus",
        written(tmp_path, disqus(disqus_thread(1, LINK), disqus_post(11), disqus_post(11))),
    )

    assert counts(told) == (2, 1, 0, 0, 1)
    assert told["comments"]["skipped"][0]["reason"] == reasons.SAME_COMMENT


EXPECTED = {
    "disqus/isso_disqus.xml": (6, 0, 0, 0, 6),
    "disqus/remark42_disqus.xml": (5, 0, 0, 0, 5),
    "isso/generic.json": (2, 0, 0, 0, 2),
    "commento/remark42_migrator_commento.json": (3, 0, 0, 0, 3),
}
# With a map that leads every thread below one article: found, imported, ..., skipped.
MAPPED = {
    "disqus/isso_disqus.xml": (6, 5, 0, 0, 1),
    "disqus/remark42_disqus.xml": (5, 5, 0, 0, 0),
    "disqus/remark42_disqus-deleted-post.xml": (5, 4, 0, 0, 1),
    "disqus/remark42_disqus-deleted-thread.xml": (5, 2, 0, 0, 3),
    "isso/generic.json": (2, 2, 0, 0, 0),
    "commento/remark42_api_commento.json": (7, 2, 0, 0, 5),
    "commento/remark42_migrator_commento.json": (3, 3, 0, 0, 0),
    "remark42/tree.json": (12, 3, 0, 0, 9),
}
ADDRESSES = (
    *("http://example.org/", "http://localhost:4000/blog/2013/02/12/redacted/index.html"),
    *("http://radio-t.umputun.com/2011/03/229_8880.html", "/posts/0001/", "/posts/0007/"),
    *("https://radio-t.com/p/2011/03/05/podcast-229/", "https://example.com/example", "url"),
    *("https://example.com/blog/post/1", "https://example.com/blog/post/2"),
)


@pytest.mark.parametrize("name", MAPPED)
def test_files_of_other_projects_come_with_a_full_report(quay, tmp_path, name):
    if not FILES.exists():
        pytest.skip(f"the comments are not at {FILES}")
    kind = name.partition("/")[0]
    file = tmp_path / "export"
    shutil.copy(FILES / name, file)
    options = ("--recover",)
    if name in EXPECTED:
        told = run(kind, file, *options)
        assert counts(told) == EXPECTED[name]
        assert sum(each["comments"] for each in told["threads"]["skipped"]) == counts(told)[4]
    addresses_map = written(
        tmp_path, "".join(f"{each},/port/le-quai/\n" for each in ADDRESSES), "map.csv"
    )

    told = run(kind, file, *options, "--map", addresses_map)

    assert counts(told) == MAPPED[name]
    again = run(kind, file, *options, "--map", addresses_map)
    assert counts(again)[1:3] == (0, 0)
    assert counts(again)[0] == counts(told)[0]
