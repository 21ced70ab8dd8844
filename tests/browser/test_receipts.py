"""A receipt in a real browser: fetched behind the mailed link, checked by whoever is shown it."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from checkers import axe_violations, nu_errors
from django.test import Client
from django_window import ORIGIN, answered_by_django
from playwright.sync_api import Page
from receipting import issued, make_person, receipted_gift, switch_on

from obole.donations.queries.links import portal_token
from obole.receipts.models import Receipt
from obole.receipts.rules.codes import written_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def window(browse) -> Callable[..., Page]:
    """Open windows whose requests Django answers."""
    return lambda **options: answered_by_django(browse(ORIGIN, **options))


@pytest.fixture
def receipt(newsroom, tmp_path, monkeypatch) -> Receipt:
    """Give a receipt of a person."""
    monkeypatch.setattr("obole.receipts.actions.printing.receipts_folder", lambda: tmp_path)
    switch_on()
    return issued(receipted_gift(make_person(), amount="42"))


def test_a_donor_without_javascript_finds_the_receipt_with_their_gifts(window, receipt):
    donor = receipt.lines.get().gift.donor
    page = window(javascript=False)

    page.goto(f"/gifts/mine/{portal_token(donor=donor)}/")
    link = page.locator("a[href$='/receipts/2026/']")
    # A download is out of reach of a browser that Django answers: what the link says is fetched.
    file = Client().get(urlsplit(link.first.get_attribute("href")).path, secure=True)

    assert receipt.number in page.content()
    assert file.content.startswith(b"%PDF-")


def test_whoever_is_shown_a_receipt_checks_it_without_javascript(window, receipt):
    page = window(javascript=False)

    page.goto("/receipts/check/")
    page.locator("[name=number]").fill(receipt.number)
    page.locator("[name=code]").fill(written_code(receipt.code).lower())
    page.locator("[name=amount]").fill("42,00")
    page.locator(".receipt-check button").click()
    page.wait_for_url("**/check/?**")

    assert receipt.number in page.locator("#answer").inner_text()
    assert receipt.recipient not in page.content()


@pytest.mark.parametrize("query", ["", "?number=12&code="])
def test_the_check_page_is_accessible_and_valid(window, receipt, query):
    page = window()

    page.goto(f"/receipts/check/{query}")

    assert axe_violations(page) == []
    assert nu_errors({page.url: page.content()}) == []
