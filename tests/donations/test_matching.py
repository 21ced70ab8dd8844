"""Lines of statements become gifts once, stay in balance, and can be undone."""

from datetime import date, timedelta

import bank_files
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import Newsroom, make_user
from giving import NOW, euros, make_campaign, make_donor, make_gift, make_plan, received
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.donations.actions import bank_money, cheques, matching, statements
from obole.donations.actions.deciding_lines import EntryFound, LineDecided, WrongDirection
from obole.donations.actions.recording import take_back
from obole.donations.models import (
    Campaign,
    DonationSettings,
    Gift,
    Payout,
    Statement,
    StatementLine,
)
from obole.donations.queries.cheques import waiting_cheques
from obole.donations.queries.lines import lines_in, possible, sure_line_ids
from obole.donations.rules.matching import Arrived, Promise, Promises, Reason
from obole.donations.rules.statements import Problem, UnreadableStatement
from obole.donations.rules.statements.lines import BankLine
from obole.donations.rules.vocabulary import GiftState, Means, MoveKind, PlanState
from obole.donations.rules.wishes import Giver
from obole.kernel.money import Money
from obole.ledger.actions.posting import post_entry
from obole.ledger.queries.figures import balance
from obole.ledger.rules.chart import BANK, CASH, CHEQUES, INTERMEDIARIES, STRIPE, UNMATCHED
from obole.ledger.rules.drafts import Draft, Posting

DAY = date(2026, 11, 3)
State = StatementLine.State


@pytest.fixture(autouse=True)
def _house(newsroom: Newsroom) -> None:
    decided = DonationSettings.for_site(newsroom.site)
    decided.iban = bank_files.IBAN
    decided.save()


@pytest.fixture
def treasurer(newsroom: Newsroom) -> User:
    return make_user(role=Role.TREASURER)


def bank_line(amount: str = "50", *, reference: str = "", **fields: object) -> BankLine:
    return BankLine(**{"day": DAY, "amount": euros(amount), "text": reference, **fields})


def read(*lines: BankLine, name: str = "releve.xml") -> Statement:
    content = bank_files.camt(lines)
    return statements.read_statement(name=name, content=content, by=None, now=NOW)


def read_one(amount: str = "50", **fields: object) -> StatementLine:
    return read(bank_line(amount, **fields)).lines.get()


def on(account: str) -> str:
    return balance(account=account, currency="EUR").plain()


def test_the_same_file_adds_nothing_and_an_overlapping_one_what_is_new() -> None:
    first, second, third = (bank_line(str(each), payer="Zoé") for each in (10, 20, 20))
    statement = read(first, second)

    again = read(first, second)
    overlapping = read(second, third, bank_line("20", payer="Zoé", day=DAY + timedelta(1)))

    assert again == statement
    assert (overlapping.lines_in_file, overlapping.lines_added) == (3, 2)
    assert StatementLine.objects.count() == 4


def test_two_equal_gifts_on_one_day_are_two() -> None:
    statement = read(bank_line(payer="Zoé"), bank_line(payer="Zoé"))

    assert statement.lines.count() == 2


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (bank_files.camt([bank_line()], iban=bank_files.OTHER_IBAN), Problem.OTHER_ACCOUNT),
        (bank_files.camt([bank_line()], closing="1.00"), Problem.BALANCE),
        (bank_files.ofx([bank_line()], account="99999999999"), Problem.OTHER_ACCOUNT),
        (bank_files.camt([bank_line()])[:-20], Problem.MALFORMED),
    ],
)
def test_nothing_is_kept_of_a_bad_file(content: bytes, problem: Problem) -> None:
    with pytest.raises(UnreadableStatement) as refusal:
        statements.read_statement(name="x", content=content, by=None, now=NOW)

    assert refusal.value.problem == problem
    assert not Statement.objects.exists()


def test_a_file_is_taken_back_until_something_was_decided(treasurer: User) -> None:
    wrong = read(bank_line("5"))
    statements.forget_statement(statement=wrong)
    line = read_one("6")
    matching.ignore_line(line=line, reason="Loyer", by=treasurer, now=NOW)
    matching.undo_line(line=line, by=treasurer, now=NOW)

    with pytest.raises(statements.StatementUsed):
        statements.forget_statement(statement=line.statement)
    assert [each.amount for each in StatementLine.objects.all()] == [euros("6")]


def wrong_digit(number: str) -> str:
    """Return a reference that a payer has typed wrongly; its check digits notice."""
    return number[:-1] + ("1" if number.endswith("0") else "0")


def test_references_are_sure_however_they_are_written_and_what_arrived_counts(
    treasurer: User,
) -> None:
    campaign = make_campaign()
    gifts = [make_gift(means=Means.TRANSFER, campaign=campaign) for _ in range(3)]
    spaced = " ".join(gifts[1].number[start : start + 4] for start in range(0, 13, 4))
    read(
        bank_line("45", reference=f"DON {gifts[0].number} MERCI"),
        bank_line("50", reference=spaced.lower().replace("rf", "r-f")),
        bank_line("50", reference=wrong_digit(gifts[2].number), payer="X", bank_reference="3"),
        bank_line("-50", reference=gifts[2].number),
    )

    confirmed = matching.confirm_sure(
        line_ids=[*sure_line_ids(), *sure_line_ids()], by=treasurer, now=NOW
    )
    again = matching.confirm_sure(line_ids=sure_line_ids(), by=treasurer, now=NOW)

    assert (confirmed.matched, again.matched) == (2, 0)
    assert received(campaign) == euros("95")
    assert on(BANK) == "95.00"
    assert [Gift.objects.get(pk=gift.pk).state for gift in gifts] == ["settled", "settled", "begun"]


def test_a_standing_order_makes_a_gift_each_time(treasurer: User) -> None:
    plan = make_plan(means=Means.TRANSFER, amount="10")
    number = plan.gifts.get().number
    months = [
        bank_line("10", reference=number, day=date(2026, month, 5), bank_reference=str(month))
        for month in (9, 10, 11)
    ]
    read(*months)

    matching.confirm_sure(line_ids=sure_line_ids(), by=treasurer, now=NOW)

    plan.refresh_from_db()
    assert plan.state == PlanState.ACTIVE
    assert plan.gifts.filter(state=GiftState.SETTLED).count() == 3
    assert received(plan.campaign) == euros("30")


def test_a_line_becomes_a_gift_that_nobody_announced(treasurer: User) -> None:
    campaign, line = make_campaign(), read_one("70")

    decided = matching.match_new_gift(
        line=line, campaign=campaign, donor=make_donor(), by=treasurer, now=NOW
    )

    assert received(campaign) == euros("70")
    assert (decided.state, decided.decided_by) == (State.MATCHED, treasurer)
    assert decided.entry == decided.gift.movements.get().entry
    with pytest.raises(LineDecided):
        matching.match_line(line=line, gift=make_gift(), by=treasurer, now=NOW)


def test_what_is_set_aside_waits_on_its_account_and_in_no_meter(treasurer: User) -> None:
    campaign, line = make_campaign(), read_one("70")
    bank_money.set_aside(line=line, by=treasurer, now=NOW)
    assert (on(BANK), on(UNMATCHED), received(campaign)) == ("70.00", "-70.00", euros("0"))

    matching.match_new_gift(line=line, campaign=campaign, donor=None, by=treasurer, now=NOW)
    assert (on(BANK), on(UNMATCHED), received(campaign)) == ("70.00", "0.00", euros("70"))

    matching.undo_line(line=line, by=treasurer, now=NOW)
    line.refresh_from_db()
    assert (on(UNMATCHED), received(campaign), line.state) == ("-70.00", euros("0"), State.ASIDE)

    matching.undo_line(line=line, by=treasurer, now=NOW)
    line.refresh_from_db()
    assert (on(BANK), on(UNMATCHED), line.state) == ("0.00", "0.00", State.OPEN)


def make_payout(amount: str) -> Payout:
    money = euros(amount)
    draft = Draft(
        reference=f"stripe:payout:{amount}",
        kind="payout",
        day=DAY,
        text="Versement",
        postings=(Posting(account=BANK, amount=money), Posting(account=STRIPE, amount=-money)),
    )
    return Payout.objects.create(
        gateway="stripe",
        reference=f"po-{amount}",
        amount_minor_units=money.minor_units,
        currency="EUR",
        arrives_on=DAY,
        entry=post_entry(draft=draft, now=NOW),
        recorded_at=NOW,
    )


def test_a_payout_is_found_again_and_not_posted_twice(treasurer: User) -> None:
    payout, line = make_payout("812.40"), read_one("812.40", payer="STRIPE")
    other = read_one("812.40", payer="STRIPE", bank_reference="2")

    [proposed] = possible([line])
    bank_money.match_payout(line=line, payout=payout, by=treasurer, now=NOW)

    assert proposed.payouts == [payout]
    assert on(BANK) == "812.40"
    assert possible([other])[0].payouts == []
    with pytest.raises(EntryFound):
        bank_money.match_payout(line=other, payout=payout, by=treasurer, now=NOW)


def enter(campaign: Campaign, *amounts: str, means: Means = Means.CHEQUE, key: str = "k") -> list:
    return cheques.enter_cheques(
        rows=[
            cheques.Handed(
                row=row,
                means=means,
                giver=Giver(email="", given_name="Zoé", family_name=f"Petit {row}"),
                amount=euros(amount),
                day=DAY,
                cheque_number=f"000{row}",
            )
            for row, amount in enumerate(amounts)
        ],
        campaign=campaign,
        form_key=key,
        language="fr",
        now=NOW,
    )


def test_a_form_of_cheques_that_is_sent_twice_is_recorded_once() -> None:
    campaign = make_campaign()

    gifts, again = enter(campaign, "10", "20", "30"), enter(campaign, "10", "20", "30")

    assert gifts == again
    assert received(campaign) == euros("60")
    assert on(CHEQUES) == "60.00"


def test_all_cheques_of_a_form_are_recorded_or_none() -> None:
    campaign = make_campaign()

    with pytest.raises(ValueError, match="nothing to record"):
        enter(campaign, "10", "0")

    assert received(campaign) == euros("0")
    assert not Gift.objects.exists()


def test_cheques_go_to_the_bank_on_a_slip_and_one_bounces(treasurer: User) -> None:
    campaign = make_campaign()
    enter(campaign, "10", "20", "30")
    waiting = list(waiting_cheques())
    slip = cheques.make_slip(cheques=[each.pk for each in waiting[:2]], by=treasurer, day=DAY)
    line, returned = read_one("30"), read_one("-20", text="CHEQUE IMPAYE")

    [proposed] = possible([line])
    bank_money.match_slip(line=line, slip=slip, by=treasurer, now=NOW)
    assert (proposed.slips, on(BANK), on(CHEQUES)) == ([slip], "30.00", "30.00")

    bank_money.match_bounced(line=returned, cheque=waiting[1], by=treasurer, now=NOW)
    assert (on(BANK), received(campaign)) == ("10.00", euros("40"))
    assert waiting[1].gift.movements.filter(kind=MoveKind.RETURN).count() == 1

    matching.undo_line(line=returned, by=treasurer, now=NOW)
    matching.undo_line(line=line, by=treasurer, now=NOW)
    assert (on(BANK), on(CHEQUES), received(campaign)) == ("0.00", "60.00", euros("60"))
    cheques.dissolve_slip(slip=slip)
    assert waiting_cheques().count() == 3


def test_cash_and_intermediaries_arrive_at_the_bank(treasurer: User) -> None:
    enter(make_campaign(), "15", means=Means.CASH)
    cash, paid_out = read_one("15"), read_one("200", payer="HelloAsso")

    bank_money.match_cash(line=cash, by=treasurer, now=NOW)
    bank_money.match_intermediary(line=paid_out, by=treasurer, now=NOW)

    assert (on(CASH), on(BANK), on(INTERMEDIARIES)) == ("0.00", "215.00", "-200.00")


def test_a_refund_by_transfer_is_found_on_the_statement(treasurer: User) -> None:
    line = read_one("50")
    campaign = make_campaign()
    decided = matching.match_new_gift(
        line=line, campaign=campaign, donor=None, by=treasurer, now=NOW
    )
    refund = take_back(
        movement=decided.gift.movements.get(),
        kind=MoveKind.REFUND,
        amount=euros("20"),
        reference="r1",
        day=DAY,
        now=NOW,
    )
    gone = read_one("-20")

    [proposed] = possible([gone])
    bank_money.match_given_back(line=gone, movement=refund, by=treasurer, now=NOW)

    assert proposed.given_back == [refund]
    assert (on(BANK), received(campaign)) == ("30.00", euros("30"))


def test_money_that_went_is_no_gift(treasurer: User) -> None:
    with pytest.raises(WrongDirection):
        matching.match_line(line=read_one("-5"), gift=make_gift(), by=treasurer, now=NOW)


def test_a_hundred_lines_are_proposed_in_as_many_queries_as_one() -> None:
    donors = [make_donor(family_name=f"Berthier{number}") for number in range(12)]
    for donor in donors:
        make_gift(means=Means.TRANSFER, donor=donor)
    read(*(bank_line(payer=donor.full_name, bank_reference=str(donor.pk)) for donor in donors))
    lines = list(lines_in(state=State.OPEN))
    with CaptureQueriesContext(connection) as one:
        possible(lines[:1])

    with CaptureQueriesContext(connection) as all_of_them:
        found = possible(lines)

    assert len(all_of_them) == len(one)
    assert all(each.proposals[0].promise.name == each.line.payer for each in found)


def promise(number: str = "RF48539007547", **fields: object) -> Promise:
    return Promise(
        **{
            "gift_id": 1,
            "number": number,
            "amount": euros("50"),
            "name": "Jean-Noël d'Été",
            "promised_on": DAY,
            **fields,
        }
    )


def arrived(**fields: object) -> Arrived:
    return Arrived(
        **{
            "day": DAY,
            "amount": euros("50"),
            "payer": "",
            "payer_iban": "",
            "text": "",
            "reference": "",
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("line", "reasons"),
    [
        ({"payer": "M. D'ETE JEAN NOEL"}, {Reason.NAME, Reason.AMOUNT}),
        ({"payer": "M. D'ETE JEAN NOEL", "amount": euros("40")}, None),
        ({"payer": "NOEL DURAND"}, {Reason.PART_OF_NAME, Reason.AMOUNT}),
        ({"payer": "DURAND"}, None),
        ({"text": "RF48 5390 0754 8"}, {Reason.NEAR_REFERENCE, Reason.AMOUNT}),
        ({"payer_iban": "FR1", "payer": "JEAN"}, {Reason.ACCOUNT, Reason.AMOUNT}),
    ],
)
def test_what_speaks_for_a_promise(line: dict, reasons: set | None) -> None:
    found = Promises([promise(accounts=frozenset({"FR1"}))]).of(arrived(**line))

    if reasons is None:
        assert not any(each.points >= 75 for each in found)
    else:
        assert reasons <= set(found[0].reasons)
        assert not found[0].is_sure


class AnyDecisions(TestCase):
    """Whatever is decided and undone, the books balance and the meter counts what is matched."""

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(st.integers(1, 9_999), min_size=1, max_size=4),
        st.lists(st.tuples(st.integers(0, 3), st.sampled_from("gaiu")), max_size=10),
    )
    def test_decisions_and_their_undoing(self, amounts: list[int], steps: list) -> None:
        by, campaign = make_user(role=None), make_campaign()
        given = [
            bank_line(Money(each, "EUR").plain(), bank_reference=f"N{number}")
            for number, each in enumerate(amounts)
        ]
        lines = list(read(*given).lines.order_by("pk"))
        for index, step in steps:
            line = lines[index % len(lines)]
            try:
                if step == "g":
                    matching.match_new_gift(
                        line=line, campaign=campaign, donor=None, by=by, now=NOW
                    )
                elif step == "a":
                    bank_money.set_aside(line=line, by=by, now=NOW)
                elif step == "i":
                    matching.ignore_line(line=line, reason="Loyer", by=by, now=NOW)
                else:
                    matching.undo_line(line=line, by=by, now=NOW)
            except (LineDecided, matching.NothingDecided):
                continue

        held = {state: Money.zero("EUR") for state in State}
        for line in StatementLine.objects.all():
            held[State(line.state)] += line.amount
        assert received(campaign) == held[State.MATCHED]
        assert on(UNMATCHED) == (-held[State.ASIDE]).plain()
        assert on(BANK) == (held[State.MATCHED] + held[State.ASIDE]).plain()
