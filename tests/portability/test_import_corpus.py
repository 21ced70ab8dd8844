"""Exports that other projects test with move in."""

import pytest
from moving_in import EXPORTS, bring_in, counts, state

from obole.newsroom.models import ArticlePage, StandingPage
from obole.portability.models import ImportRun, StagedComment
from obole.portability.rules.refusals import NotImportable

THEME = EXPORTS / "themeunittestdata.wordpress.xml"
# Posts, pages, comments, authors: found, imported, updated, unchanged, skipped.
OTHERS = {
    "small-export.xml": ((6, 6, 0, 0, 0), (5, 5, 0, 0, 0), (1, 1, 0, 0, 0)),
    "valid-wxr-1.0.xml": ((3, 3, 0, 0, 0), (3, 3, 0, 0, 0), (1, 1, 0, 0, 0)),
    "wxr-utf-8-challenges.xml": ((1, 1, 0, 0, 0), (0, 0, 0, 0, 0), (0, 0, 0, 0, 0)),
    "mg-wp-xml-co-authors-plus.xml": ((4, 4, 0, 0, 0), (0, 0, 0, 0, 0), (0, 0, 0, 0, 0)),
    "slashes.xml": ((1, 1, 0, 0, 0), (0, 0, 0, 0, 0), (1, 1, 0, 0, 0)),
}


@pytest.fixture(autouse=True)
def _corpus(newsroom):
    if not EXPORTS.exists():
        pytest.skip(f"the exports are not at {EXPORTS}")


def test_the_theme_unit_test_data_moves_in_and_a_second_run_changes_nothing(newsroom):
    run = bring_in(THEME)

    assert counts(run, "posts") == (58, 58, 0, 0, 0)
    assert counts(run, "pages") == (21, 21, 0, 0, 0)
    assert counts(run, "attachments") == (37, 0, 0, 0, 37)
    # Four are pingbacks and trackbacks.
    assert counts(run, "comments") == (33, 29, 0, 0, 4)
    # Two people, one of whom is spelt in two ways.
    assert counts(run, "authors") == (3, 2, 0, 0, 1)
    assert counts(run, "redirects")[1] > 100
    assert len(run.report["missing_files"]) == 37
    assert "canola2.jpg" in {each["file"] for each in run.report["missing_files"]}
    assert [each["title"] for each in run.report["unpublished"]] == [
        "Scheduled",
        "Draft",
        'Template: Password Protected (the password is "enter")',
    ]
    assert max(StagedComment.objects.values_list("depth", flat=True)) == 9
    assert set(StagedComment.objects.values_list("kind", flat=True)) == {
        "comment",
        "pingback",
        "trackback",
    }
    assert all(ArticlePage.objects.values_list("title", flat=True))
    _check_texts(newsroom)
    before = state()

    again = bring_in(THEME)

    for name in ("posts", "pages", "comments", "attachments", "authors", "terms", "redirects"):
        assert counts(again, name)[1:3] == (0, 0), name
        assert counts(again, name)[0] == counts(run, name)[0], name
    assert again.report["unpublished"] == run.report["unpublished"]
    after = state()
    for name in before.keys() - {"records", "addresses"}:
        assert after[name] == before[name], name


def _check_texts(newsroom):
    sticky = ArticlePage.objects.get(slug="template-sticky")
    assert f"{sticky.first_published_at:%Y-%m-%d}" == "2012-01-07"
    assert sticky.published_at == sticky.first_published_at
    assert sticky.updated_at is None
    assert sticky.last_published_at.year < 2026
    newsroom.english.refresh_from_db()
    # Nobody had arranged the front page.
    assert newsroom.english.lead_id == sticky.pk
    # The blocks of standing pages are fewer than those of articles; the words are the same.
    page = StandingPage.objects.get(slug="page-markup-and-formatting")
    assert "Steve Jobs" in " ".join(page.readable_lines())


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_export_moves_in(name):
    run = bring_in(EXPORTS / name)

    assert tuple(counts(run, each) for each in ("posts", "pages", "comments")) == OTHERS[name]
    assert all(page.slug.isascii() for page in ArticlePage.objects.all())


def test_co_authors_sign_in_their_order():
    bring_in(EXPORTS / "mg-wp-xml-co-authors-plus.xml")

    signed = {
        article.title: [
            each.author.name
            for each in article.bylines.select_related("author").order_by("sort_order")
        ]
        for article in ArticlePage.objects.all()
    }
    assert any(len(names) > 1 for names in signed.values()), signed
    assert all(len(names) == len(set(names)) for names in signed.values())


def test_what_is_no_export_is_refused_and_nothing_is_made():
    with pytest.raises(NotImportable, match="Line 27"):
        bring_in(EXPORTS / "malformed.xml")

    assert not ImportRun.objects.exists()
    assert not ArticlePage.objects.exists()
