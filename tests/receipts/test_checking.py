"""Anybody checks a receipt by its number and code, and learns nothing of who gave."""

import pytest
from desk_work import plain
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import Newsroom
from receipting import ISSUED, PERSON, issued, make_person, receipted_gift, switch_on

from obole.receipts.actions.voiding import replace_receipt, void_receipt
from obole.receipts.rules.codes import written_code
from obole.receipts.views.checking import WRONG_CHECKS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(newsroom: Newsroom) -> None:
    cache.clear()
    switch_on()


def ask(client, receipt=None, *, path="/en/receipts/check/", **said):
    """Ask about a receipt."""
    if receipt is not None:
        said = {"number": receipt.number, "code": written_code(receipt.code), **said}
    return client.get(path, said, secure=True)


def text(response):
    return plain(response.content.decode())


def test_a_valid_receipt_is_confirmed_without_its_donor_or_amount(client):
    receipt = issued(amount="731")

    page = text(ask(client, receipt))

    assert "2026-P-00001 is ours, and holds" in page
    assert PERSON["family_name"] not in page
    assert "731" not in page.replace(written_code(receipt.code), "")


def test_the_address_of_the_square_code_answers_at_once(client):
    receipt = issued()
    address = receipt.sheet["check_url"].removeprefix("http://localhost:8000")
    path = "/" + address.split("/", 3)[-1] if "://" in address else address

    assert client.get(path, secure=True).status_code == 200
    assert "2026-P-00001" in text(client.get(path, secure=True))


def test_void_and_replaced_receipts_are_told_apart(client):
    void, old = issued(), issued()
    void_receipt(receipt=void, reason="Doublon", by="J. P.", now=ISSUED)
    replace_receipt(receipt=old, reason="Nom", by="J. P.", now=ISSUED)

    assert "is void" in text(ask(client, void))
    assert "2026-P-00003" in text(ask(client, old))
    assert "Doublon" not in text(ask(client, void))


@pytest.mark.parametrize("number", ["2026-P-00001", "2026-P-00009"])
def test_a_wrong_code_and_a_number_that_is_not_there_are_the_same_answer(client, number):
    issued()

    page = text(ask(client, number=number, code="0000 0000 0000"))

    assert "We know no such receipt" in page


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("43,30", "is that of"),
        ("43.30 €", "is that of"),
        ("*** 43,30 € ***", "is that of"),
        ("43,31", "is not that of"),
        ("beaucoup", "is not that of"),
    ],
)
def test_an_amount_is_confirmed_only_when_it_is_typed(client, amount, said):
    receipt = issued(amount="42", fee_cover="1,30")

    assert f"The amount that you typed {said} the receipt" in text(
        ask(client, receipt, amount=amount)
    )


def test_who_guesses_is_stopped(client):
    issued()

    for _ in range(WRONG_CHECKS.most):
        assert ask(client, number="2026-P-00001", code="0000 0000 0000").status_code == 200
    stopped = ask(client, number="2026-P-00001", code="0000 0000 0000")

    assert stopped.status_code == 429


def test_nonsense_is_refused_before_anything_is_looked_up(client):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = text(ask(client, number="'; DROP TABLE", code="x" * 500))

    assert "This is no number of a receipt of ours" in page
    assert not any("receipts_receipt" in each["sql"] for each in queries)


def test_the_page_is_kept_by_nobody_and_listed_by_no_search_engine(client):
    response = ask(client)

    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in text(response)


def test_the_page_speaks_french_at_its_french_address(client):
    assert (
        ask(client, issued(receipted_gift(make_person())), path="/receipts/check/").status_code
        == 200
    )
