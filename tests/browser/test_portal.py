"""A donor ends a recurring gift by the link of a mail, and sees all gifts: without JavaScript."""

import re
from collections.abc import Callable

import pytest
from checkers import axe_violations
from django.test import Client
from django_window import ORIGIN, answered_by_django
from factories import make_user
from giving import NOW, FakeGateway, make_campaign, make_donor, make_plan, report_of, settled_gift
from playwright.sync_api import Page

from obole.accounts.roles import Role
from obole.donations.actions.merging import merge_donors, propose_pairs
from obole.donations.actions.noting import note_about
from obole.donations.actions.settling import record_report
from obole.donations.gateways.registry import override
from obole.donations.models import Gift, Plan
from obole.donations.rules.gateway import PlanReport
from obole.donations.rules.vocabulary import Means, PlanState, Rhythm
from obole.foundation.models import OutgoingMail
from obole.foundation.worker import run_ready_tasks

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("newsroom"),
]


@pytest.fixture
def window(browse) -> Callable[..., Page]:
    """Open windows whose requests Django answers."""
    return lambda **options: answered_by_django(browse(ORIGIN, javascript=False, **options))


@pytest.fixture
def plan() -> Plan:
    """Give a monthly gift by PayPal that runs, and whose first instalment has arrived."""
    plan = make_plan(amount="10", means=Means.PAYPAL, campaign=make_campaign())
    Plan.objects.update(reference="sub_1")
    record_report(report=report_of(Gift.objects.get(plan=plan)), gateway="paypal", now=NOW)
    plan.refresh_from_db()
    return plan


def link_in(key: str, kind: str) -> str:
    run_ready_tasks()
    text = OutgoingMail.objects.get(key__startswith=key).text
    return re.search(rf"https?://\S+(/gifts/{kind}/\S+)", text)[1]


def test_a_recurring_gift_is_ended_by_the_link_of_the_mail(window, plan):
    gateway = FakeGateway(name="paypal")
    gateway.plans["sub_1"] = PlanReport(
        reference="sub_1",
        order_key=plan.key,
        is_active=True,
        is_failing=False,
        amount=plan.to_pay,
        rhythm=Rhythm.MONTHLY,
    )
    page = window()

    with override(gateway):
        page.goto(link_in("thanks:", "end"))
        assert gateway.calls == []
        page.get_by_role("main").get_by_role("button").click()
        page.get_by_role("status").wait_for()

    plan.refresh_from_db()
    assert plan.state == PlanState.ENDED
    assert page.get_by_role("main").get_by_role("button").count() == 0
    assert link_in("plan-ended:", "mine")


def test_a_donor_asks_for_the_link_sees_the_gifts_and_chooses_to_be_named(window, plan):
    settled_gift(amount="50", donor=plan.donor, campaign=plan.campaign, day=NOW.date())
    run_ready_tasks()
    OutgoingMail.objects.all().delete()
    page = window(width=390, dark=True)

    page.goto("/gifts/")
    page.get_by_role("textbox").fill(plan.donor.email)
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_role("status").wait_for()
    page.goto(link_in("portal-link:", "mine"))
    assert page.locator(".gifts-amount").count() == 3
    page.locator("a[href*='/gift/']").first.click()
    page.locator("[name=is_public]").check()
    page.locator("[name=shown_name]").fill("Claude M.")
    page.get_by_role("main").get_by_role("button").click()

    page.get_by_text("Claude M.").wait_for()
    assert Gift.objects.filter(is_public=True, shown_name="Claude M.").count() == 1


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_pages_of_a_donor_are_clean(browse, plan, language):
    path = language + link_in("thanks:", "mine")
    gift = Gift.objects.get()
    page = answered_by_django(browse(ORIGIN))

    for place in (
        f"{language}/gifts/",
        f"{language}/gifts/{gift.key}/",
        language + link_in("thanks:", "end"),
        path,
        f"{path}address/",
        f"{path}data/",
        f"{path}gift/{gift.pk}/",
        f"{path}plan/{plan.pk}/",
    ):
        page.goto(place)
        assert axe_violations(page) == [], place


def test_the_screens_of_donors_in_the_desk_are_clean(browse, plan):
    treasurer = Client()
    treasurer.force_login(make_user(role=Role.TREASURER))
    same = {"given_name": "Zoé", "family_name": "Le Gall", "postcode": "29900"}
    first, second, third = (make_donor(**same) for _ in range(3))
    propose_pairs(now=NOW)
    merge_donors(kept=first, gone=second, by=make_user(), now=NOW)
    note_about(donor=first, text="Aime les lettres.", by=make_user(), now=NOW)
    page = answered_by_django(browse(ORIGIN), client=treasurer)

    violations = []
    for path in (
        "donors/",
        f"donor/{plan.donor_id}/",
        f"donor/{first.pk}/",
        f"donor/{third.pk}/erase/",
        f"donors/edit/{first.pk}/",
        "doubles/",
    ):
        page.goto(f"/desk/donations/{path}")
        violations += axe_violations(page)

    assert violations == []
