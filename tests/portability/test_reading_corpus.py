"""Exports that other projects test with, and files that do harm, read whole."""

from collections import Counter
from pathlib import Path

import pytest
from made_exports import items, read

from obole.portability.rules import refusals
from obole.portability.rules.items import SourceAuthor, SourceTerm
from obole.portability.rules.refusals import NotImportable

DATA = Path(__file__).parents[3] / "shared/data"
EXPORTS = DATA / "exports"
UPLOADS = DATA / "security/uploads"

# Posts, pages, attachments, other items, comments, authors declared, creators.
COUNTS = {
    "themeunittestdata.wordpress.xml": (58, 21, 37, 70, 33, 2, 2),
    "small-export.xml": (6, 5, 0, 0, 1, 3, 3),
    "valid-wxr-1.0.xml": (3, 3, 0, 0, 1, 0, 1),
    "wxr-utf-8-challenges.xml": (1, 0, 0, 0, 0, 1, 1),
    "mg-wp-xml-co-authors-plus.xml": (4, 0, 0, 0, 0, 3, 2),
    "slashes.xml": (1, 0, 0, 0, 1, 1, 1),
}
NOT_EXPORTS = {"malformed.xml": (refusals.NO_CHANNEL, 27)}
HOSTILE = {
    "wxr_billion_laughs.xml": refusals.DOCUMENT_TYPE,
    "wxr_quadratic.xml": refusals.DOCUMENT_TYPE,
    "wxr_xxe.xml": refusals.DOCUMENT_TYPE,
    "feed_deep.xml": refusals.NO_CHANNEL,
    "zip_bomb_100MB.zip": refusals.ARCHIVE,
    "empty.png": refusals.EMPTY,
}


def records_of(folder, name):
    if not folder.exists():
        pytest.skip(f"the files to read are not at {folder}")
    return read((folder / name).read_bytes())


def test_every_export_of_the_corpus_has_its_answer():
    if not EXPORTS.exists():
        pytest.skip(f"the exports are not at {EXPORTS}")

    assert {path.name for path in EXPORTS.glob("*.xml")} == COUNTS.keys() | NOT_EXPORTS.keys()


@pytest.mark.parametrize("name", COUNTS)
def test_everything_in_an_export_is_found(name):
    records = records_of(EXPORTS, name)

    found = items(records)
    kinds = Counter(item.kind for item in found)
    posts, pages, attachments = kinds["post"], kinds["page"], kinds["attachment"]
    assert COUNTS[name] == (
        posts,
        pages,
        attachments,
        len(found) - posts - pages - attachments,
        sum(len(item.comments) for item in found),
        sum(isinstance(record, SourceAuthor) for record in records),
        len({item.creator for item in found}),
    )


@pytest.mark.parametrize("name", NOT_EXPORTS)
def test_what_is_no_export_is_refused_with_its_line(name):
    with pytest.raises(NotImportable) as refusal:
        records_of(EXPORTS, name)

    assert (refusal.value.reason, refusal.value.line) == NOT_EXPORTS[name]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name):
    with pytest.raises(NotImportable) as refusal:
        records_of(UPLOADS, name)

    assert refusal.value.reason == HOSTILE[name]


def test_the_theme_test_data_keep_all_they_carry():
    records = records_of(EXPORTS, "themeunittestdata.wordpress.xml")

    found = items(records)
    comments = [comment for item in found for comment in item.comments]
    parents = {comment.old_id: comment.parent_old_id for comment in comments}
    statuses = Counter(item.status for item in found if item.kind == "post")
    assert Counter(comment.kind for comment in comments) == {
        "comment": 29,
        "pingback": 2,
        "trackback": 2,
    }
    assert sum(comment.parent_old_id != 0 for comment in comments) == 10
    assert max(map(depth_in(parents), parents)) == 9
    assert sum(comment.approved != "1" for comment in comments) == 3
    assert sum(bool(comment.author_email) for comment in comments) == 29
    assert all(comment.written_at for comment in comments)
    assert (statuses["future"], statuses["draft"]) == (1, 1)
    assert sum(item.is_sticky for item in found) == 1
    assert sum(bool(item.password) for item in found) == 1
    assert all(item.attachment_url for item in found if item.kind == "attachment")
    terms = {(term.kind, term.slug) for term in records if isinstance(term, SourceTerm)}
    assert sum(kind == "category" for kind, _ in terms) == 68
    assert sum(kind == "tag" for kind, _ in terms) == 110


def depth_in(parents):
    def depth(comment):
        return 0 if not parents.get(comment) else 1 + depth(parents[comment])

    return depth


def test_challenging_letters_are_clean_where_they_are_shown():
    records = records_of(EXPORTS, "wxr-utf-8-challenges.xml")

    site, author, post = records
    assert site.title == "My WordPress Website 🚀 مرحبا"
    assert site.description == "Site with \u00a0 invisible chars and \ufffd replacement"
    assert author.login == post.creator == "admin"
    assert post.title == '"The Road Not Taken" by Robert Frost 🌲'
    assert post.slug == "hello-world-utf8-💫-test"


def test_authors_of_one_article_are_told_once_and_in_order():
    records = records_of(EXPORTS, "mg-wp-xml-co-authors-plus.xml")

    authors = [
        [term.slug for term in item.terms if term.domain == "author"] for item in items(records)
    ]
    assert authors == [
        ["alice-smith", "bob-jones"],
        ["alice-smith", "bob-jones", "carol-white"],
        ["bob-jones"],
        ["alice-smith", "bob-jones"],
    ]
