"""Whatever order notices come in, repeated or lost: the books are those of the ideal order."""

import json
import os
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from giving import (
    FakeGateway,
    connect,
    euros,
    make_campaign,
    make_gift,
    make_plan,
    order_of,
    received,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from obole.donations.actions import catching_up
from obole.donations.gateways.registry import override
from obole.donations.models import Campaign, Gift, Movement, PaymentProblem
from obole.donations.queries.meter import meter_of
from obole.donations.rules.ingredients import fund
from obole.donations.rules.vocabulary import GiftState, MoveKind
from obole.foundation.inbox import store_message
from obole.foundation.models import BackgroundTask
from obole.foundation.worker import run_ready_tasks
from obole.ledger.models import Line
from obole.ledger.queries.figures import balance
from obole.ledger.rules.chart import OTHER_GATEWAYS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_only")]

# What can happen at the provider; each is done if it can be done then.
DEEDS = (
    "pay",
    "pay pending",
    "settle",
    "fail",
    "subscribe",
    "renew",
    "fail to renew",
    "refund a part",
    "refund the rest",
    "refund comes back",
    "refund too much",
    "dispute",
    "dispute more than is left",
    "win",
    "lose",
    "return",
    "know the fee",
    "end the plan",
)
# `make torture` sets it.
EXAMPLES = int(os.environ.get("OBOLE_HISTORIES", "25"))
AMOUNTS = ("5", "12.50", "50", "100")


@dataclass
class History:
    """A campaign, and a provider at which things happen, told by numbers that chance has drawn."""

    gateway: FakeGateway = field(default_factory=FakeGateway)
    campaign: Campaign = field(default_factory=make_campaign)
    orders: list[Gift] = field(default_factory=list)
    delivered: int = 0

    def __post_init__(self) -> None:
        connect(self.gateway)

    def happen(self, deed: str, chance: int) -> None:
        """Do a deed, to one of the payments or plans that it can be done to."""
        getattr(self, "_" + deed.replace(" ", "_"))(chance)

    def deliver(self, index: int) -> None:
        """Let the notice come that chance has chosen, for the first time or again."""
        if self.gateway.notices:
            self._store(index % len(self.gateway.notices))
            run_ready_tasks()

    def deliver_new(self) -> None:
        """Let every notice come that has not, in the order in which they were sent."""
        while self.delivered < len(self.gateway.notices):
            self._store(self.delivered)
            self.delivered += 1
            run_ready_tasks()

    def catch_up(self) -> None:
        """Let a night pass."""
        self.gateway.wait(hours=30)
        catching_up.catch_up(now=self.gateway.now)
        run_ready_tasks()

    def books(self) -> dict[str, tuple[int, int]]:
        """Return what stands on each account for this campaign, and how many gifts."""
        sums: dict[str, list[int]] = {}
        lines = Line.objects.filter(fund=fund(self.campaign.pk))
        for line in lines:
            total = sums.setdefault(line.account_id, [0, 0])
            total[0] += line.debit - line.credit
            total[1] += line.gifts
        return {account: (cents, gifts) for account, (cents, gifts) in sums.items() if cents}

    def states(self) -> list[str]:
        """Return the states of gifts with money, by payment."""
        gifts = self.campaign.gifts.filter(settled_at__isnull=False)
        return sorted(f"{g.payment_reference.split('-')[1]} {g.state}" for g in gifts)

    def _store(self, index: int) -> None:
        body, headers = self.gateway.notices[index]
        store_message(
            source=f"payments:{self.gateway.name}",
            key=json.loads(body)["key"],
            body=body,
            headers=headers,
            now=self.gateway.now,
        )

    def _order(self, chance: int, *, plan: bool = False) -> str:
        make = make_plan if plan else make_gift
        made = make(
            campaign=self.campaign,
            amount=AMOUNTS[chance % len(AMOUNTS)],
            fee_cover=("0", "1.20")[chance % 2],
            gateway="fake",
            begun_at=self.gateway.now,
        )
        gift = made.gifts.get() if plan else made
        begun = self.gateway.begin(order_of(gift))
        Gift.objects.filter(pk=gift.pk).update(
            session_reference=begun.reference, session_ends_at=begun.expires_at
        )
        return gift.key

    def _payment(self, chance: int, *, having: set[MoveKind], lacking: set[MoveKind]) -> str | None:
        fitting = [
            reference
            for reference, report in self.gateway.payments.items()
            if having <= {move.kind for move in report.moves}
            and not lacking & {move.kind for move in report.moves}
        ]
        return fitting[chance % len(fitting)] if fitting else None

    def _with_money(self, chance: int) -> str | None:
        gone = {MoveKind.DISPUTE, MoveKind.RETURN}
        found = self._payment(chance, having={MoveKind.PAYMENT}, lacking=gone)
        return found if found and self.gateway.left(found) else None

    def _pay(self, chance: int) -> None:
        self.gateway.paid(self._order(chance), fee=("0", "0.95")[chance % 3 % 2])

    def _pay_pending(self, chance: int) -> None:
        self.gateway.paid(self._order(chance), pending=True)

    def _settle(self, chance: int) -> None:
        found = self._payment(chance, having=set(), lacking={MoveKind.PAYMENT})
        if found and not self.gateway.payments[found].failure:
            self.gateway.settled(found, fee="0.35")

    def _fail(self, chance: int) -> None:
        self.gateway.failed(self._order(chance))

    def _subscribe(self, chance: int) -> None:
        self.gateway.paid(self._order(chance, plan=True), fee="0.40")

    def _renew(self, chance: int) -> None:
        if plans := list(self.gateway.plans):
            self.gateway.renewed(plans[chance % len(plans)], fee="0.40")

    def _fail_to_renew(self, chance: int) -> None:
        if plans := list(self.gateway.plans):
            self.gateway.renewed(plans[chance % len(plans)], failure="insufficient_funds")

    def _refund_a_part(self, chance: int) -> None:
        if found := self._with_money(chance):
            left = self.gateway.left(found)
            self.gateway.refunded(found, amount=min(left, euros("3.33")))

    def _refund_the_rest(self, chance: int) -> None:
        if found := self._with_money(chance):
            self.gateway.refunded(found, amount=self.gateway.left(found))

    def _refund_comes_back(self, chance: int) -> None:
        lacking = {MoveKind.REFUND_FAILED, MoveKind.DISPUTE, MoveKind.RETURN}
        if found := self._payment(chance, having={MoveKind.REFUND}, lacking=lacking):
            moves = self.gateway.payments[found].moves
            refund = next(move for move in moves if move.kind is MoveKind.REFUND)
            self.gateway.refund_failed(found, amount=refund.amount)

    def _refund_too_much(self, chance: int) -> None:
        if found := self._payment(chance, having={MoveKind.RETURN}, lacking=set()):
            self.gateway.refunded(found, amount=euros("1"))

    def _dispute(self, chance: int) -> None:
        if found := self._with_money(chance):
            self.gateway.disputed(found)

    def _dispute_more_than_is_left(self, chance: int) -> None:
        lacking = {MoveKind.DISPUTE, MoveKind.RETURN}
        if found := self._payment(chance, having={MoveKind.REFUND}, lacking=lacking):
            whole = self.gateway.payments[found].moves[0].amount
            self.gateway.move(found, MoveKind.DISPUTE, whole, fee="15")

    def _win(self, chance: int) -> None:
        lacking = {MoveKind.DISPUTE_WON}
        if found := self._payment(chance, having={MoveKind.DISPUTE}, lacking=lacking):
            self.gateway.dispute_won(found)

    def _lose(self, chance: int) -> None:
        lacking = {MoveKind.DISPUTE_WON}
        if found := self._payment(chance, having={MoveKind.DISPUTE}, lacking=lacking):
            self.gateway.dispute_lost(found)

    def _return(self, chance: int) -> None:
        if found := self._with_money(chance):
            self.gateway.returned(found)

    def _know_the_fee(self, chance: int) -> None:
        found = self._payment(chance, having={MoveKind.PAYMENT}, lacking=set())
        if found and not self.gateway.payments[found].moves[0].fee:
            self.gateway.fee_known(found, fee="0.95")

    def _end_the_plan(self, chance: int) -> None:
        if plans := list(self.gateway.plans):
            self.gateway.plan_ended(plans[chance % len(plans)])


happenings = some.lists(
    some.tuples(
        some.sampled_from(DEEDS), some.integers(0, 11), some.lists(some.integers(0, 40), max_size=3)
    ),
    min_size=2,
    max_size=12,
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(happenings=happenings)
def test_any_order_repetition_and_loss_gives_the_books_of_the_ideal_order(happenings):
    ideal = _lived(happenings, in_order=True)
    lived = _lived(happenings, in_order=False)

    assert lived == ideal


def _lived(happenings, *, in_order):
    """Let it all happen, and return what stands in the books and where gifts stand."""
    with transaction.atomic():
        history = History()
        with override(history.gateway):
            for deed, chance, notices in happenings:
                history.happen(deed, chance)
                if in_order:
                    history.deliver_new()
                else:
                    for index in notices:
                        history.deliver(index)
            history.catch_up()
        _check(history)
        outcome = history.books(), history.states(), _problems()
        transaction.set_rollback(True)
    return outcome


def _problems():
    return sorted(PaymentProblem.objects.values_list("kind", flat=True))


def _check(history):
    """Check what must hold whatever happened, by sums that know no rule of ours."""
    assert not BackgroundTask.objects.exclude(status="SUCCESSFUL").exists()
    kept = came = fees = 0
    for gift in history.campaign.gifts.all():
        moves = Movement.objects.filter(gift=gift)
        comes = sum(m.amount_minor_units for m in moves if m.kind in COMING)
        goes = sum(m.amount_minor_units for m in moves if m.kind in GOING)
        fees += sum(m.fee_minor_units for m in moves)
        assert 0 <= goes <= comes
        came += comes - goes
        kept += max(0, comes - goes - gift.fee_cover_minor_units)
    assert received(history.campaign).minor_units == kept
    assert meter_of(campaign=history.campaign).received.minor_units == kept
    clearing = balance(account=OTHER_GATEWAYS, currency="EUR").minor_units
    assert clearing == came - fees


COMING = {MoveKind.PAYMENT, MoveKind.REFUND_FAILED, MoveKind.DISPUTE_WON}
GOING = {MoveKind.REFUND, MoveKind.DISPUTE, MoveKind.RETURN}


def test_a_gift_that_nobody_paid_ends_with_its_session():
    history = History()
    with override(history.gateway):
        history._order(0)
        history.gateway.wait(hours=25)
        history.catch_up()

    assert history.campaign.gifts.get().state == GiftState.ENDED
