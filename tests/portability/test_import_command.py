"""`obole import wordpress` as somebody calls it."""

import json
import traceback

import pytest
from click.testing import CliRunner
from django.conf import settings
from moving_in import attachment, comment, file_of, post, state
from test_import_files import jpeg

from obole.newsroom.models import ArticlePage
from obole.pages.models import Picture
from obole.portability.models import ImportRun, SourceRecord
from obole.project.command_line.program import program
from obole.project.refusals import sentences_for

pytestmark = pytest.mark.usefixtures("newsroom")


def run(*arguments, quiet=False):
    return call("wordpress", *arguments, quiet=quiet)


def call(*arguments, quiet=False):
    """Call `obole import`; an error becomes the sentence that its caller would read."""
    site = ["--site", str(settings.ENVIRONMENT.site), *(["--quiet"] if quiet else [])]
    result = CliRunner().invoke(program, [*site, "import", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        sentences = sentences_for(result.exception)
        assert sentences, "".join(traceback.format_exception(result.exception))
        return result.exit_code, " ".join(sentences)
    return result.exit_code, result.output


def test_it_imports_and_tells_what_it_did(tmp_path):
    report = tmp_path / "report.json"
    export = file_of(
        tmp_path, post(1, title="Le quai"), post(2, title="Le brouillon", status="draft")
    )

    code, said = run(export, "--offline", "--report", report)

    assert code == 0
    assert "Le brouillon: A draft there, and here." in said
    told = json.loads(report.read_text())
    assert told["posts"] == {
        "found": 2,
        "imported": 2,
        "updated": 0,
        "unchanged": 0,
        "skipped": [],
    }
    assert ArticlePage.objects.live().get().title == "Le quai"
    assert not ImportRun.objects.get().journal_path.exists()


def test_quiet_it_says_nothing(tmp_path):
    assert run(file_of(tmp_path, post(1)), "--offline", quiet=True) == (0, "")


def test_a_rehearsal_writes_nothing_and_counts_as_the_import_does(tmp_path):
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads/a.jpg").write_bytes(jpeg())
    export = file_of(
        tmp_path,
        post(1, content="<script>alert(1)</script><p>Du texte.</p>", inside=comment(5)),
        post(2, status="private"),
        post(2),
        attachment(3, "a.jpg"),
        attachment(4, "b.jpg"),
    )
    options = ("--offline", "--uploads", tmp_path / "uploads", "--report", tmp_path / "told.json")
    before = state()

    code, said = run(export, "--dry-run", *options)

    assert code == 0
    assert "What would be done" in said
    assert state() == before
    assert not SourceRecord.objects.exists()
    assert not ImportRun.objects.exists()
    assert not Picture.objects.exists()
    rehearsed = json.loads((tmp_path / "told.json").read_text())
    run(export, *options)
    done = json.loads((tmp_path / "told.json").read_text())
    for name in ("posts", "pages", "attachments", "comments", "missing_files", "unpublished"):
        assert rehearsed[name] == done[name], name
    assert rehearsed["to_review"] == done["to_review"]
    run(export, "--dry-run", *options)
    again = json.loads((tmp_path / "told.json").read_text())
    assert again["posts"]["unchanged"] == 2
    assert again["comments"]["unchanged"] == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "The file is an archive"),
        (b"{}", "The file is JSON"),
        (b"<rss><channel><item>", "Line 1"),
    ],
)
def test_what_is_no_export_is_refused_in_one_sentence(tmp_path, content, sentence):
    file = tmp_path / "export.xml"
    file.write_bytes(content)

    code, said = run(file)

    assert code == 1
    assert sentence in said
    assert not ImportRun.objects.exists()


def test_damage_is_refused_with_its_line_and_nothing_is_imported_unless_asked(tmp_path):
    good = file_of(tmp_path, post(1, title="Entier"), post(2, title="Entier aussi")).read_text()
    file = tmp_path / "damaged.xml"
    broken = post(3, title="Brisé").replace("<wp:post_type>", "<wp:post_type")
    file.write_text(good.replace("</channel>", f"{broken}\n{post(4)}</channel>"))

    code, said = run(file, "--offline")
    assert (code, "Line " in said) == (1, True)
    assert not ArticlePage.objects.exists()

    code, said = run(file, "--offline", "--recover")
    assert code == 0
    assert "Could not be read (1)" in said
    assert set(ArticlePage.objects.values_list("title", flat=True)) == {
        "Entier",
        "Entier aussi",
        "Post 4",
    }


def test_a_time_zone_that_is_none_is_refused(tmp_path):
    code, said = run(file_of(tmp_path, post(1)), "--time-zone", "Mars/Port")

    assert (code, "is no time zone" in said) == (2, True)
