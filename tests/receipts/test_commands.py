"""`obole receipts`: what waits is issued and printed, what was altered is told, a year declared."""

import pytest
from click.testing import CliRunner
from django.db import connection
from factories import Newsroom
from receipting import ISSUED, issued, make_company, make_person, receipted_gift, switch_on

from obole.project.command_line.invocation import Invocation
from obole.project.command_line.receipts import command
from obole.project.health.findings import Verdict
from obole.project.health.receipts import receipts as look_at_receipts
from obole.receipts.models import Receipt
from obole.receipts.models.guards import install_guards

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(newsroom: Newsroom, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("obole.receipts.actions.printing.receipts_folder", lambda: tmp_path)
    monkeypatch.setattr("obole.project.health.receipts.receipts_folder", lambda: tmp_path)
    monkeypatch.setattr(Invocation, "load_django", lambda self: None)


def call(*arguments, tmp_path):
    """Call the command, and return what it said and its exit code."""
    invocation = Invocation(site=tmp_path, is_quiet=False)
    return CliRunner().invoke(command, [str(each) for each in arguments], obj=invocation)


def test_what_waits_is_issued_and_printed_and_the_rest_is_named(tmp_path):
    switch_on()
    receipted_gift(make_person())
    left = receipted_gift(make_person(street=""))

    first = call("issue", 2026, tmp_path=tmp_path)
    again = call("issue", 2026, tmp_path=tmp_path)

    assert "1 issued, 1 could not be." in first.output
    assert f"{left.number}: no-address" in first.output
    assert "0 issued" in again.output
    assert len(list(tmp_path.rglob("*.pdf"))) == 1


def test_nothing_is_issued_before_it_was_decided(tmp_path):
    receipted_gift()

    answer = call("issue", 2026, tmp_path=tmp_path)

    assert answer.exit_code == 1
    assert Receipt.objects.count() == 0


def test_a_year_is_declared_in_figures_that_a_program_reads(tmp_path):
    switch_on()
    for donor in (make_person(), make_person(), make_company()):
        issued(receipted_gift(donor, amount="20,50"))

    answer = call("declaration", 2026, tmp_path=tmp_path)

    assert answer.output.splitlines() == ["fr-11580\t2\t41.00 EUR", "fr-16216\t1\t20.50 EUR"]


def test_receipts_are_verified_and_guarded(tmp_path):
    switch_on()
    issued()

    unguarded = call("verify", tmp_path=tmp_path)
    call("guard", tmp_path=tmp_path)
    guarded = call("verify", tmp_path=tmp_path)

    assert (unguarded.exit_code, guarded.exit_code) == (1, 0)
    assert "1 receipt is as issued." in guarded.output


def test_the_doctor_says_when_files_are_lost(tmp_path):
    switch_on()
    assert list(look_at_receipts(None, ISSUED)) == []
    install_guards(connection)
    receipted_gift()
    call("issue", 2026, tmp_path=tmp_path)
    assert [each.verdict for each in look_at_receipts(None, ISSUED)] == [Verdict.OK]

    next(tmp_path.rglob("*.pdf")).unlink()

    assert [each.verdict for each in look_at_receipts(None, ISSUED)] == [Verdict.FAIL]
