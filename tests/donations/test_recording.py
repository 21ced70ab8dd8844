"""Money without a provider: recorded once, taken back, corrected, always in balance."""

from datetime import date

import pytest
from click.testing import CliRunner
from giving import NOW, euros, make_campaign, make_donor, make_gift, make_plan, received

from obole.donations.actions.recording import (
    NotByHand,
    NothingGiven,
    ReferenceUsed,
    WrongCurrency,
    correct,
    record_money,
    take_back,
)
from obole.donations.models import Gift, Movement
from obole.donations.rules.lifecycle import MoreThanGiven
from obole.donations.rules.vocabulary import GiftState, Means, MoveKind
from obole.kernel.money import Money
from obole.ledger.models import Entry
from obole.ledger.queries.figures import balance
from obole.ledger.rules.chart import BANK, CHEQUES
from obole.project.command_line import gift as gift_command
from obole.project.command_line.invocation import Invocation
from obole.project.refusals import Refusal

pytestmark = pytest.mark.django_db

DAY = date(2026, 10, 30)


def record(gift, amount="50", *, source="cheque", reference="cheque-7", account=CHEQUES):
    return record_money(
        gift=gift,
        source=source,
        reference=reference,
        amount=euros(amount),
        day=DAY,
        account=account,
        now=NOW,
    )


def back(movement, amount, *, kind=MoveKind.RETURN, reference="back-1", account=""):
    return take_back(
        movement=movement,
        kind=kind,
        amount=euros(amount),
        reference=reference,
        day=DAY,
        now=NOW,
        account=account,
    )


def test_what_arrived_counts_whatever_was_promised():
    gift = make_gift(amount="50", means=Means.TRANSFER)

    movement = record(gift, "45", source="statement", reference="line-1", account=BANK)

    gift.refresh_from_db()
    assert (gift.state, gift.paid_on) == (GiftState.SETTLED, DAY)
    assert movement.entry.day == DAY
    assert received(gift.campaign) == euros("45")


def test_the_same_reference_again_is_the_same_money():
    gift = make_gift(means=Means.CHEQUE)

    first, second = record(gift), record(gift)

    assert first == second
    assert Entry.objects.count() == 1


def test_a_reference_of_other_money_is_refused():
    record(make_gift(means=Means.CHEQUE))
    other = make_gift(means=Means.CHEQUE)

    with pytest.raises(ReferenceUsed):
        record(other)

    assert received(other.campaign) == euros("0")


def test_money_for_a_paid_gift_is_another_gift_of_the_same_plan():
    plan = make_plan(amount="10", means=Means.TRANSFER)
    gift = plan.gifts.get()

    record(gift, "10", source="statement", reference="line-1", account=BANK)
    second = record(gift, "10", source="statement", reference="line-2", account=BANK)

    assert second.gift != gift
    assert second.gift.plan == plan
    assert received(plan.campaign) == euros("20")


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_nothing_is_not_recorded(amount):
    with pytest.raises(NothingGiven):
        record(make_gift(means=Means.CHEQUE), amount)


def test_another_currency_is_not_recorded():
    with pytest.raises(WrongCurrency):
        record_money(
            gift=make_gift(means=Means.CASH),
            source="cash",
            reference="box",
            amount=Money.parse("50", "CHF"),
            day=DAY,
            account=CHEQUES,
            now=NOW,
        )


def test_a_cheque_that_bounced_after_it_was_cashed_leaves_the_bank():
    gift = make_gift(means=Means.CHEQUE)
    movement = record(gift)

    back(movement, "50", account=BANK)

    gift.refresh_from_db()
    assert gift.state == GiftState.RETURNED
    assert balance(account=BANK, currency="EUR") == euros("-50")
    assert balance(account=CHEQUES, currency="EUR") == euros("50")


def test_no_more_goes_back_than_is_left():
    movement = record(make_gift(means=Means.CHEQUE))
    back(movement, "30", kind=MoveKind.REFUND)

    with pytest.raises(MoreThanGiven):
        back(movement, "30", kind=MoveKind.REFUND, reference="back-2")

    assert received(movement.gift.campaign) == euros("20")


def test_a_mistake_is_reversed_and_its_reference_is_free_again():
    gift = make_gift(means=Means.CHEQUE)
    wrong = record(gift, "500")

    for _ in range(2):
        correct(movement=wrong, reason="A zero too many", by="Dominique", now=NOW)
    right = record(gift, "50")

    gift.refresh_from_db()
    assert (gift.state, right.gift) == (GiftState.SETTLED, gift)
    assert received(gift.campaign) == euros("50")
    assert Entry.objects.count() == 3


def test_money_that_has_gone_back_is_corrected_before_its_payment():
    movement = record(make_gift(means=Means.CHEQUE))
    back(movement, "10")

    with pytest.raises(MoreThanGiven):
        correct(movement=movement, reason="Not ours", by="Dominique", now=NOW)


def test_what_a_provider_told_is_not_corrected_by_hand():
    from giving import settled_gift

    movement = settled_gift().movements.get()

    with pytest.raises(NotByHand):
        correct(movement=movement, reason="", by="Dominique", now=NOW)


class Loaded(Invocation):
    """An invocation for whose Django the test has cared."""

    def load_django(self, **_):
        """Do nothing."""


def command(*arguments):
    return CliRunner().invoke(
        gift_command.command, ["record", *arguments], obj=Loaded(site=None, is_quiet=False)
    )


def test_the_command_records_a_gift_once():
    campaign = make_campaign(slug="enquetes")
    options = ["--campaign", "enquetes", "--means", "cheque", "--amount", "10000"]
    options += ["--reference", "0000123", "--name", "Anne Le Goff", "--email", "anne@example.org"]

    answers = [command(*options) for _ in range(2)]

    gift = Gift.objects.get()
    assert [answer.output.strip() for answer in answers] == [gift.number] * 2
    assert received(campaign) == euros("10 000")
    assert (gift.donor.given_name, gift.donor.family_name) == ("Anne Le", "Goff")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--amount", "0", "more than zero"),
        ("--amount", "-5", "more than zero"),
        ("--amount", "0.001", "more decimals"),
        ("--amount", "1e9", "no number"),
        ("--campaign", "nowhere", "no campaign"),
        ("--day", "2100-01-01", "still to come"),
        ("--email", "nobody", "no address"),
    ],
)
def test_the_command_refuses_in_words(option, value, words):
    make_campaign(slug="enquetes")
    options = {"--campaign": "enquetes", "--means": "cash", "--amount": "5", option: value}

    answer = command(*[part for pair in options.items() for part in pair])

    assert isinstance(answer.exception, Refusal)
    assert words in str(answer.exception)
    assert not Movement.objects.exists()


def test_the_donor_of_two_cheques_stays_one():
    donor = make_donor()
    campaign = make_campaign()
    for reference in ("1", "2"):
        gift = make_gift(means=Means.CHEQUE, donor=donor, campaign=campaign)
        record(gift, "20", reference=reference)

    assert received(campaign) == euros("40")
    assert donor.gifts.count() == 2
