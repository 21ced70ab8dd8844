"""The record of decisions: it is added to, it is refused to be changed, and a change is found."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from legal_cases import NOW, REASONS, decide, make_comment, make_reader

from obole.comments.actions.ruling import found_house_rules
from obole.comments.models import ChainHead, Decision
from obole.comments.models.guards import install_guards, missing_guards
from obole.comments.queries.chains import broken_links, end_of_chain, link_of
from obole.comments.rules.chain import Fault, digest_of
from obole.comments.rules.verdicts import Measure
from obole.project.command_line import moderation
from obole.project.command_line.invocation import Invocation

LATER = NOW + timedelta(days=400)


def faults(*, now: datetime = NOW) -> list[tuple[int | None, Fault]]:
    return [(each.decision_id, each.fault) for each in broken_links(now=now)]


@pytest.fixture
def guarded(db: None) -> None:
    """Give the database the triggers that a migration makes."""
    install_guards(connection)


@pytest.mark.django_db
def test_each_decision_holds_the_digest_of_the_one_before():
    first, second, third = decide(Measure.PUBLISH), decide(Measure.BAN), decide(Measure.LIFT)

    assert first.previous_digest == ""
    assert second.previous_digest == first.digest
    assert third.previous_digest == second.digest
    assert end_of_chain().count == 3
    assert end_of_chain().digest == third.digest
    assert faults() == []


@pytest.mark.django_db
def test_what_was_decided_about_whom_stands_in_the_record(newsroom):
    found_house_rules(now=NOW)
    comment = make_comment(body="Un avis.")

    stored = Decision.objects.get(pk=decide(comment=comment, previous_state="published").pk)

    assert (stored.comment_id, stored.reader_id) == (comment.pk, comment.reader_id)
    assert (stored.terms_version, stored.clause) == (1, "2")
    assert (stored.facts, stored.explanation) == (REASONS.facts, REASONS.explanation)
    assert stored.is_automated_decision
    assert stored.made_at == NOW
    assert stored.digest == digest_of(link_of(stored))


def test_the_digest_does_not_depend_on_how_a_moment_is_written():
    link = link_of(Decision(measure="remove", made_at=NOW, keywords=[]))

    elsewhere = replace(link, made_at=NOW.astimezone(timezone(timedelta(hours=5, minutes=30))))

    assert digest_of(link) == digest_of(elsewhere)
    assert digest_of(link) != digest_of(replace(link, made_at=NOW + timedelta(microseconds=1)))


def test_the_digest_is_the_sha_256_of_canonical_json():
    link = link_of(
        Decision(
            comment_id=7,
            measure="remove",
            made_at=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
            user_name="Éloïse",
            keywords=["KEYWORD_OTHER"],
            text_digest="a" * 64,
        )
    )

    assert digest_of(link) == hashlib.sha256(CANONICAL.encode()).hexdigest()


CANONICAL = (
    '{"category":"","clause":"","comment_digest":"","comment_id":7,"ends_at":null,"ground":"",'
    '"is_automated_decision":false,"is_automated_detection":false,'
    '"keywords":["KEYWORD_OTHER"],"legal_ground":"",'
    '"made_at":"2026-03-01T08:00:00.000000+00:00","measure":"remove","notice_id":null,'
    '"origin":"voluntary","previous_digest":"","previous_queue":"","previous_state":"",'
    f'"reader_id":null,"terms_version":0,"text_digest":"{"a" * 64}","user_id":null,'
    '"user_name":"Éloïse"}'
)


@pytest.mark.django_db
def test_a_decision_outside_a_transaction_is_refused(transactional_db):
    from obole.comments.actions.recording import record

    with pytest.raises(AssertionError, match="outside a transaction"):
        record(measure=Measure.KEEP, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("measure", ["keep", "remove"])
def test_triggers_refuse_to_change_a_decision(guarded, measure):
    decision = decide()

    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(clause="7", measure=measure)

    assert Decision.objects.get(pk=decision.pk).clause == "2"


@pytest.mark.django_db
def test_triggers_refuse_to_delete_a_decision(guarded):
    decision = decide()

    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).delete()

    assert Decision.objects.filter(pk=decision.pk).exists()


@pytest.mark.django_db
def test_triggers_let_texts_be_purged_and_nothing_else_be_written_into_them(guarded):
    decision = decide()
    row = Decision.objects.filter(pk=decision.pk)

    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        row.update(facts="Autre chose.")
    row.update(facts="", explanation="")

    assert faults(now=LATER) == []


@pytest.mark.django_db
def test_triggers_refuse_to_change_house_rules_that_decisions_cite(newsroom, guarded):
    rules = found_house_rules(now=NOW)

    for change in (
        lambda: rules.clauses.update(text_en="Anything goes."),
        lambda: rules.clauses.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            change()


@pytest.mark.django_db
def test_guards_that_are_missing_are_named():
    assert missing_guards(connection) == {
        "comments_decision",
        "comments_houserules",
        "comments_clause",
    }

    install_guards(connection)
    install_guards(connection)

    assert missing_guards(connection) == set()


@pytest.mark.django_db
def test_texts_that_were_purged_too_early_or_altered_are_found():
    purged, altered = decide(), decide()
    Decision.objects.filter(pk=purged.pk).update(facts="", explanation="")
    Decision.objects.filter(pk=altered.pk).update(facts="Rien.")

    assert faults() == [(purged.pk, Fault.TEXT_GONE), (altered.pk, Fault.TEXT_ALTERED)]
    assert faults(now=LATER) == [(altered.pk, Fault.TEXT_ALTERED)]


@pytest.mark.django_db
def test_an_empty_record_whose_decisions_were_all_removed_is_found():
    decide()
    Decision.objects.all().delete()

    assert faults() == [(None, Fault.NOT_THE_LAST)]


# What somebody who can write to the database might do, each with the decision that they touch.

COLUMNS = {
    "comment": 40,
    "measure": "keep",
    "made_at": NOW - timedelta(days=1),
    "user_id_then": 99,
    "user_name": "Personne",
    "ground": "illegal",
    "terms_version": 9,
    "clause": "1",
    "legal_ground": "Article 24",
    "category": "STATEMENT_CATEGORY_VIOLENCE",
    "keywords": ["KEYWORD_OTHER"],
    "facts": "Autre.",
    "explanation": "Autre.",
    "text_digest": "b" * 64,
    "comment_digest": "c" * 64,
    "is_automated_detection": False,
    "is_automated_decision": False,
    "origin": "authority",
    "previous_state": "held",
    "previous_queue": "1-legal",
    "ends_at": NOW,
    "previous_digest": "d" * 64,
    "digest": "e" * 64,
}

LENGTH = 6


def rows() -> list[Decision]:
    return list(Decision.objects.order_by("pk"))


def alter(index: int, column: str) -> None:
    Decision.objects.filter(pk=rows()[index].pk).update(**{column: COLUMNS[column]})


def alter_with_its_digest(index: int, column: str) -> None:
    alter(index, column)
    decision = rows()[index]
    Decision.objects.filter(pk=decision.pk).update(digest=digest_of(link_of(decision)))


def remove(index: int, _column: str) -> None:
    rows()[index].delete()


def swap(index: int, _column: str) -> None:
    one, other = rows()[index], rows()[(index + 1) % LENGTH]
    Decision.objects.filter(pk__in=[one.pk, other.pk]).delete()
    one.pk, other.pk = other.pk, one.pk
    for decision in (one, other):
        decision.save(force_insert=True)


def insert(index: int, _column: str) -> None:
    added = rows()[index]
    added.pk, added.clause = rows()[-1].pk + 10, "8"
    added.previous_digest = rows()[-1].digest
    added.digest = digest_of(link_of(added))
    added.save(force_insert=True)


TAMPERING = st.tuples(
    st.sampled_from([alter, alter_with_its_digest, remove, swap, insert]),
    st.integers(0, LENGTH - 1),
    st.sampled_from(sorted(COLUMNS.keys() - {"digest", "text_digest", "facts", "explanation"})),
)


@pytest.fixture
def record_of_six(db: None) -> Iterator[None]:
    """Give a record of a few decisions that differ in everything a reader may ask."""
    reader = make_reader()
    for number, measure in enumerate(list(Measure)[:LENGTH]):
        decide(measure, reader=reader, reasons=replace(REASONS, clause=str(number + 2)))
    return None


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tampering=TAMPERING)
def test_whatever_is_altered_removed_swapped_or_inserted_is_found(record_of_six, tampering):
    tamper, index, column = tampering
    before = faults()

    with transaction.atomic():
        tamper(index, column)
        after = faults()
        transaction.set_rollback(True)

    assert before == []
    assert after != []


@pytest.mark.parametrize("column", COLUMNS)
def test_each_column_that_is_altered_is_found(record_of_six, column):
    alter(2, column)

    assert rows()[2].pk in {each for each, _ in faults()}


def test_decisions_made_at_the_same_moment_stand_one_behind_the_other(transactional_db):
    ChainHead.objects.all().delete()
    together = threading.Barrier(4)
    problems: list[BaseException] = []

    def decide_often() -> None:
        try:
            together.wait()
            for _ in range(5):
                decide(Measure.KEEP)
        except BaseException as error:  # noqa: BLE001 - told by the main thread
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide_often) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert problems == []
    assert end_of_chain().count == 20
    assert faults() == []


def verify(*arguments: str):
    return CliRunner().invoke(moderation.command, ["verify", *arguments], obj=Loaded(site=Path()))


class Loaded(Invocation):
    """An invocation for whose Django the test has cared."""

    def load_django(self, **_: object) -> None:
        """Do nothing."""

    def say(self, text: str = "") -> None:
        """Tell it to the test."""
        click.echo(text)


@pytest.mark.django_db
def test_the_command_tells_where_an_untouched_record_ends(guarded):
    decision = decide()

    result = verify()

    assert result.exit_code == 0
    assert "1 decision" in result.output
    assert decision.digest in result.output


@pytest.mark.django_db
def test_the_command_lists_what_is_wrong_and_fails(guarded):
    first, _ = decide(), decide()
    ChainHead.objects.update(digest=first.digest, count=1)

    result = verify()

    assert result.exit_code == 1
    assert "the end was changed" in result.output


@pytest.mark.django_db
def test_the_command_fails_without_the_triggers():
    decide()

    result = verify()

    assert result.exit_code == 1
    assert "comments_decision" in str(result.exception)


@pytest.mark.django_db
def test_a_record_that_was_rewritten_does_not_hold_the_digest_that_was_written_down(guarded):
    written_down = decide().digest

    assert verify("--holds", written_down).exit_code == 0
    result = verify("--holds", "f" * 64)

    assert result.exit_code == 1
    assert "f" * 64 in str(result.exception)
