"""What somebody changes in the books is found, and told once."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from bookkeeping import DAY, FUND, NOW, gift, payout, post
from click.testing import CliRunner
from django.db import connection
from ledger_command import Loaded

from obole.ledger.actions.checking import check_all_books, check_books
from obole.ledger.actions.closing import BooksUnsound, YearNotOver, close_year
from obole.ledger.actions.summing import sum_anew, sum_days
from obole.ledger.models import BooksCheck, ClosedYear, DaySum, Entry, Line
from obole.ledger.models.guards import install_guards, remove_guards
from obole.ledger.queries import proving
from obole.ledger.queries.entries import chained, end_of_chain, lines_of
from obole.ledger.queries.figures import counted_up_to
from obole.ledger.rules.chain import digest_of
from obole.ledger.rules.chart import GIFTS
from obole.ledger.rules.faults import Fault, Wrong
from obole.project.command_line import ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def five_entries() -> None:
    """Give books of five entries, added up and checked, without triggers for whoever alters."""
    for number in range(1, 5):
        post(gift(number))
    post(payout())
    check_all_books(now=NOW)
    remove_guards(connection)


def faults() -> list[tuple[int | None, Wrong]]:
    install_guards(connection)
    found = proving.all_faults(until=end_of_chain()[0])
    return [(each.number, each.wrong) for each in found if each is not None]


def altered_with_its_digest() -> None:
    """Alter the fourth entry as somebody does who knows how digests are made."""
    Entry.objects.filter(number=4).update(text="Autre")
    entry = Entry.objects.get(number=4)
    before = Entry.objects.get(number=3).digest
    content = chained(entry=entry, lines=lines_of(entry=entry), previous_digest=before)
    Entry.objects.filter(number=4).update(digest=digest_of(content))


def removed(number: int) -> None:
    Line.objects.filter(entry=number).delete()
    Entry.objects.filter(number=number).delete()


def last_removed() -> None:
    removed(5)


def posted_late() -> None:
    ClosedYear.objects.create(
        year=2026,
        closed_at=NOW,
        closed_by="x",
        last_number=4,
        digest=Entry.objects.get(number=4).digest,
    )


WAYS = {
    "text": (lambda: Entry.objects.filter(number=2).update(text="Autre"), (2, Wrong.ALTERED)),
    "day": (
        lambda: Entry.objects.filter(number=2).update(day=DAY + timedelta(days=1)),
        (2, Wrong.ALTERED),
    ),
    "moment": (
        lambda: Entry.objects.filter(number=2).update(posted_at=NOW + timedelta(microseconds=1)),
        (2, Wrong.ALTERED),
    ),
    "fund": (
        lambda: Line.objects.filter(entry=3, account=GIFTS).update(fund="campaign:2"),
        (3, Wrong.ALTERED),
    ),
    "amount": (
        lambda: Line.objects.filter(entry=3, account=GIFTS).update(credit=1),
        (3, Wrong.UNBALANCED),
    ),
    "no lines": (lambda: Line.objects.filter(entry=3).delete(), (3, Wrong.EMPTY)),
    "digest too": (altered_with_its_digest, (5, Wrong.ALTERED)),
    "removed": (lambda: removed(2), (3, Wrong.GAP)),
    "end": (last_removed, (5, Wrong.CUT)),
    "late": (posted_late, (5, Wrong.LATE)),
    "sum": (
        lambda: DaySum.objects.filter(account=GIFTS).update(credit=1),
        (None, Wrong.SUMS),
    ),
}


@pytest.mark.parametrize(("change", "fault"), WAYS.values(), ids=WAYS)
def test_whatever_is_changed_is_found(five_entries, change, fault):
    DaySum.objects.filter(up_to=5).delete()
    change()
    sum_anew()
    if fault[1] is Wrong.SUMS:
        change()

    assert fault in faults()


def test_untouched_books_are_whole(five_entries):
    assert faults() == []


def test_books_that_were_rewritten_are_not_those_that_were_seen_before(five_entries):
    digests = []
    previous = ""
    Entry.objects.filter(number=1).update(text="Autre")
    for entry in Entry.objects.order_by("number"):
        content = chained(entry=entry, lines=lines_of(entry=entry), previous_digest=previous)
        previous = digest_of(content)
        digests.append(previous)
    for number, digest in enumerate(digests, 1):
        Entry.objects.filter(number=number).update(digest=digest)

    assert faults() == [(5, Wrong.REWRITTEN)]


# Checks


def test_a_small_check_computes_what_came_since_and_keeps_the_sums_up_to_date(five_entries):
    install_guards(connection)
    post(gift(7))

    check = check_books(now=NOW)

    assert (check.entries, check.problems, check.is_whole) == (6, [], False)
    assert check.digest == end_of_chain()[1]
    assert counted_up_to() == 6


def test_a_fault_stands_in_every_check_until_one_of_everything_finds_it_mended(five_entries):
    Line.objects.filter(entry=2).update(fund="campaign:9")
    install_guards(connection)
    assert check_books(now=NOW).problems == []

    whole = check_all_books(now=NOW)
    post(gift(7))
    small = check_books(now=NOW)

    altered = Fault(wrong=Wrong.ALTERED, number=2)
    assert altered in [Fault.from_json(each) for each in whole.problems]
    assert small.problems == whole.problems
    remove_guards(connection)
    Line.objects.filter(entry=2).update(fund="")
    Line.objects.filter(entry=2, account=GIFTS).update(fund=FUND)
    install_guards(connection)
    sum_anew()
    assert check_all_books(now=NOW).problems == []
    assert check_books(now=NOW).problems == []


def test_a_fault_is_announced_once(five_entries, monkeypatch):
    announced = []
    monkeypatch.setattr("obole.ledger.actions.checking.emit", announced.append)

    first = check_books(now=NOW)
    check_books(now=NOW)

    assert {each["wrong"] for each in first.problems} == {"UNGUARDED"}
    assert [each.check_id for each in announced] == [first.pk]


def test_small_checks_are_forgotten_and_witnesses_are_kept(five_entries):
    check_books(now=NOW)

    check_all_books(now=NOW + timedelta(days=30))

    assert list(BooksCheck.objects.values_list("is_whole", flat=True)) == [True, True]


# Closing a year


def test_a_closed_year_says_where_the_books_stood():
    entry = post(gift(day=date(2025, 6, 1)))

    closing = close_year(year=2025, by="Trésorière", now=NOW)

    assert (closing.last_number, closing.digest) == (1, entry.digest)
    assert (closing.closed_by, closing.closed_at) == ("Trésorière", NOW)
    assert close_year(year=2025, by="Quelqu'un", now=NOW) == closing
    assert close_year(year=2024, by="Quelqu'un", now=NOW) == closing


def test_a_year_that_is_not_over_is_not_closed():
    with pytest.raises(YearNotOver):
        close_year(year=2026, by="Trésorière", now=NOW)


def test_a_year_is_not_closed_over_books_that_are_wrong(five_entries):
    Line.objects.filter(entry=2).update(fund="campaign:9")
    install_guards(connection)

    with pytest.raises(BooksUnsound) as refusal:
        close_year(year=2025, by="Trésorière", now=NOW)

    assert refusal.value.check.problems
    assert not ClosedYear.objects.exists()


# The command


def command(*arguments: str):
    return CliRunner().invoke(ledger.command, arguments, obj=Loaded(site=Path()))


def test_the_command_tells_where_untouched_books_end(five_entries):
    install_guards(connection)

    result = command("verify", "--holds", end_of_chain()[1])

    assert result.exit_code == 0
    assert "5 entries are whole" in result.output
    assert end_of_chain()[1] in result.output
    assert command("verify", "--holds", "f" * 64).exit_code == 1


def test_the_command_lists_what_is_wrong_and_fails(five_entries):
    Line.objects.filter(entry=2, account=GIFTS).update(credit=1)

    result = command("verify")

    assert result.exit_code == 1
    assert "entry 2: its content is not that of its digest" in result.output
    assert "entry 2: debit and credit differ" in result.output
    assert "ledger_line: a table can be changed" in result.output


def test_the_command_brings_triggers_and_sums_back(five_entries):
    DaySum.objects.update(credit=1)

    assert command("guard").exit_code == 0
    assert "5 entries were added up" in command("recount").output

    assert command("verify").exit_code == 0
    assert sum_days() == 0
