"""Readers at the desk, the record, the figures, and the lists that the desk keeps for itself."""

from datetime import timedelta
from uuid import uuid4

import pytest
from commenting import MOMENT, make_comment, make_reader
from desk_work import at_desk, look, make_house_rules, press, say, text_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from factories import Newsroom, make_article, make_user

from obole.accounts.roles import Role
from obole.comments.models import (
    Comment,
    CommentSignal,
    Decision,
    Reader,
    ReaderNote,
    Statement,
    ThreadRules,
)
from obole.comments.queries.figures import figures, quantile
from obole.comments.queries.wording import WORDS_OF_SIGNALS, said_of
from obole.comments.rules.signals import Name, Severity
from obole.comments.rules.states import Standing, State
from obole.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(newsroom: Newsroom) -> None:
    make_house_rules()


def test_a_reader_is_found_by_name_or_address() -> None:
    make_reader(name="Lucienne", email="lucienne@example.org")
    make_reader(name="Octave", email="octave@example.net")
    client = at_desk()

    by_name = text_of(look(client, "comments_readers", query="?q=lucie"))
    by_address = text_of(look(client, "comments_readers", query="?q=EXAMPLE.NET"))

    assert "Lucienne" in by_name
    assert "Octave" not in by_name
    assert "Octave" in by_address
    assert "Lucienne" not in by_address


def test_a_readers_page_shows_their_comments_and_what_was_decided() -> None:
    reader = make_reader(name="Lucienne", approved_count=7)
    make_comment(article=make_article(), reader=reader, body="Une remarque ancienne.")
    make_comment(article=make_article(), reader=reader, state=State.UNPROVEN, body="Pas encore là.")

    page = text_of(look(at_desk(), "comments_reader", reader.pk))

    assert "Une remarque ancienne." in page
    assert "Pas encore là." not in page
    assert reader.email in page


def test_a_readers_page_takes_as_many_queries_however_much_they_wrote(
    django_assert_num_queries,
) -> None:
    article, reader, client = make_article(), make_reader(), at_desk()
    make_comment(article=article, reader=reader)
    look(client, "comments_reader", reader.pk)
    with CaptureQueriesContext(connection) as few:
        look(client, "comments_reader", reader.pk)

    for _number in range(30):
        make_comment(article=article, reader=reader)
        ReaderNote.objects.create(reader=reader, user=None, text="Note.", made_at=MOMENT)

    with django_assert_num_queries(len(few)):
        look(client, "comments_reader", reader.pk)


def test_a_note_is_kept_with_who_wrote_it() -> None:
    reader, user = make_reader(), make_user(role=Role.MODERATOR)

    press(at_desk(user), "comments_note", reader.pk, text="Prévenu deux fois.")

    note = ReaderNote.objects.get(reader=reader)
    assert (note.text, note.user) == ("Prévenu deux fois.", user)


def test_a_reader_is_suspended_until_the_end_of_a_day() -> None:
    reader = make_reader()
    last_day = timezone.localdate() + timedelta(days=7)

    press(
        at_desk(),
        "comments_reader",
        reader.pk,
        standing=Standing.SUSPENDED,
        until=last_day.isoformat(),
        clause="2",
        explanation="Trois réclames.",
    )

    reader.refresh_from_db()
    assert reader.standing == Standing.SUSPENDED
    assert reader.standing_until is not None
    assert timezone.localtime(reader.standing_until - timedelta(minutes=1)).date() == last_day
    assert timezone.localtime(reader.standing_until).date() == last_day + timedelta(days=1)
    decision = Decision.objects.get()
    assert (decision.measure, decision.clause) == ("suspend", "2")
    assert decision.explanation == "Trois réclames."


@pytest.mark.parametrize(
    "fields",
    [
        {"standing": Standing.SUSPENDED, "clause": "1"},
        {"standing": Standing.SUSPENDED, "clause": "1", "until": "2020-01-01"},
        {"standing": Standing.BANNED},
        {"standing": "king", "clause": "1"},
    ],
    ids=["no end", "an end that is over", "no reason", "no such standing"],
)
def test_a_standing_that_cannot_be_is_not_decided_and_the_form_keeps_its_text(
    fields: dict[str, str],
) -> None:
    reader = make_reader()

    page = press(at_desk(), "comments_reader", reader.pk, explanation="Mon texte.", **fields)

    assert "Mon texte." in text_of(page)
    assert not Decision.objects.exists()


def test_a_ban_for_good_is_lifted_without_a_reason() -> None:
    reader, client = make_reader(), at_desk()

    press(client, "comments_reader", reader.pk, standing=Standing.BANNED, clause="1")
    reader.refresh_from_db()
    assert (reader.standing, reader.standing_until) == (Standing.BANNED, None)

    press(client, "comments_reader", reader.pk, standing=Standing.NORMAL)
    assert Reader.objects.get(pk=reader.pk).standing == Standing.NORMAL


def test_the_record_is_searched_by_measure_and_person() -> None:
    article = make_article()
    user = make_user(role=Role.MODERATOR, first_name="Anatole", last_name="France")
    first = make_comment(article=article, state=State.HELD)
    second = make_comment(article=article, state=State.HELD)
    say(at_desk(user), first, "spam")
    client = at_desk()
    say(client, second, "reject")

    spam = text_of(look(client, "comments_decisions", query="?measure=spam"))
    persons = text_of(look(client, "comments_decisions", query="?user_name=anatole"))
    rules = text_of(look(client, "comments_decisions", query="?is_automated_decision=true"))

    by_anatole, other = Decision.objects.order_by("pk")
    for page in (spam, persons):
        assert reverse("comments_decision", args=[by_anatole.pk]) in page
        assert reverse("comments_decision", args=[other.pk]) not in page
    assert reverse("comments_decision", args=[other.pk]) not in rules


def test_a_decisions_page_says_what_its_author_was_told() -> None:
    comment, client = make_comment(article=make_article(), state=State.HELD), at_desk()
    say(client, comment, "reject", with_reasons="1", clause="2", explanation="Une réclame.")
    decision = Decision.objects.get()
    Statement.objects.create(
        decision=decision,
        puid=uuid4(),
        language="fr",
        text="Votre commentaire n’a pas été publié.",
        sent_by=Statement.Way.MAIL,
        made_at=MOMENT,
        secret_digest="e" * 64,
    )

    page = text_of(look(client, "comments_decision", decision.pk))

    assert "Une réclame." in page
    assert "Votre commentaire n’a pas été publié." in page
    assert decision.digest in page


def test_the_record_outlives_the_comment() -> None:
    article, client = make_article(), at_desk()
    comment = make_comment(article=article, state=State.HELD)
    say(client, comment, "spam")
    decision = Decision.objects.get()
    Comment.objects.filter(pk=comment.pk).delete()

    assert look(client, "comments_decision", decision.pk).status_code == 200
    assert look(client, "comments_decisions").status_code == 200


def test_the_figures_count_what_waited_was_held_and_was_rejected() -> None:
    article, user, now = make_article(), make_user(role=Role.MODERATOR), clock.now()
    client = at_desk(user)
    words = []
    for hours, word in ((1, "approve"), (3, "reject"), (5, "spam")):
        comment = make_comment(
            article=article,
            state=State.HELD,
            created_at=now - timedelta(hours=hours),
            queued_at=now - timedelta(hours=hours),
        )
        CommentSignal.objects.create(
            comment=comment, name=Name.LINKS, severity=Severity.HOLD, made_at=now
        )
        words.append((comment, word))
    for comment, word in words:
        say(client, comment, word)
    make_comment(article=article, created_at=now)

    found = figures(now=clock.now())

    assert sum(each.written for each in found.days) == 4
    assert sum(each.held for each in found.days) == 3
    assert sum(each.against for each in found.days) == 2
    today = found.days[-1]
    assert today.decided == 3
    assert today.waited_usually is not None
    assert timedelta(hours=3) <= today.waited_usually < timedelta(hours=3, minutes=1)
    [links] = found.detectors
    assert (links.held, links.decided, links.rejected, links.precision_percent) == (3, 3, 2, 67)


def test_the_figures_take_four_queries_and_stand_without_any(django_assert_num_queries) -> None:
    make_comment(article=make_article())

    with django_assert_num_queries(3):
        figures(now=clock.now())
    Comment.objects.all().delete()
    page = text_of(look(at_desk(), "comments_figures"))

    assert page.count('<svg class="desk-chart"') == 3
    assert " style=" not in page.partition("<main")[2]


def test_a_quantile_is_a_wait_that_somebody_had() -> None:
    waits = [timedelta(minutes=number) for number in (9, 1, 5, 3)]

    assert quantile(waits, 0.5) == timedelta(minutes=3)
    assert quantile(waits, 0.9) == timedelta(minutes=9)
    assert quantile([], 0.5) is None


def test_every_detector_has_words() -> None:
    assert set(WORDS_OF_SIGNALS) == set(Name)


def test_a_signal_is_said_once_with_all_its_evidence_and_what_holds_comes_first() -> None:
    def signal(name: Name, severity: Severity, *evidence: str) -> CommentSignal:
        return CommentSignal(name=name, severity=severity, evidence=list(evidence))

    said = said_of(
        [
            signal(Name.SUSPECT_WORD, Severity.HINT, "casino"),
            signal(Name.BANNED_WORD, Severity.HOLD, "un"),
            signal(Name.BANNED_WORD, Severity.HOLD, "deux", "un"),
        ]
    )

    assert [each.is_holding for each in said] == [True, False]
    assert said[0].evidence == ["un", "deux"]


def test_the_first_screen_of_the_desk_shows_the_oldest_thing_first() -> None:
    article = make_article()
    make_comment(article=article, state=State.HELD, body="Le second.", queued_at=clock.now())
    make_comment(article=article, state=State.HELD, body="Le premier.", queued_at=MOMENT)

    home = text_of(look(at_desk(), "wagtailadmin_home"))

    assert "Le premier." in home
    assert "Le second." not in home


def test_saved_replies_and_words_are_kept_by_moderators() -> None:
    client = at_desk()

    press(
        client,
        "comments_replies:add",
        title="Ton",
        clause="1",
        text_fr="Plus calmement.",
        text_en="",
    )
    press(client, "comments_words:add", pattern="arnaque*", kind="banned")

    assert "Ton" in text_of(look(client, "comments_replies:index"))
    assert "arnaque*" in text_of(look(client, "comments_words:index"))


def test_from_an_article_one_button_leads_to_the_rules_of_its_comments() -> None:
    article, client = make_article(), at_desk(Role.EDITOR)
    way = reverse("comments_rules_of_page", args=[article.pk])
    assert way in text_of(look(client, "wagtailadmin_pages:edit", article.pk))

    empty = client.get(way, secure=True, follow=True)
    assert f'value="{article.pk}"' in text_of(empty)
    press(client, "comments_page_rules:add", page=article.pk, mode="closed")

    rules = ThreadRules.objects.get(page=article.pk)
    assert client.get(way, secure=True).url == reverse("comments_page_rules:edit", args=[rules.pk])


def test_a_journalist_finds_no_way_to_the_rules_of_comments() -> None:
    user = make_user(role=Role.JOURNALIST)
    article = make_article(owner=user, live=False)
    client = at_desk(user)

    page = look(client, "wagtailadmin_pages:edit", article.pk)

    assert page.status_code == 200
    assert reverse("comments_rules_of_page", args=[article.pk]) not in text_of(page)
