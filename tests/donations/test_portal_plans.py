"""A recurring gift is ended, changed and mended by its donor, with a mail and nothing else."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from giving import FakeGateway, make_donor, make_plan, report_of, settled_gift

from obole.donations.actions.reminding import remind_of_renewals, year_after, year_before
from obole.donations.actions.settling import record_report
from obole.donations.gateways.registry import override
from obole.donations.models import Gift, Plan
from obole.donations.queries.links import ending_url, mending_url, portal_token
from obole.donations.rules.gateway import PlanReport
from obole.donations.rules.vocabulary import PlanState, Rhythm
from obole.foundation.models import OutgoingMail
from obole.foundation.worker import run_ready_tasks

pytestmark = [pytest.mark.usefixtures("newsroom"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def provider(plan: Plan) -> Iterator[FakeGateway]:
    gateway = FakeGateway(name="stripe")
    gateway.plans[plan.reference] = PlanReport(
        reference=plan.reference,
        order_key=plan.key,
        is_active=True,
        is_failing=False,
        amount=plan.to_pay,
        rhythm=Rhythm.MONTHLY,
    )
    with override(gateway):
        yield gateway


@pytest.fixture
def plan() -> Plan:
    plan = make_plan(amount="10")
    Plan.objects.update(state=PlanState.ACTIVE, reference="sub_1")
    plan.refresh_from_db()
    return plan


def path_of(url: str) -> str:
    return re.sub("^https?://[^/]+", "", url)


def test_the_link_in_the_mail_ends_it_by_a_button_and_not_by_a_look(
    client: Client, plan: Plan, provider: FakeGateway
) -> None:
    path = path_of(ending_url(plan=plan, language="fr"))

    looked = client.get(path)
    assert looked.status_code == 200
    assert provider.calls == []
    pressed = [client.post(path).status_code for _ in range(2)]

    plan.refresh_from_db()
    assert pressed == [200, 200]
    assert plan.state == PlanState.ENDED
    assert len(provider.calls) == 1
    assert "<button" not in client.get(path).content.decode()
    run_ready_tasks()
    assert OutgoingMail.objects.get().key == f"plan-ended:{plan.pk}"


def test_a_provider_that_is_down_is_asked_again_with_the_same_key_until_it_has_ended(
    client: Client, plan: Plan, provider: FakeGateway
) -> None:
    provider.failing_calls = 1

    answer = client.post(path_of(ending_url(plan=plan, language="fr")))
    plan.refresh_from_db()
    assert answer.status_code == 200
    assert plan.state == PlanState.ACTIVE
    assert "<button" not in answer.content.decode()
    run_ready_tasks()

    plan.refresh_from_db()
    assert plan.state == PlanState.ENDED
    assert len(provider.calls) == 2
    assert len(set(provider.calls)) == 1


def test_a_refusal_is_said_and_the_button_stays(
    client: Client, plan: Plan, provider: FakeGateway
) -> None:
    provider.refusal = "no such subscription; secret sk_live_1"

    answer = client.post(path_of(ending_url(plan=plan, language="fr")))

    assert answer.status_code == 502
    assert "sk_live_1" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert "<button" in answer.content.decode()


def test_the_link_of_one_plan_ends_no_other_and_opens_no_gifts(client: Client, plan: Plan) -> None:
    token = path_of(ending_url(plan=plan, language="fr")).split("/")[3]

    assert client.get(f"/gifts/mine/{token}/").status_code == 410
    assert client.get(f"/gifts/mend/{token}/").status_code == 410
    assert client.post(f"/gifts/end/{token[1:]}/").status_code == 410
    assert client.post("/gifts/end/x/").status_code == 410


def test_another_amount_is_asked_for_and_nonsense_is_not(
    client: Client, plan: Plan, provider: FakeGateway
) -> None:
    path = f"/gifts/mine/{portal_token(donor=plan.donor)}/plan/{plan.pk}/"

    for nonsense in ("", "0", "-5", "1e9", "12,555", "999999999"):
        assert (
            "gifts-amount_error"
            in client.post(path, {"do": "amount", "amount": nonsense}).content.decode()
        )
    assert provider.calls == []
    client.post(path, {"do": "amount", "amount": "12,50 €"})

    assert [name for name, _ in provider.calls] == ["change_plan"]
    plan.refresh_from_db()
    assert plan.amount_minor_units == 1250


def test_the_card_is_changed_at_the_provider_behind_a_link_and_not_a_redirect(
    client: Client, plan: Plan, provider: FakeGateway
) -> None:
    path = path_of(mending_url(plan=plan, language="fr"))

    assert client.get(path).status_code == 200
    assert provider.calls == []
    answer = client.post(path)
    provider.failing_calls = 1
    down = client.post(path)

    assert answer.status_code == 200
    assert 'href="https://pay.example/mend/sub_1"' in answer.content.decode()
    assert down.status_code == 502
    assert 'role="alert"' in down.content.decode()


def test_ending_from_the_page_of_all_gifts_needs_the_tick(
    client: Client, plan: Plan, provider: FakeGateway
) -> None:
    path = f"/gifts/mine/{portal_token(donor=plan.donor)}/plan/{plan.pk}/"

    client.post(path, {"do": "end"})
    assert provider.calls == []
    client.post(path, {"do": "end", "sure": "on"})

    plan.refresh_from_db()
    assert plan.state == PlanState.ENDED
    assert plan.ended_by == "donor"


def test_a_yearly_gift_is_announced_once_a_week_before(client: Client) -> None:
    plan = make_plan(rhythm=Rhythm.YEARLY)
    gift = Gift.objects.get(plan=plan)
    paid = datetime(2026, 3, 10, 9, tzinfo=UTC)
    report = replace(report_of(gift, at=paid), plan_reference="sub_1")
    record_report(report=report, gateway="stripe", now=paid)
    monthly = make_plan()
    Plan.objects.filter(pk=monthly.pk).update(state=PlanState.ACTIVE)
    due = datetime(2027, 3, 10, 9, tzinfo=UTC)

    told = [
        remind_of_renewals(now=due - timedelta(days=days)) for days in (30, 8, 7, 6, 2, 1, 0, -1)
    ]

    assert told == [0, 0, 1, 0, 0, 0, 0, 0]
    reminder = OutgoingMail.objects.get(key__startswith="renewal-soon:")
    assert "10 mars 2027" in reminder.text.replace("\xa0", " ")
    assert "/gifts/end/" in reminder.text


def test_whoever_gives_on_29_february_is_reminded_too() -> None:
    assert year_after(date(2028, 2, 29)) == date(2029, 2, 28)
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_a_standing_order_at_a_bank_cannot_be_ended_here(client: Client) -> None:
    donor = make_donor()
    gift = settled_gift(means="transfer", donor=donor)
    plan = make_plan(means="transfer", donor=donor)
    Plan.objects.update(state=PlanState.ACTIVE, gateway="")
    assert gift.gateway == ""

    page = client.get(f"/gifts/mine/{portal_token(donor=donor)}/plan/{plan.pk}/")

    assert page.status_code == 200
    assert "<button" not in page.content.decode()
