"""Receipts are issued: once, without a gap, never for more than is left of the gifts."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from factories import Newsroom
from giving import euros, make_gift, report_of, settled_gift
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from receipting import (
    BODY,
    ISSUED,
    decision,
    issued,
    make_company,
    make_person,
    receipted_gift,
    switch_on,
)

from obole.donations.actions.recording import take_back
from obole.donations.actions.settling import record_report
from obole.donations.models import Gift, Movement
from obole.donations.rules.gateway import Move
from obole.donations.rules.vocabulary import MoveKind
from obole.foundation.models import OutgoingMail
from obole.foundation.worker import run_ready_tasks
from obole.receipts.actions.batches import issue_batch, issue_in_january
from obole.receipts.actions.deciding import DecisionIncomplete, decide_issuing
from obole.receipts.actions.issuing import (
    IssuerIncomplete,
    NotIssuable,
    NotSwitchedOn,
    issue_for_gifts,
    issue_receipt,
)
from obole.receipts.actions.voiding import NoReason, VoidAlready, replace_receipt, void_receipt
from obole.receipts.models import Doubt, IssuerDetails, IssuingDecision, Receipt, ReceiptGift
from obole.receipts.queries.facts import net_amounts
from obole.receipts.queries.receipts import gifts_without_receipt, receipts_of
from obole.receipts.rules.scheme import Grouping, Obstacle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(newsroom: Newsroom) -> None:
    pass


def refund(gift: Gift, amount: str, name: str = "refund-1") -> Gift:
    """Give money of a gift back, as a provider reports it."""
    move = Move(
        kind=MoveKind.REFUND,
        reference=f"{name}-{gift.pk}",
        amount=euros(amount),
        fee=euros("0"),
        at=ISSUED,
    )
    return record_report(report=report_of(gift, move), gateway="stripe", now=ISSUED)


def test_nothing_is_issued_before_somebody_has_decided_it():
    IssuerDetails.objects.create(**BODY)

    with pytest.raises(NotSwitchedOn):
        issued()
    assert Receipt.objects.count() == 0


def test_nothing_is_issued_where_an_intermediary_does():
    switch_on()
    switch_on(mode="intermediary")

    with pytest.raises(NotSwitchedOn):
        issued()


def test_a_decision_without_its_ground_is_not_recorded():
    with pytest.raises(DecisionIncomplete):
        decide_issuing(decision=decision(legal_basis=""), by="J. P.", now=ISSUED)
    assert IssuingDecision.objects.count() == 0


def test_nothing_is_issued_by_a_body_that_is_not_described():
    decide_issuing(decision=decision(), by="J. P.", now=ISSUED)

    with pytest.raises(IssuerIncomplete):
        issued()


def test_a_receipt_says_what_was_given_with_what_covered_fees():
    switch_on()

    receipt = issued(amount="42", fee_cover="1,30")

    assert receipt.number == "2026-P-00001"
    assert receipt.amount == euros("43.30")
    assert receipt.sheet["in_words"] == "quarante-trois euros et trente centimes"


def test_a_receipt_is_net_of_what_went_back():
    switch_on()
    gift = refund(receipted_gift(amount="50"), "20")

    assert issued(gift).amount == euros("30")


def test_a_gift_that_went_back_gets_none():
    switch_on()
    gift = refund(receipted_gift(amount="50"), "50")

    with pytest.raises(NotIssuable) as refusal:
        issued(gift)
    assert Obstacle.NOT_SETTLED in refusal.value.obstacles


def test_a_gift_that_has_only_begun_gets_none():
    switch_on()

    with pytest.raises(NotIssuable):
        issued(make_gift(donor=make_person(), means="sepa"))


def test_issuing_twice_is_once():
    switch_on()
    gift = receipted_gift()

    assert issued(gift) == issued(gift)
    assert Receipt.objects.count() == 1


def test_persons_and_companies_have_series_of_their_own():
    switch_on()

    numbers = [issued(donor=each).number for each in (make_person(), make_company(), make_person())]

    assert numbers == ["2026-P-00001", "2026-E-00001", "2026-P-00002"]


def test_a_receipt_that_failed_leaves_no_gap():
    switch_on()
    issued()
    with pytest.raises(NotIssuable):
        issued(donor=make_person(street=""))
    with transaction.atomic():
        issued()
        transaction.set_rollback(True)

    assert issued().number == "2026-P-00002"


def test_the_gifts_of_a_year_are_on_one_receipt():
    switch_on()
    donor = make_person()
    gifts = [
        receipted_gift(donor, amount=amount, day=date(2026, month, 1))
        for month, amount in ((9, "10"), (3, "20"), (5, "30,50"))
    ]

    receipt = issue_for_gifts(gifts=gifts, grouping=Grouping.YEAR, by="J. P.", now=ISSUED)

    assert receipt.amount == euros("60.50")
    assert [line["day"] for line in receipt.sheet["gifts"]] == [
        "1er\xa0mars\xa02026",
        "1er\xa0mai\xa02026",
        "1er\xa0septembre\xa02026",
    ]


def test_gifts_of_two_donors_or_two_years_are_never_on_one_receipt():
    switch_on()
    donor = make_person()
    one = receipted_gift(donor, day=date(2026, 3, 1))

    for other in (receipted_gift(), receipted_gift(donor, day=date(2025, 12, 31))):
        with pytest.raises(NotIssuable):
            issue_for_gifts(gifts=[one, other], grouping=Grouping.YEAR, by="J. P.", now=ISSUED)


def test_a_gift_on_a_receipt_is_on_no_other():
    switch_on()
    donor = make_person()
    one, other = receipted_gift(donor), receipted_gift(donor)
    receipt = issued(one)

    with pytest.raises(NotIssuable, match="has-one"):
        issue_for_gifts(gifts=[one, other], grouping=Grouping.YEAR, by="J. P.", now=ISSUED)
    second = ReceiptGift(receipt=issued(other), gift=one, amount_minor_units=1, currency="EUR")
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    assert receipt.is_valid


def test_money_that_goes_back_after_the_receipt_makes_work():
    switch_on()
    gift = receipted_gift(amount="50")
    receipt = issued(gift)

    refund(gift, "20")

    assert Doubt.objects.get().receipt == receipt
    assert receipt.is_valid


def test_a_receipt_is_replaced_by_one_for_what_is_left():
    switch_on()
    gift = receipted_gift(amount="50")
    old = issued(gift)
    refund(gift, "20")

    void, new = replace_receipt(receipt=old, reason="Remboursé", by="J. P.", now=ISSUED)

    assert (void.is_valid, void.void_reason) == (False, "Remboursé")
    assert (new.number, new.amount, new.replaces) == ("2026-P-00002", euros("30"), void)
    assert "2026-P-00001" in new.sheet["replaces"]["main"]
    assert list(receipts_of(donor=gift.donor).valid()) == [new]


def test_nothing_replaces_a_receipt_of_which_nothing_is_left():
    switch_on()
    gift = receipted_gift(amount="50")
    old = issued(gift)
    refund(gift, "50")

    assert replace_receipt(receipt=old, reason="Remboursé", by="J. P.", now=ISSUED)[1] is None


def test_a_receipt_is_made_void_once_and_with_a_reason():
    switch_on()
    receipt = issued()

    with pytest.raises(NoReason):
        void_receipt(receipt=receipt, reason=" ", by="J. P.", now=ISSUED)
    void_receipt(receipt=receipt, reason="Erreur de nom", by="J. P.", now=ISSUED)
    with pytest.raises(VoidAlready):
        void_receipt(receipt=receipt, reason="Encore", by="J. P.", now=ISSUED)


def test_gifts_of_merged_donors_are_the_survivors():
    switch_on()
    survivor = make_person()
    gift = receipted_gift(make_person(merged_into=survivor, email=""))

    receipt = issued(gift)

    assert list(receipts_of(donor=survivor)) == [receipt]


def test_a_batch_goes_on_where_it_was_stopped_and_says_what_it_left():
    switch_on()
    donor = make_person()
    for _ in range(2):
        receipted_gift(donor)
    receipted_gift(make_person())
    receipted_gift(make_person(street=""))
    settled_gift(donor=make_person())

    batch = issue_batch(year=2026, grouping=Grouping.YEAR, by="J. P.", now=ISSUED)
    first = next(batch)
    batch.close()
    rest = list(issue_batch(year=2026, grouping=Grouping.YEAR, by="J. P.", now=ISSUED))

    assert [first.receipt.number, *(each.receipt.number for each in rest if each.receipt)] == [
        "2026-P-00001",
        "2026-P-00002",
    ]
    assert [each.obstacles for each in rest if not each.receipt] == [(Obstacle.NO_ADDRESS,)]
    assert gifts_without_receipt(year=2026).count() == 1


def test_a_gift_gets_its_receipt_as_soon_as_it_has_settled_where_that_was_decided():
    switch_on()
    IssuerDetails.objects.update(timing="at-settlement")
    gift = receipted_gift(amount="50")
    unwanted = settled_gift(donor=make_person())

    run_ready_tasks()

    receipt = Receipt.objects.get()
    assert receipt.lines.get().gift == gift
    assert receipt.pdf_sha256
    mail = OutgoingMail.objects.get(key=f"receipt:{receipt.pk}")
    assert mail.recipient == gift.donor.email
    assert "2026-P-00001" in mail.text
    assert not unwanted.receipt_lines.exists()


@pytest.mark.parametrize(
    ("day", "count"), [("2026-12-20", 0), ("2027-01-14", 0), ("2027-01-15", 1), ("2027-02-01", 0)]
)
def test_yearly_receipts_are_issued_in_the_second_half_of_january(day, count):
    switch_on()
    IssuerDetails.objects.update(timing="in-january")
    receipted_gift()
    now = ISSUED.replace(year=int(day[:4]), month=int(day[5:7]), day=int(day[8:]))

    assert issue_in_january(now=now) == count
    assert issue_in_january(now=now) == 0


def test_a_cheque_that_bounced_after_its_receipt_makes_work():
    switch_on()
    gift = receipted_gift(amount="50", means="cheque")
    issued(gift)

    take_back(
        movement=Movement.objects.get(gift=gift),
        kind=MoveKind.RETURN,
        amount=euros("50"),
        reference="impaye-1",
        day=date(2026, 12, 5),
        now=ISSUED,
    )

    assert Doubt.objects.count() == 1


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("give"), st.integers(1, 5_000)),
        st.tuples(st.just("refund"), st.integers(1, 5_000)),
        st.tuples(st.sampled_from(["issue", "void", "replace"]), st.just(0)),
    ),
    max_size=9,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_valid_receipts_never_say_more_than_the_books_without_a_doubt(steps):
    with transaction.atomic():
        switch_on()
        donor = make_person()
        for number, (step, cents) in enumerate(steps):
            take(step, cents, donor, number)
        lines = ReceiptGift.objects.filter(is_valid=True).select_related("gift", "receipt")
        nets = net_amounts(gifts=[line.gift for line in lines])
        ordinals = sorted(Receipt.objects.values_list("ordinal", flat=True))

        assert all(
            line.amount <= nets[line.gift_id] or Doubt.objects.filter(receipt=line.receipt).exists()
            for line in lines
        )
        assert len({line.gift_id for line in lines}) == len(lines)
        assert ordinals == list(range(1, len(ordinals) + 1))
        transaction.set_rollback(True)


def take(step, cents, donor, number):
    """Do one thing to the latest gift, if it can be done."""
    gift = Gift.objects.filter(donor=donor).order_by("-pk").first()
    receipt = Receipt.objects.valid().order_by("-pk").first()
    if step == "give":
        receipted_gift(donor, amount=f"{cents // 100}.{cents % 100:02d}")
    elif step == "refund" and gift and net_amounts(gifts=[gift])[gift.pk].minor_units >= cents:
        refund(gift, f"{cents // 100}.{cents % 100:02d}", name=f"refund-{number}")
    elif step == "issue" and gift:
        try:
            issue_receipt(gift=gift, by="J. P.", now=ISSUED)
        except NotIssuable:
            return
    elif step == "void" and receipt:
        void_receipt(receipt=receipt, reason="Essai", by="J. P.", now=ISSUED)
    elif step == "replace" and receipt:
        replace_receipt(receipt=receipt, reason="Essai", by="J. P.", now=ISSUED)
