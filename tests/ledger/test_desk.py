"""The books at the desk: those who answer for the money read them, nobody changes them."""

import pytest
from bookkeeping import NOW, gift, post, take_back
from desk_work import at_desk, look, text_of

from obole.accounts.roles import Role
from obole.ledger.actions.checking import check_books
from obole.ledger.models import BooksCheck
from obole.ledger.rules.faults import Fault, Wrong
from obole.newsroom import actions


@pytest.fixture
def treasurer(newsroom):
    actions.set_up_roles()
    return at_desk(Role.TREASURER)


def test_entries_are_listed_with_what_they_moved(treasurer):
    post(gift(1, amount="1234.50", text="Don par carte"))

    page = text_of(look(treasurer, "ledger_entries"))

    assert "Don par carte" in page
    assert "1 234,50 €" in page or "€1,234.50" in page
    assert "stripe:gift:1" in page


def test_a_list_of_entries_asks_as_often_whatever_its_length(
    treasurer, django_assert_max_num_queries
):
    for number in range(12):
        post(gift(number))
    look(treasurer, "ledger_entries")

    with django_assert_max_num_queries(25):
        look(treasurer, "ledger_entries")


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("?account=754100", True),
        ("?account=999999", True),  # Not an account: the filter says so and shows all.
        ("?kind=gift", True),
        ("?kind=payout", False),
        ("?fund=campaign:1", True),
        ("?fund=campaign:2", False),
        ("?reference=GIFT:7", True),
        ("?text=cheque", False),
    ],
)
def test_entries_are_found_by_what_is_known_of_them(treasurer, query, is_found):
    post(gift(7))

    page = text_of(look(treasurer, "ledger_entries", query=query))

    assert ("stripe:gift:7" in page) == is_found


def test_one_entry_shows_its_lines_and_what_took_it_back(treasurer):
    entry = post(gift(text="<b>Don</b>"))
    reversal = take_back(entry, text="Saisie deux fois")

    page = text_of(look(treasurer, "ledger_entry", entry.number))

    assert "754100" in page
    assert "campaign:1" in page
    assert "49,02" in page or "49.02" in page
    assert entry.digest in page
    assert f"/books/entries/{reversal.number}/" in page
    assert "<b>Don</b>" not in page
    assert entry.digest in text_of(look(treasurer, "ledger_entry", reversal.number))
    assert look(treasurer, "ledger_entry", 99).status_code == 404


def test_checks_say_what_they_found(treasurer):
    post(gift())
    check_books(now=NOW)
    faults = [Fault(wrong=Wrong.ALTERED, number=3), Fault(wrong=Wrong.SUMS, about="754100")]
    BooksCheck.objects.create(
        checked_at=NOW, entries=3, problems=[each.to_json() for each in faults]
    )

    page = text_of(look(treasurer, "ledger_checks"))

    assert page.count("<td>") > 0
    assert "3" in page
    assert "754100" in page


@pytest.mark.parametrize("role", [Role.EDITOR, Role.JOURNALIST, Role.MODERATOR])
@pytest.mark.parametrize("name", ["ledger_entries", "ledger_checks"])
def test_others_do_not_read_the_books(treasurer, role, name):
    assert look(at_desk(role), name).status_code in (302, 403)


def test_the_menu_leads_there(treasurer):
    page = text_of(look(treasurer, "wagtailadmin_home"))

    assert "/books/entries/" in page
    assert "/books/checks/" in page
