"""What the newsroom shows of its moderation: statements for the EU's database, yearly figures."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from factories import make_article, make_user
from legal_cases import NOW, REASONS, decide, make_colleague, make_comment, make_notice, make_reader

from obole.comments.actions import deciding
from obole.comments.actions.appealing import appeal, decide_appeal
from obole.comments.actions.ruling import found_house_rules
from obole.comments.actions.stating import GRACE, mail_statements, state_reasons
from obole.comments.models import Appeal, Decision, Notice, Statement
from obole.comments.queries.transparency import exported_statements, figures_of
from obole.comments.rules.exporting import Exported, statement_for_database
from obole.comments.rules.verdicts import RESTRICTING, Ground, Measure
from obole.comments.rules.vocabulary import LEGAL_REASONS, Category, Keyword
from obole.foundation.ingredients import gather
from obole.project.command_line import moderation
from obole.project.command_line.invocation import Invocation

SCHEMA = Path(__file__).parents[3] / "shared/data/comments/schema/dsa_statement_of_reasons.json"
YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))

STATEMENT = Exported(
    puid="2b0c1f3e-0000-4000-8000-000000000000",
    measure=Measure.REMOVE,
    is_illegal=False,
    legal_ground="",
    terms_version=3,
    clause="2",
    clause_text="Insult nobody.",
    category=Category.CYBER_VIOLENCE,
    keywords=(Keyword.HARASSMENT, "mine"),
    written_at=date(2026, 3, 1),
    made_at=date(2026, 3, 2),
    ends_at=None,
    language="fr",
    origin="voluntary",
    is_notice_of_law=False,
    is_automated_detection=True,
    is_automated_decision=False,
)


def test_a_statement_says_what_the_database_asks_for():
    assert statement_for_database(STATEMENT) == {
        "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"],
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": "House rules, version 3, clause 2",
        "incompatible_content_explanation": "Insult nobody.",
        "incompatible_content_illegal": "No",
        "content_type": ["CONTENT_TYPE_TEXT"],
        "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
        "category_specification": ["KEYWORD_CYBER_HARASSMENT"],
        "content_language": "FR",
        "content_date": "2026-03-01",
        "application_date": "2026-03-02",
        "decision_facts": "A published comment was removed. Nobody had reported it.",
        "source_type": "SOURCE_VOLUNTARY",
        "automated_detection": "AUTOMATED_DETECTION_YES",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
        "puid": STATEMENT.puid,
    }


def variants() -> list[Exported]:
    by_law = {"is_illegal": True, "legal_ground": "Loi du 29 juillet 1881, art. 24", "clause": ""}
    ends = date(2026, 4, 2)
    return [
        *(replace(STATEMENT, measure=each) for each in RESTRICTING),
        *(replace(STATEMENT, measure=each, ends_at=ends) for each in RESTRICTING),
        replace(STATEMENT, **by_law, origin="notice", is_notice_of_law=True),
        replace(STATEMENT, **by_law, origin="authority"),
        replace(STATEMENT, is_illegal=True, origin="notice"),
        replace(STATEMENT, category="", keywords=(), clause="", clause_text=""),
        replace(STATEMENT, clause_text="x" * 3_000, is_automated_decision=True),
    ]


@pytest.fixture(scope="module")
def schema() -> dict:
    """Give the rules and vocabularies of the EU's database."""
    if not SCHEMA.exists():
        pytest.skip(f"{SCHEMA} is not on this machine.")
    return json.loads(SCHEMA.read_text())


@pytest.mark.parametrize("statement", variants(), ids=lambda each: each.measure)
def test_a_statement_follows_the_rules_of_the_database(schema, statement):
    assert problems_of(statement_for_database(statement), schema) == []


ENUMS = {
    "decision_visibility": "DECISION_VISIBILITIES",
    "decision_account": "DECISION_ACCOUNTS",
    "decision_ground": "DECISION_GROUNDS",
    "content_type": "CONTENT_TYPES",
    "category": "STATEMENT_CATEGORIES",
    "category_specification": "KEYWORDS",
    "source_type": "SOURCE_TYPES",
    "automated_detection": "AUTOMATED_DETECTIONS",
    "automated_decision": "AUTOMATED_DECISIONS",
}
LENGTHS = {
    "decision_facts": 5000,
    "illegal_content_legal_ground": 500,
    "illegal_content_explanation": 2000,
    "incompatible_content_ground": 500,
    "incompatible_content_explanation": 2000,
    "decision_visibility_other": 500,
    "puid": 500,
}
MEASURES = {"decision_visibility", "decision_monetary", "decision_provision", "decision_account"}


def names_in(rules: list[str]) -> set[str]:
    """Return the fields that lines such as "content_type[]" and "puid(<=500,...)" name."""
    return {re.split(r"[(\[ ]", each)[0] for each in rules}


def problems_of(statement: dict, schema: dict) -> list[str]:
    """Return what the API would refuse, by the rules and vocabularies of its own source."""
    rules, problems = schema["rules"], []
    required = names_in(each for each in rules["required"] if not each.startswith("one of"))
    ground = statement["decision_ground"].removeprefix("DECISION_GROUND_")
    conditional = [each for each in rules[f"if {ground}"] if "optional" not in each]
    required |= names_in(conditional)
    known = required | names_in(rules["optional"]) | names_in(rules[f"if {ground}"]) | MEASURES
    problems += [f"{name} is missing" for name in required if not statement.get(name)]
    problems += [f"{name} is unknown" for name in statement.keys() - known]
    problems += [] if statement.keys() & MEASURES else ["no measure"]
    for name, enum in ENUMS.items():
        values = statement.get(name, [])
        for value in values if isinstance(values, list) else [values]:
            problems += [] if value in schema["enums"][enum] else [f"{name}: {value}"]
    problems += [
        f"{name} is too long"
        for name, most in LENGTHS.items()
        if len(statement.get(name, "")) > most
    ]
    problems += [
        f"{name} is no day"
        for name in statement
        if name.endswith("_date") or name.startswith("end_date")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", statement[name])
    ]
    return problems + ([] if re.fullmatch(r"[A-Za-z0-9_-]+", statement["puid"]) else ["puid"])


def test_what_the_database_would_refuse_is_seen(schema):
    wrong = {**statement_for_database(STATEMENT), "category": "MINE", "email": "a@example.org"}
    del wrong["decision_facts"]

    assert len(problems_of(wrong, schema)) == 3


def test_our_words_are_those_of_the_database(schema):
    enums = schema["enums"]

    assert set(Category) == set(enums["STATEMENT_CATEGORIES"])
    assert set(Keyword) <= set(enums["KEYWORDS"])
    assert {each.category for each in LEGAL_REASONS.values()} <= set(Category)


@pytest.fixture
def removal(newsroom) -> Decision:
    """Give a removal after a report, of which its author was told."""
    found_house_rules(now=NOW)
    reader = make_reader(name="Odile Martin", email="odile@example.org", language="en")
    article = make_article()
    comment = make_comment(page_id=article.pk, reader=reader, body="Un mot de Jean Dupont.")
    make_notice(comment, kind=Notice.Kind.LAW, received_at=NOW - timedelta(hours=5))
    decision = decide(
        comment=comment,
        user=make_user(),
        reasons=replace(REASONS, facts="Jean Dupont y est insulté.", explanation="Jean Dupont."),
    )
    state_reasons(decision_id=decision.pk, now=NOW)
    mail_statements(now=NOW + GRACE)
    return decision


def test_what_can_still_be_taken_back_and_what_was_is_not_exported(newsroom):
    comment, user = make_comment(), make_user()
    removed = deciding.remove(comment_id=comment.pk, user=user, now=NOW, reasons=REASONS)
    state_reasons(decision_id=removed.pk, now=NOW)
    assert list(exported_statements(since=YEAR[0])) == []

    deciding.undo(decision_id=removed.pk, user=user, now=NOW)
    mail_statements(now=NOW + GRACE)

    assert list(exported_statements(since=YEAR[0])) == []


def test_no_text_that_a_person_wrote_goes_out(removal):
    (statement,) = exported_statements(since=YEAR[0])

    written = json.dumps(statement)
    for secret in ("Dupont", "Odile", "odile@example.org", removal.user_name):
        assert secret not in written
    assert statement["source_type"] == "SOURCE_ARTICLE_16"
    assert statement["incompatible_content_explanation"].startswith("N’insultez personne")


class Loaded(Invocation):
    """An invocation for whose Django the test has cared."""

    def load_django(self, **_: object) -> None:
        """Do nothing."""

    def say(self, text: str = "") -> None:
        """Tell it to the test."""
        click.echo(text)


def export(since: str):
    arguments = ["export-statements", "--since", since]
    return CliRunner().invoke(moderation.command, arguments, obj=Loaded(site=Path()))


def test_the_command_prints_a_line_a_call_and_notes_what_it_handed_out(removal):
    first, second = export("2026-01-01"), export("2026-01-01")

    (statement,) = json.loads(first.output)["statements"]
    assert statement["puid"] == str(Statement.objects.get().puid)
    assert first.output == second.output
    assert Statement.objects.get().exported_at is not None
    assert export("2026-04-01").output == ""


def test_the_figures_of_a_year_count_what_was_decided(removal):
    decide(Measure.PUBLISH, user=make_user())
    decide(Measure.HIDE, comment=removal.comment)
    decide(Measure.REMOVE, now=NOW + timedelta(days=400))
    made = appeal(statement=removal.statement, text="Non.", now=NOW)
    decide_appeal(
        appeal_id=made.pk,
        user=make_user(),
        outcome=Appeal.Outcome.UPHELD,
        answer="Si.",
        now=NOW,
    )

    figures = figures_of(bounds=YEAR, year=2026)

    assert dict(figures.measures) == {"remove": 1, "publish": 1, "hide": 1}
    assert dict(figures.grounds) == {Ground.TERMS: 2}
    assert (figures.decisions, figures.automated) == (3, 1)
    assert (figures.notices, figures.notices_of_law) == (1, 1)
    assert figures.median_hours == 5.0
    assert (figures.appeals, figures.reversed) == (1, 0)
    assert figures.chain_digest == Decision.objects.filter(made_at__lt=YEAR[1]).last().digest


def test_a_year_without_reports_has_no_median(newsroom):
    assert figures_of(bounds=YEAR, year=2026).median_hours is None


@pytest.mark.parametrize("path", ["/c/transparency/", "/en/c/transparency/"])
def test_the_page_of_figures_is_for_everybody_and_is_kept_until_midnight(removal, path):
    with gather() as recipe:
        page = Client().get(path, secure=True)

    assert page.status_code == 200
    assert removal.digest in page.text
    assert (recipe.refusal, recipe.valid_until is None) == ("", False)


def test_what_was_decided_today_shows_tomorrow(removal, monkeypatch):
    from obole.foundation import clock

    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))
    assert removal.digest not in Client().get("/c/transparency/", secure=True).text

    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    assert removal.digest in Client().get("/c/transparency/", secure=True).text


def test_the_desk_shows_the_figures_of_this_moment(removal):
    client = Client()
    client.force_login(
        make_colleague("moderate_comment"), backend="django.contrib.auth.backends.ModelBackend"
    )

    assert removal.digest in client.get(reverse("comments_transparency"), secure=True).text
