"""Donors are written to once for each thing that happens, and only when it has happened."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from factories import Newsroom
from giving import (
    NOW,
    euros,
    make_campaign,
    make_donor,
    make_gift,
    make_plan,
    report_of,
    settled_gift,
)

from obole.donations.actions.plan_letters import tell_of_ended_plan, tell_of_failed_renewal
from obole.donations.actions.settling import record_report
from obole.donations.actions.thanking import tell_of_pending_gift, thank_donor
from obole.donations.models import CampaignText, Gift, Movement, Plan
from obole.donations.rules.gateway import Move
from obole.donations.rules.vocabulary import Means, MoveKind, Standing
from obole.foundation.models import OutgoingMail
from obole.foundation.worker import run_ready_tasks
from obole.kernel.text import NARROW_NO_BREAK_SPACE, NO_BREAK_SPACE

pytestmark = pytest.mark.usefixtures("newsroom")


def letters() -> list[OutgoingMail]:
    run_ready_tasks()
    return list(OutgoingMail.objects.order_by("pk"))


def letter() -> OutgoingMail:
    only = letters()
    assert len(only) == 1, [each.subject for each in only]
    return only[0]


def test_a_gift_that_has_arrived_is_thanked_for_with_all_its_facts() -> None:
    campaign = make_campaign()
    CampaignText.objects.update(thanks="Merci du fond du cœur.")
    gift = settled_gift(amount="11382", campaign=campaign)

    sent = letter()

    entry = Movement.objects.get(gift=gift).entry
    assert sent.key == f"thanks:{entry.pk}"
    assert sent.recipient == gift.donor.email
    assert "Merci du fond du cœur." in sent.text
    assert f"11{NARROW_NO_BREAK_SPACE}382{NO_BREAK_SPACE}€" in sent.subject
    assert f"27,10{NO_BREAK_SPACE}% récoltés" in sent.text
    assert f"30{NARROW_NO_BREAK_SPACE}618{NO_BREAK_SPACE}€ manquants" in sent.text
    assert gift.number in sent.text
    assert f"/gifts/{gift.key}/" in sent.text
    assert "/gifts/mine/" in sent.text


def test_it_is_thanked_for_in_the_language_of_the_form() -> None:
    settled_gift(amount="11382", campaign=make_campaign(), language="en")

    sent = letter()

    assert sent.subject == "Thank you for €11,382"
    assert "27.10% raised" in sent.text
    assert "/en/gifts/" in sent.text


def test_nobody_is_thanked_at_the_form_and_nobody_twice() -> None:
    gift = make_gift()
    assert letters() == []
    report = report_of(gift)

    for _ in range(2):
        record_report(report=report, gateway="stripe", now=NOW)
    entry = Movement.objects.get()
    thank_donor(gift_id=gift.pk, entry_id=entry.entry_id)

    assert len(letters()) == 1


def test_a_debit_on_its_way_is_told_once_and_thanked_for_when_it_is_here() -> None:
    gift = make_gift(means=Means.SEPA)
    pending = replace(report_of(gift), moves=(), standing=Standing.PENDING)
    for _ in range(2):
        record_report(report=pending, gateway="stripe", now=NOW)
    with transaction.atomic():
        tell_of_pending_gift(gift_id=gift.pk)
    assert letter().key == f"gift-pending:{gift.pk}"

    record_report(report=report_of(gift), gateway="stripe", now=NOW + timedelta(days=5))

    assert [each.key.partition(":")[0] for each in letters()] == ["gift-pending", "thanks"]


def test_who_gave_without_an_address_or_a_name_is_written_to_by_nobody() -> None:
    settled_gift(means=Means.CASH, donor=None)
    settled_gift(means=Means.CASH, donor=make_donor(email=""))

    assert letters() == []


def test_a_line_break_in_a_name_ends_in_no_header_and_no_line_of_its_own() -> None:
    settled_gift(donor=make_donor(given_name="Ana\nBcc: x@example.org"))

    sent = letter()

    assert "\n" not in sent.subject
    assert "Ana Bcc: x@example.org," in sent.text


@pytest.mark.parametrize(
    ("kind", "is_told"),
    [(MoveKind.REFUND, True), (MoveKind.RETURN, True), (MoveKind.DISPUTE, False)],
)
def test_money_that_goes_back_is_told_once_unless_the_donor_began_it(
    kind: MoveKind, *, is_told: bool
) -> None:
    gift = settled_gift(amount="50")
    letters()
    back = Move(kind=kind, reference="back-1", amount=euros("20"), fee=euros("0"), at=NOW)

    for _ in range(2):
        record_report(report=report_of(gift, back), gateway="stripe", now=NOW)

    told = letters()[1:]
    assert len(told) == is_told
    assert all("20" in each.subject and gift.number in each.text for each in told)


def test_the_second_instalment_is_acknowledged_in_fewer_words_and_can_be_ended() -> None:
    plan = make_plan()
    first = Gift.objects.get(plan=plan)
    record_report(report=report_of(first), gateway="stripe", now=NOW)
    second = make_gift(campaign=plan.campaign, donor=plan.donor, plan=plan)
    record_report(report=report_of(second), gateway="stripe", now=NOW)

    long, short = letters()

    assert len(short.text) < len(long.text)
    assert "/gifts/end/" in long.text
    assert "/gifts/end/" in short.text


def test_a_refused_instalment_says_how_it_is_mended_and_an_ended_plan_that_it_has_ended() -> None:
    plan = make_plan()
    Plan.objects.filter(pk=plan.pk).update(state="failing")
    gift = Gift.objects.get(plan=plan)
    for _ in range(2):
        tell_of_failed_renewal(plan_id=plan.pk, gift_id=gift.pk)
    Plan.objects.filter(pk=plan.pk).update(state="ended")
    for _ in range(2):
        tell_of_ended_plan(plan_id=plan.pk)

    failed, ended = letters()

    assert "/gifts/mend/" in failed.text
    assert "/gifts/end/" in failed.text
    assert "/gifts/end/" not in ended.text


def test_the_page_of_a_gift_tells_where_it_stands_and_not_who_gave(
    client: Client, newsroom: Newsroom
) -> None:
    gift = settled_gift(amount="50", donor=make_donor(given_name="Zoé", family_name="Quelqu'une"))
    entry = Movement.objects.get(gift=gift).entry

    answer = client.get(f"/gifts/{gift.key}/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert gift.number in page
    assert re.search(rf"\b{entry.number}\b", page)
    assert f"50{NO_BREAK_SPACE}€" in page
    assert "Zoé" not in page
    assert gift.donor.email not in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert client.get("/gifts/nothing-like-a-key/").status_code == 404
