"""A newer export brings what is new or changed there, and leaves alone what was changed here."""

import pytest
from moving_in import NOW, bring_in, comment, counts, file_of, page_of, post, term

from obole.comments.models import Reader
from obole.newsroom.models import ArticlePage, Author, SectionPage
from obole.pages.models import Publication
from obole.portability.actions import (
    ImportOptions,
    OtherLanguage,
    advance_import,
    start_import,
)
from obole.portability.models import ImportRun, Stage, StagedComment
from obole.portability.rules import reasons

pytestmark = pytest.mark.usefixtures("newsroom")

AUTHOR = (
    "<wp:author><wp:author_id>3</wp:author_id><wp:author_login>ines</wp:author_login>"
    "<wp:author_display_name>Inès Roy</wp:author_display_name></wp:author>"
)


def test_new_and_changed_posts_come_and_the_rest_stays(tmp_path):
    bring_in(file_of(tmp_path, AUTHOR, post(1), post(2)))
    published = page_of(1)

    run = bring_in(
        file_of(
            tmp_path,
            AUTHOR,
            post(1, content="<p>Un autre texte.</p>", post_modified_gmt="2020-06-01 10:00:00"),
            post(2),
            post(3),
        )
    )

    assert counts(run, "posts") == (3, 1, 1, 1, 0)
    changed = page_of(1)
    assert changed.readable_lines() == ["Un autre texte."]
    assert changed.url == published.url
    assert changed.published_at == published.published_at
    assert f"{changed.updated_at:%Y-%m-%d}" == "2020-06-01"
    assert Publication.objects.filter(page=changed).count() == 2
    assert counts(run, "authors") == (1, 0, 0, 1, 0)


def test_what_was_changed_here_is_left_alone(tmp_path):
    bring_in(file_of(tmp_path, post(1), post(2), post(3)))
    edited, withdrawn, deleted = page_of(1), page_of(2), page_of(3)
    edited.title = "Un titre d’ici"
    edited.save_revision().publish()
    withdrawn.unpublish()
    deleted.delete()

    newer = [post(number, content="<p>Neuf.</p>") for number in (1, 2, 3)]
    run = bring_in(file_of(tmp_path, *newer))

    assert counts(run, "posts") == (3, 0, 0, 0, 3)
    assert [each["reason"] for each in run.report["posts"]["skipped"]] == [
        reasons.CHANGED_HERE,
        reasons.CHANGED_HERE,
        reasons.DELETED_HERE,
    ]
    assert page_of(1).title == "Un titre d’ici"
    assert not page_of(2).live
    assert ArticlePage.objects.count() == 2


def test_what_was_changed_here_and_not_there_is_unchanged(tmp_path):
    export = file_of(tmp_path, post(1))
    bring_in(export)
    edited = page_of(1)
    edited.title = "Un titre d’ici"
    edited.save_revision().publish()

    assert counts(bring_in(export), "posts") == (1, 0, 0, 1, 0)


def test_what_became_a_draft_there_is_withdrawn_here_and_comes_back(tmp_path):
    bring_in(file_of(tmp_path, post(1)))

    bring_in(file_of(tmp_path, post(1, status="draft")))
    assert not page_of(1).live

    bring_in(file_of(tmp_path, post(1)))
    assert page_of(1).live


def test_a_post_follows_its_category_unless_somebody_has_moved_it_here(tmp_path):
    port, town = term("category", "port"), term("category", "ville")
    bring_in(file_of(tmp_path, post(1, inside=port), post(2, inside=port), post(3, inside=town)))
    moved_here = page_of(2)
    elsewhere = SectionPage.objects.get(slug="ville")
    moved_here.move(elsewhere, pos="last-child")

    bring_in(file_of(tmp_path, post(1, inside=town), post(2, inside=term("category", "mer"))))

    assert page_of(1).url == "/ville/post-1/"
    assert page_of(1).section.slug == "ville"
    assert page_of(2).section.slug == "ville"


def test_new_comments_come_and_changed_ones_are_written_anew(tmp_path):
    first = comment(10) + comment(11, parent=10)
    bring_in(file_of(tmp_path, post(1, inside=first)))

    newer = comment(10, comment_approved="0") + comment(11, parent=10) + comment(12, parent=11)
    run = bring_in(file_of(tmp_path, post(1, inside=newer)))

    assert counts(run, "comments") == (3, 1, 1, 1, 0)
    assert counts(run, "posts") == (1, 0, 0, 1, 0)
    assert list(
        StagedComment.objects.order_by("order").values_list("old_id", "depth", "approved")
    ) == [(10, 0, "0"), (11, 1, "1"), (12, 2, "1")]


def test_addresses_of_commenters_can_be_left_out(tmp_path):
    bring_in(file_of(tmp_path, post(1, inside=comment(10))), keeps_commenters=False)

    staged = StagedComment.objects.get()
    assert (staged.author_name, staged.author_email) == ("Zoé", "")
    assert not Reader.objects.exists()


def test_an_author_who_has_the_name_of_one_of_ours_is_that_one(tmp_path):
    ours = Author.objects.create(name="Inès Roy", slug="ines")

    bring_in(file_of(tmp_path, AUTHOR, post(1)))

    assert [each.author_id for each in page_of(1).bylines.all()] == [ours.pk]
    assert ours.user is None


def test_a_name_that_changed_there_changes_here_unless_somebody_has_corrected_it(tmp_path):
    paul = AUTHOR.replace("ines", "paul").replace("Inès Roy", "Paul Rey")
    bring_in(file_of(tmp_path, AUTHOR, paul, post(1), post(2, creator="paul")))
    Author.objects.filter(name="Paul Rey").update(name="Paul-Henri Rey")

    run = bring_in(
        file_of(
            tmp_path,
            AUTHOR.replace("Inès Roy", "Inès Roy-Lebel"),
            paul.replace("Paul Rey", "P. Rey"),
            post(1),
            post(2, creator="paul"),
        )
    )

    assert counts(run, "authors") == (2, 0, 1, 0, 1)
    assert set(Author.objects.values_list("name", flat=True)) == {
        "Inès Roy-Lebel",
        "Paul-Henri Rey",
    }


def test_two_items_with_one_number_are_told_apart(tmp_path):
    run = bring_in(file_of(tmp_path, post(1), post(1, title="Le second")))

    assert counts(run, "posts") == (2, 1, 0, 0, 1)
    [skipped] = run.report["posts"]["skipped"]
    assert (skipped["title"], skipped["reason"]) == ("Le second", reasons.SAME_NUMBER)


def test_a_run_of_an_older_export_that_never_ended_is_abandoned(tmp_path):
    first = file_of(tmp_path, post(1), name="first.xml")
    run = start_import(file=first, options=ImportOptions(is_offline=True), now=NOW)
    # It is interrupted when the file has been read.
    stages = iter([False, True])
    advance_import(run_id=run.pk, now=NOW, is_time_up=lambda: next(stages))

    done = bring_in(file_of(tmp_path, post(1), post(2)))

    assert counts(done, "posts") == (2, 2, 0, 0, 0)
    assert ImportRun.objects.get(pk=run.pk).stage == Stage.ABANDONED


def test_a_site_moves_into_one_language(tmp_path):
    export = file_of(tmp_path, post(1))
    bring_in(export, language="en")

    assert page_of(1).url == "/en/other-articles/post-1/"
    with pytest.raises(OtherLanguage):
        bring_in(export, language="fr")
