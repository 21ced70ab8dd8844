"""One comment at a time: what the moderator sees of it, and what each word does."""

from datetime import timedelta

import pytest
from commenting import MOMENT, make_comment, make_reader
from desk_work import at_desk, look, make_house_rules, make_notice, plain, press, say, text_of
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from factories import Newsroom, make_article, make_user

from obole.accounts.roles import Role
from obole.comments.models import (
    Comment,
    CommentSignal,
    Decision,
    DeskPreferences,
    MeasureChoice,
    ReaderNote,
    Revision,
    SavedReply,
)
from obole.comments.rules.signals import Name, Severity
from obole.comments.rules.states import Queue, State
from obole.comments.rules.verdicts import Ground, Measure
from obole.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(newsroom: Newsroom) -> None:
    make_house_rules()


def held(**fields: object) -> Comment:
    return make_comment(state=State.HELD, **{"article": make_article(), **fields})


def stored(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def test_the_page_shows_all_that_is_needed_to_decide() -> None:
    article = make_article(title="Le budget est voté")
    reader = make_reader(name="Lucienne", approved_count=4, rejected_count=2)
    parent = make_comment(article=article, body="Le texte auquel on répond.")
    make_comment(article=article, parent=parent, body="Un voisin plus ancien.")
    make_comment(article=article, reader=reader, state=State.SPAM, body="Achetez mes pilules.")
    comment = held(article=article, parent=parent, reader=reader, body="Mille euros par mois.")
    CommentSignal.objects.create(
        comment=comment,
        name=Name.BANNED_WORD,
        severity=Severity.HOLD,
        evidence=["mille euros"],
        made_at=MOMENT,
    )
    ReaderNote.objects.create(reader=reader, text="Prévenue le 3.", made_at=MOMENT)
    Revision.objects.create(comment=comment, body="Dix mille euros.", replaced_at=MOMENT)
    make_notice(comment)

    page = text_of(look(at_desk(), "comments_case", comment.pk))

    for words in (
        "Le budget est voté",
        "Le texte auquel on répond.",
        "Un voisin plus ancien.",
        "Mille euros par mois.",
        "mille euros</q>",
        "Lucienne",
        "Achetez mes pilules.",
        "Prévenue le 3.",
        "Dix mille euros.",
        "C’est une injure.",
    ):
        assert words in page


def test_readers_of_the_same_source_are_named_and_no_address_is_shown() -> None:
    other = make_reader(name="Octave")
    held(reader=other, source_digest="d" * 64)
    comment = held(source_digest="d" * 64)
    held(reader=make_reader(name="Ailleurs"), source_digest="e" * 64)

    page = text_of(look(at_desk(), "comments_case", comment.pk))

    assert "Octave" in page
    assert "Ailleurs" not in page
    assert "d" * 64 not in page


def test_opening_a_comment_keeps_who_saw_it_first_and_when() -> None:
    comment = held()
    notice = make_notice(comment)
    first, second = make_user(role=Role.MODERATOR), make_user(role=Role.EDITOR)

    look(at_desk(first), "comments_case", comment.pk)
    seen_at = stored(comment).first_seen_at
    look(at_desk(second), "comments_case", comment.pk)

    assert stored(comment).first_seen_by == first
    assert stored(comment).first_seen_at == seen_at
    assert seen_at is not None
    notice.refresh_from_db()
    assert notice.seen_at == seen_at


def test_a_decision_opens_the_next_comment_and_says_how_to_undo() -> None:
    first, second = held(), held()
    client = at_desk()

    page = say(client, first, "reject")

    assert page.redirect_chain[-1][0] == reverse("comments_case", args=[second.pk])
    with translation.override("fr"):
        said = _("%(said)s z: undo") % {"said": f"{MeasureChoice.REJECT.label}."}
    assert plain(said) in text_of(page)
    assert stored(first).state == State.REJECTED


@pytest.mark.parametrize(
    ("word", "state", "measure"),
    [
        ("approve", State.PUBLISHED, Measure.PUBLISH),
        ("reject", State.REJECTED, Measure.REJECT),
        ("spam", State.SPAM, Measure.SPAM),
    ],
)
def test_each_word_is_one_decision_in_the_name_of_who_said_it(
    word: str, state: State, measure: Measure
) -> None:
    comment, user = held(), make_user(role=Role.MODERATOR)

    say(at_desk(user), comment, word)

    decision = Decision.objects.get()
    assert stored(comment).state == state
    assert (decision.measure, decision.user_id_then) == (measure, user.pk)


def test_a_reported_comment_that_stands_is_kept_or_removed() -> None:
    article = make_article()
    kept, removed = make_comment(article=article), make_comment(article=article)
    Comment.objects.update(queue=Queue.REPORTED, queued_at=MOMENT)
    client = at_desk()

    say(client, kept, "approve")
    say(client, removed, "reject")

    assert [each.measure for each in Decision.objects.order_by("pk")] == ["keep", "remove"]
    assert (stored(kept).state, stored(kept).queue) == (State.PUBLISHED, "")
    assert stored(removed).state == State.REMOVED


def test_a_single_key_cites_the_clause_that_was_cited_last() -> None:
    first, second, third = held(), held(), held()
    client = at_desk()

    say(client, first, "reject")
    say(client, second, "reject", with_reasons="1", clause="2", explanation="Une réclame.")
    say(client, third, "reject")

    decisions = Decision.objects.order_by("pk")
    assert [each.clause for each in decisions] == ["1", "2", "2"]
    assert [each.explanation for each in decisions] == ["", "Une réclame.", ""]


def test_a_saved_reply_fills_the_explanation_in_the_language_of_the_author() -> None:
    reply = SavedReply.objects.create(title="Ton", text_fr="Plus calmement.", text_en="Calmly.")
    french, english = held(), held(language="en")
    client = at_desk()

    for comment in (french, english):
        say(client, comment, "reject", with_reasons="1", clause="1", reply=reply.pk)

    explanations = [each.explanation for each in Decision.objects.order_by("pk")]
    assert explanations == ["Plus calmement.", "Calmly."]


def test_what_is_against_the_law_needs_the_law() -> None:
    comment, client = held(), at_desk()

    say(client, comment, "reject", with_reasons="1", is_illegal="on")
    assert stored(comment).state == State.HELD

    law = "Loi du 29 juillet 1881, article 33"
    say(client, comment, "reject", with_reasons="1", is_illegal="on", legal_ground=law)
    decision = Decision.objects.get()
    assert (decision.ground, decision.legal_ground) == (Ground.ILLEGAL, law)


def test_the_last_decision_is_undone_and_the_comment_shown_again() -> None:
    comment, client = held(), at_desk()
    held()
    say(client, comment, "spam")
    decision = Decision.objects.get()

    page = press(client, "comments_undo", decision.pk)

    assert page.redirect_chain[-1][0] == reverse("comments_case", args=[comment.pk])
    assert (stored(comment).state, stored(comment).queue) == (State.HELD, Queue.FIRST)


def test_a_decision_of_a_colleague_is_not_undone() -> None:
    comment = held()
    say(at_desk(), comment, "spam")

    press(at_desk(), "comments_undo", Decision.objects.get().pk)

    assert stored(comment).state == State.SPAM


def test_who_comes_second_is_told_and_goes_on() -> None:
    first, second = held(), held()
    say(at_desk(), first, "reject")
    late = at_desk()

    page = say(late, first, "spam")

    assert "warning" in text_of(page)
    assert stored(second).state == State.HELD
    assert Decision.objects.count() == 1


def test_the_progress_counts_what_was_decided_in_this_sitting() -> None:
    comments = [held() for _ in range(4)]
    client = at_desk()

    assert "1 of 4" in _progress(look(client, "comments_case", comments[0].pk))
    say(client, comments[0], "approve")
    say(client, comments[1], "approve")

    assert "3 of 4" in _progress(look(client, "comments_case", comments[2].pk))
    # The next one, while that one is left for later.
    assert "4 of 4" in _progress(look(client, "comments_case", comments[3].pk))


def _progress(response: object) -> str:
    return text_of(response).replace(" sur ", " of ")


def test_next_leaves_a_comment_for_later_and_comes_back_to_it() -> None:
    first, second = held(), held()
    client = at_desk()

    after_first = client.get(reverse("comments_skip", args=[first.pk]), secure=True)
    after_second = client.get(reverse("comments_skip", args=[second.pk]), secure=True)

    assert after_first.url == reverse("comments_case", args=[second.pk])
    assert after_second.url == reverse("comments_case", args=[first.pk])


def test_the_desk_answers_in_the_newsrooms_name_and_approves_first() -> None:
    comment, user = held(), make_user(role=Role.EDITOR)

    press(at_desk(user), "comments_answer", comment.pk, body="Merci de l’avoir signalé.")

    answer = Comment.objects.get(parent=comment)
    assert stored(comment).state == State.PUBLISHED
    assert (answer.user, answer.state) == (user, State.PUBLISHED)


def test_an_empty_answer_approves_nothing() -> None:
    comment = held()

    press(at_desk(), "comments_answer", comment.pk, body="  ")

    assert stored(comment).state == State.HELD


def test_a_comment_is_pinned_and_unpinned() -> None:
    comment, client = make_comment(article=make_article()), at_desk()

    press(client, "comments_pin", comment.pk, pin="1")
    assert stored(comment).is_pinned
    press(client, "comments_pin", comment.pk, pin="0")
    assert not stored(comment).is_pinned


def test_what_waits_for_its_readers_mail_is_not_the_desks() -> None:
    comment = make_comment(article=make_article(), state=State.UNPROVEN)

    assert look(at_desk(), "comments_case", comment.pk).status_code == 404


def test_single_keys_are_turned_off_by_whoever_does_not_want_them() -> None:
    comment, user = held(), make_user(role=Role.MODERATOR)
    client = at_desk(user)
    assert "aria-keyshortcuts" in text_of(look(client, "comments_case", comment.pk))

    press(client, "comments_preferences", wants_mails="on", mail_after_hours="6")

    assert not DeskPreferences.objects.get(user=user).has_shortcuts
    page = text_of(look(client, "comments_case", comment.pk))
    assert "aria-keyshortcuts" not in page
    assert 'data-comments-keys-on-value="false"' in page


def test_the_page_takes_as_many_queries_however_much_is_known(
    django_assert_max_num_queries, django_assert_num_queries
) -> None:
    article, reader, client = make_article(), make_reader(), at_desk()
    comment = held(article=article, reader=reader, source_digest="d" * 64)
    held(article=article, source_digest="d" * 64)
    look(client, "comments_case", comment.pk)
    with django_assert_max_num_queries(60) as few:
        look(client, "comments_case", comment.pk)

    for _number in range(5):
        held(article=article, reader=reader, source_digest="d" * 64)
        held(article=article, source_digest="d" * 64)
        make_notice(comment, seen_at=MOMENT)
        Revision.objects.create(comment=comment, body="Avant.", replaced_at=MOMENT)
        ReaderNote.objects.create(
            reader=reader, user=make_user(), text="Note.", made_at=clock.now()
        )

    with django_assert_num_queries(len(few)):
        look(client, "comments_case", comment.pk)


@pytest.mark.parametrize("value", ["nothing", ""])
def test_an_unknown_word_decides_nothing(value: str) -> None:
    comment = held()

    page = say(at_desk(), comment, value)

    assert page.status_code == 200
    assert stored(comment).state == State.HELD


def test_a_decision_an_hour_old_is_not_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    comment, client = held(), at_desk()
    say(client, comment, "spam")
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)

    press(client, "comments_undo", Decision.objects.get().pk)

    assert stored(comment).state == State.SPAM


def test_the_reports_on_what_its_author_took_away_are_answered() -> None:
    kept, wrong = (
        make_comment(
            article=make_article(), state=State.WITHDRAWN, queue=Queue.LEGAL, queued_at=MOMENT
        )
        for _number in range(2)
    )
    make_notice(kept)
    make_notice(wrong)
    client = at_desk()

    say(client, kept, "approve")
    say(client, wrong, "reject")

    assert [each.measure for each in Decision.objects.order_by("pk")] == ["keep", "remove"]
    assert {stored(each).state for each in (kept, wrong)} == {State.WITHDRAWN}
    assert {stored(each).queue for each in (kept, wrong)} == {""}
