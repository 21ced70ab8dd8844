"""The comments of a WordPress site stand below their articles, as they stood there."""

from datetime import timedelta

import pytest
from moving_in import EXPORTS, NOW, bring_in, comment, counts, file_of, page_of, post

from obole.comments.actions.deciding import approve
from obole.comments.models import Comment, Decision, Thread
from obole.comments.rules.states import Queue, State
from obole.comments.rules.verdicts import Measure
from obole.foundation.models import OutgoingMail
from obole.portability.actions import ImportOptions, advance_import, start_import
from obole.portability.models import ImportRun, StagedComment
from obole.portability.queries.reports import check_sums
from obole.portability.rules import reasons
from obole.portability.rules.wxr import read_export

pytestmark = pytest.mark.usefixtures("newsroom")

THEME = EXPORTS / "themeunittestdata.wordpress.xml"


def by_number(number):
    return Comment.objects.get(source_key=f"old.example:{number}")


def reading(article):
    """Return the numbers of the old site in the order of reading, each with its depth."""
    rows = Comment.objects.filter(thread_id=article.pk).order_by("path")
    return [(int(each.source_key.rpartition(":")[2]), each.depth) for each in rows]


def expected_reading(comments):
    """Return the same from the export, by WordPress's own rule: a walk, the earliest first."""
    numbers = {each.old_id for each in comments}
    below = {}
    for each in sorted(comments, key=lambda each: (each.written_at, each.old_id)):
        parent = each.parent_old_id if each.parent_old_id in numbers else 0
        below.setdefault(parent, []).append(each.old_id)

    def walk(parent, depth):
        for number in below.get(parent, []):
            yield number, depth
            yield from walk(number, depth + 1)

    return list(walk(0, 0))


def test_the_comments_of_the_theme_unit_test_stand_in_their_order_and_depth():
    if not EXPORTS.exists():
        pytest.skip(f"the exports are not at {EXPORTS}")
    run = bring_in(THEME, trusts_approved=True)

    assert counts(run, "comments") == (33, 29, 0, 0, 4)
    assert {each["reason"] for each in run.report["comments"]["skipped"]} == {reasons.PINGBACK}
    with THEME.open("rb") as stream:
        items = [each for each in read_export(stream) if getattr(each, "comments", ())]
    deepest = 0
    for item in items:
        readers = [each for each in item.comments if each.kind in {"comment", ""}]
        if not readers:
            continue
        article = page_of(item.old_id, kind=item.kind)
        assert reading(article) == expected_reading(readers)
        deepest = max(deepest, *(depth for _, depth in reading(article)))
        thread = Thread.objects.get(pk=article.pk)
        published = Comment.objects.filter(thread=thread, state=State.PUBLISHED)
        assert thread.published_count == thread.last_number == published.count()
        in_order = list(published.order_by("created_at", "number").values_list("number", flat=True))
        assert in_order == list(range(1, published.count() + 1))
    assert deepest == 9
    assert Comment.objects.count() == 29


def test_states_and_kinds_become_ours(tmp_path):
    said = (
        comment(10)
        + comment(11, comment_approved="0")
        + comment(12, comment_approved="spam")
        + comment(13, comment_approved="trash")
        + comment(14, comment_approved="post-trashed")
        + comment(15, comment_author="")
        + comment(16, comment_type="pingback")
        + comment(17, comment_type="trackback")
        + comment(18, comment_type="order_note")
        + comment(19, parent=999)
    )

    run = bring_in(file_of(tmp_path, post(1, inside=said)), trusts_approved=True)

    assert counts(run, "comments") == (10, 7, 0, 0, 3)
    assert run.report["comments"]["waiting"] == 2
    states = {
        each.source_key.rpartition(":")[2]: (each.state, each.queue)
        for each in Comment.objects.all()
    }
    assert states == {
        "10": (State.PUBLISHED, ""),
        "11": (State.HELD, Queue.IMPORTED),
        "12": (State.SPAM, ""),
        "13": (State.REJECTED, ""),
        "14": (State.REJECTED, ""),
        "15": (State.HELD, Queue.IMPORTED),
        "19": (State.PUBLISHED, ""),
    }
    assert by_number(19).depth == 0
    # What is no reader's stays beside them, whole.
    kinds = StagedComment.objects.filter(outcome="skipped").values_list("kind", flat=True)
    assert set(kinds) == {"pingback", "trackback", "order_note"}
    assert not OutgoingMail.objects.exists()


def test_doubtful_ones_wait_and_a_second_run_that_trusts_shows_them(tmp_path):
    casino = "Best online casino bonus, buy cheap viagra pills, visit our casino website now!!!"
    export = file_of(tmp_path, post(1, inside=comment(10, content=casino) + comment(11)))

    run = bring_in(export)
    assert run.report["comments"]["waiting"] == 1
    assert (by_number(10).state, by_number(11).state) == (State.HELD, State.PUBLISHED)

    again = bring_in(export, trusts_approved=True)
    assert counts(again, "comments") == (2, 0, 1, 1, 0)
    assert again.report["comments"]["waiting"] == 0
    assert by_number(10).state == State.PUBLISHED


def test_a_second_run_changes_nothing_and_is_one_decision(tmp_path):
    export = file_of(tmp_path, post(1, inside=comment(10) + comment(11, parent=10)))
    bring_in(export)
    before = list(Comment.objects.order_by("pk").values())

    again = bring_in(export, now=NOW + timedelta(days=3))

    assert counts(again, "comments") == (2, 0, 0, 2, 0)
    assert list(Comment.objects.order_by("pk").values()) == before
    [decision] = Decision.objects.all()
    assert decision.measure == Measure.IMPORT
    assert "old.example" in decision.facts
    assert ImportRun.objects.order_by("pk").first().digest in decision.facts


def test_a_newer_export_brings_what_is_new_and_leaves_what_was_decided_here(tmp_path, admin_user):
    held = comment(10, comment_approved="0")
    bring_in(file_of(tmp_path, post(1, inside=held + comment(11))))
    approve(comment_id=by_number(10).pk, user=admin_user, now=NOW)

    newer = (
        comment(10, comment_approved="spam")
        + comment(11, content="Corrigé.")
        + comment(12, parent=11)
    )
    run = bring_in(file_of(tmp_path, post(1, inside=newer)))

    assert counts(run, "comments") == (3, 1, 1, 0, 1)
    assert run.report["comments"]["skipped"][0]["reason"] == reasons.DECIDED_HERE
    assert by_number(10).state == State.PUBLISHED
    assert by_number(11).body == "Corrigé."
    assert by_number(12).parent == by_number(11)


def test_what_is_gone_from_a_newer_export_stays_here(tmp_path):
    bring_in(file_of(tmp_path, post(1, inside=comment(10) + comment(11))))

    run = bring_in(file_of(tmp_path, post(1, inside=comment(11))))

    assert counts(run, "comments") == (1, 0, 0, 1, 0)
    assert by_number(10).state == State.PUBLISHED
    again = bring_in(file_of(tmp_path, post(1, inside=comment(11))))
    assert counts(again, "comments") == (1, 0, 0, 1, 0)


def test_comments_of_what_is_no_page_are_kept_and_listed(tmp_path):
    export = file_of(
        tmp_path,
        post(1, inside=comment(10)),
        post(1, title="Le second", inside=comment(11)),
        post(2, kind="product", inside=comment(12)),
        post(3, status="draft", inside=comment(13)),
    )

    run = bring_in(export)

    assert counts(run, "comments") == (4, 2, 0, 0, 2)
    assert {each["reason"] for each in run.report["comments"]["skipped"]} == {reasons.NO_PAGE_HERE}
    assert StagedComment.objects.count() == 4
    assert by_number(13).thread.page_id == page_of(3).pk


def test_network_addresses_are_not_kept(tmp_path):
    submitted = (
        "<wp:commentmeta><wp:meta_key>akismet_as_submitted</wp:meta_key>"
        "<wp:meta_value>user_ip 192.0.2.1</wp:meta_value></wp:commentmeta>"
        "<wp:commentmeta><wp:meta_key>source_id</wp:meta_key>"
        "<wp:meta_value>https://social.example/1</wp:meta_value></wp:commentmeta>"
    )
    said = comment(10).replace("</wp:comment>", f"{submitted}</wp:comment>")

    bring_in(file_of(tmp_path, post(1, inside=said)))

    staged = StagedComment.objects.get()
    assert staged.meta == [["source_id", "https://social.example/1"]]
    kept = [str(vars(each)) for each in (staged, Comment.objects.get())]
    assert "192.0.2.1" not in "".join(kept)
    assert Comment.objects.get().source_digest == ""


def test_paragraphs_are_those_that_wordpress_showed(tmp_path):
    text = "Première ligne\nsuite\n\nAutre paragraphe <b>gras</b><script>x</script>"

    bring_in(file_of(tmp_path, post(1, inside=comment(10, content=f"<![CDATA[{text}]]>"))))

    html = by_number(10).html
    assert html.count("<p") == 2
    assert "<br" in html
    assert "<strong>gras</strong>" in html
    assert "script" not in html


def test_every_step_may_be_the_last_of_a_slice(tmp_path, monkeypatch):
    from obole.portability.actions import taking_over

    monkeypatch.setattr(taking_over, "PORTION", 3)
    inside = "".join(
        comment(number, parent=number // 2 if number > 10 else 0) for number in range(5, 25)
    ) + comment(30, comment_type="pingback")
    export = file_of(tmp_path, post(1, inside=inside), post(2, inside=comment(40)))
    run = start_import(file=export, options=ImportOptions(is_offline=True), now=NOW)

    slices = 0
    while not run.is_finished:
        stop = iter([False, True])
        run = advance_import(run_id=run.pk, now=NOW, is_time_up=lambda stop=stop: next(stop, True))
        slices += 1

    assert slices > 8
    assert counts(run, "comments") == (22, 21, 0, 0, 1)
    check_sums(run.report)
    assert Decision.objects.count() == 1
    assert by_number(23).parent == by_number(11)
    published = Comment.objects.filter(thread_id=page_of(1).pk, state=State.PUBLISHED)
    numbers = sorted(published.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
