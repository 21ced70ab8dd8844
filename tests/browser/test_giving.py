"""Readers give without a script: by card, monthly by PayPal, by transfer; the meter moves."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from baked_site import served_site
from checkers import axe_violations, nu_errors
from codes import read_code
from django.test import override_settings
from django.urls import reverse
from factories import make_site
from giving import euros, make_campaign, received
from playwright.sync_api import Page
from rehearsing import paypal_gateway, rehearsal, stripe_gateway

from obole.donations.gateways import registry
from obole.donations.models import Campaign, CampaignText, DonationSettings, Gift
from obole.donations.queries import receipts_offered
from obole.donations.rules.card_testing import Verdict
from obole.limits import puzzles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The stand-ins are another host, and have no icon.
PAID_ELSEWHERE = r"http://127\.0\.0\.1:"


@pytest.fixture
def campaign() -> Campaign:
    site = make_site().site
    DonationSettings.objects.create(
        site=site,
        holder="Association La Gazette",
        iban="FR7630006000011234567890189",
        bic="AGRIFRPP",
        takes_transfers=True,
        takes_cheques=True,
        cheque_payee="Association La Gazette",
        cheque_address="1 rue du Port\n29200 Brest",
        intermediary="J'aime l'info",
        intermediary_url="https://intermediary.example/",
    )
    campaign = make_campaign(slug="hiver", is_current=True, title="Un hiver d'enquêtes")
    CampaignText.objects.filter(campaign=campaign).update(
        appeal="Sans publicité ni actionnaire, ce journal ne vit que de vos dons."
    )
    return campaign


@pytest.fixture
def address(campaign: Campaign) -> Iterator[str]:
    """Serve the site, with stand-ins for the providers."""
    with (
        served_site() as served,
        override_settings(WAGTAILADMIN_BASE_URL=served),
        rehearsal(),
        registry.override(stripe_gateway()),
        registry.override(paypal_gateway()),
    ):
        yield served


def choose(page: Page, *, label: str, means: str) -> None:
    page.goto("/give/")
    page.check(label)
    page.check(f"#give-means-{means}")
    page.click(".give-form button")
    page.fill("#give-email", "nour@example.org")


def test_a_card_moves_the_meter_before_any_notice(browse, address: str, campaign: Campaign) -> None:
    page = browse(address, javascript=False, forgiven=(PAID_ELSEWHERE,))
    choose(page, label="#give-once-2", means="card")
    page.check("#give-covers_fee")

    page.click(".give-form button")
    page.wait_for_url(re.compile(r"^http://127\.0\.0\.1:"))
    page.get_by_role("button", name="Pay by card").click()
    page.wait_for_url(re.compile(r"/gifts/"))

    assert received(campaign) == euros("50")


def test_whoever_goes_back_finds_a_way_on(browse, address: str, campaign: Campaign) -> None:
    page = browse(address, javascript=False, forgiven=(PAID_ELSEWHERE,))
    choose(page, label="#give-once-1", means="card")

    page.click(".give-form button")
    page.get_by_role("button", name="Go back without paying").click()
    page.wait_for_url(re.compile(r"/give/back/"))
    page.click(".form-buttons a:first-child")
    page.wait_for_url(re.compile(r"^http://127\.0\.0\.1:"))
    page.get_by_role("button", name="Pay by card").click()
    page.wait_for_url(re.compile(r"/gifts/"))

    assert received(campaign) == euros("20")
    assert Gift.objects.count() == 1


def test_a_gift_each_month_by_paypal(browse, address: str, campaign: Campaign) -> None:
    page = browse(address, javascript=False, forgiven=(PAID_ELSEWHERE,))
    choose(page, label="#give-monthly-2", means="paypal")

    page.click(".give-form button")
    page.wait_for_url(re.compile(r"^http://127\.0\.0\.1:"))
    page.get_by_role("button").first.click()
    page.wait_for_url(re.compile(r"/(gifts|give/done)/"))

    plan = Gift.objects.get().plan
    assert plan is not None
    assert (plan.rhythm, plan.gateway, plan.state) == ("monthly", "paypal", "active")
    assert received(campaign) == euros("10")


def test_the_code_of_a_transfer_says_what_its_page_says(
    browse, address: str, campaign: Campaign, tmp_path: Path
) -> None:
    page = browse(address, javascript=False, dark=True)
    choose(page, label="#give-monthly-1", means="transfer")

    page.click(".give-form button")
    page.locator(".give-code img").screenshot(path=tmp_path / "code.png")

    lines = read_code(tmp_path / "code.png").split("\n")
    figures = [text.replace(" ", "") for text in page.locator(".give-figure").all_inner_texts()]
    assert lines[4:8] == [figures[2], "Association La Gazette", figures[1], "EUR5.00"]
    assert lines[9] == figures[3] == Gift.objects.get().number


def test_scripts_solve_the_puzzle_that_a_wave_asks_for(
    browse, address: str, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("obole.donations.rules.card_testing._by", lambda *_: Verdict.PROVE)
    monkeypatch.setattr(puzzles, "ROUNDS", 50)
    page = browse(address, forgiven=(PAID_ELSEWHERE,))
    choose(page, label="#give-once-2", means="card")

    page.click(".give-form button")
    page.wait_for_url(re.compile(r"^http://127\.0\.0\.1:"))

    assert Gift.objects.get().session_url


def test_each_page_of_giving_is_for_everybody(
    browse, address: str, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browse(address)
    monkeypatch.setattr(receipts_offered, "_askers", [lambda: True])
    violations, html = [], {}
    for path in ("/give/", "/en/give/", "/give/?means=card", "/give/?choice=once:20&means=card"):
        page.goto(path)
        violations += axe_violations(page)
        html[path] = page.request.get(f"{address}{path}").body()
    assert nu_errors(html) == []
    page.fill("#give-email", "nour")
    page.evaluate("document.querySelector('.give-form').noValidate = true")
    page.check("#give-is_public")
    page.click(".give-form button")
    page.wait_for_selector(".form-errors")
    violations += axe_violations(page)
    for means in ("transfer", "cheque"):
        choose(page, label="#give-once-1", means=means)
        page.click(".give-form button")
        page.wait_for_selector(".facts")
        violations += axe_violations(page)

    assert violations == []
    assert reverse("giving:form") == "/give/"
