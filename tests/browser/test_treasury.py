"""The treasurer at work without scripts: twelve cheques, a statement, what it matches."""

import re
from datetime import date

import bank_files
import pytest
from checkers import axe_violations
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from factories import Newsroom, make_user
from giving import euros, make_campaign, make_gift, received, settled_gift
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.donations.models import Campaign, Cheque, StatementLine
from obole.donations.rules.statements.lines import BankLine
from obole.donations.rules.vocabulary import Means

pytestmark = pytest.mark.browser

PASSWORD = "encre-papier-rotative"
DOZEN = 12
# The answer to a row that is wrong: the browser writes its number into the console.
UNPROCESSABLE = r"422"


@pytest.fixture
def campaign(live_server: LiveServer, newsroom: Newsroom) -> Campaign:
    """Give a campaign of a newsroom that is reached through a real server."""
    newsroom.site.hostname, newsroom.site.port = "localhost", int(live_server.url.split(":")[-1])
    newsroom.site.save()
    return make_campaign(is_current=True)


def french(text: str, context: str = "") -> str:
    with translation.override("fr"):
        return pgettext(context, text) if context else _(text)


def log_in(page: Page, user: User) -> None:
    page.goto("/desk/login/")
    page.locator("input[name=username]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form [type=submit]").click()
    expect(page).to_have_url(re.compile(r"/desk/$"))


def statement(*lines: BankLine) -> dict[str, object]:
    content = bank_files.camt(lines)
    return {"name": "releve.xml", "mimeType": "application/xml", "buffer": content}


def test_the_treasurer_enters_twelve_cheques_and_a_statement(
    live_server: LiveServer, browse, campaign: Campaign
) -> None:
    promised = make_gift(means=Means.TRANSFER, campaign=campaign, amount="30")
    page = browse(live_server.url, javascript=False, forgiven=(UNPROCESSABLE,))
    log_in(page, make_user(role=Role.TREASURER, password=PASSWORD))

    page.goto("/desk/donations/cheques/enter/")
    for row in range(DOZEN):
        page.locator(f"[name=row-{row}-family_name]").fill(f"Petit {row}")
        page.locator(f"[name=row-{row}-amount]").fill("12,50" if row else "douze")
        page.locator(f"[name=row-{row}-cheque_number]").fill(f"000{row}")
    page.locator("form button.button[type=submit]").last.click()
    # A slip of the pen: nothing is recorded, nothing is lost.
    expect(page.locator(".money-row-problems")).to_have_count(1)
    assert not Cheque.objects.exists()
    page.locator("[name=row-0-amount]").fill("12,50")
    page.locator("form button.button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/desk/donations/cheques/$"))
    assert received(campaign) == euros("150")

    page.locator(
        f"form button:has-text('{french('Make a deposit slip of the ticked ones')}')"
    ).click()
    expect(page).to_have_url(re.compile(r"/desk/donations/slips/\d+/$"))

    page.goto("/desk/donations/statements/")
    day = date(2026, 11, 3)
    page.locator("input[type=file]").set_input_files(
        statement(
            BankLine(day=day, amount=euros("30"), payer="Claude", text=f"DON {promised.number}"),
            BankLine(day=day, amount=euros("150"), text="REMISE CHEQUES"),
            BankLine(day=day, amount=euros("75"), payer="Octave Lenoir"),
        )
    )
    page.locator("form[enctype] button").click()
    expect(page).to_have_url(re.compile(r"/desk/donations/lines/\?statement="))
    page.locator(".money-sure button").click()
    page.locator(f"button:has-text('{french('It is this slip')}')").click()
    page.locator("td a:has-text('Octave Lenoir')").first.click()
    page.locator(f"button:has-text('{french('Record the gift')}')").click()

    assert received(campaign) == euros("255")
    assert not StatementLine.objects.filter(state=StatementLine.State.OPEN).exists()


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_on_the_treasurers_screens(
    live_server: LiveServer, browse, campaign: Campaign, width: int
) -> None:
    gift = settled_gift(means=Means.TRANSFER, campaign=campaign)
    page = browse(live_server.url, width=width)
    log_in(page, make_user(role=Role.TREASURER, password=PASSWORD))
    page.goto("/desk/donations/statements/")
    line = BankLine(day=date(2026, 11, 3), amount=euros("50"), payer="Claude Martin")
    page.locator("input[type=file]").set_input_files(statement(line))
    page.locator("form[enctype] button").click()
    expect(page).to_have_url(re.compile(r"statement="))

    violations = []
    for path in (
        "",
        "gifts/",
        f"gifts/{gift.pk}/",
        "statements/",
        "lines/",
        f"lines/{StatementLine.objects.get().pk}/",
        "cheques/",
        "cheques/enter/",
        "books/",
        "problems/",
    ):
        page.goto(f"/desk/donations/{path}")
        violations += axe_violations(page)

    assert violations == []
