"""A payment provider in memory that tests tell what happens: it implements the Protocol whole."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from obole.donations.rules.gateway import (
    About,
    Begun,
    ForgedNotice,
    GatewayDown,
    GatewayRefused,
    Hint,
    Move,
    Notice,
    Order,
    PaymentReport,
    PayoutReport,
    PlanReport,
    UnknownToGateway,
    UnreadableNotice,
)
from obole.donations.rules.vocabulary import Means, MoveKind, Rhythm, Standing
from obole.kernel.money import Money

SECRET = b"only for tests"
SESSION_LASTS = timedelta(hours=24)


@dataclass
class FakeGateway:
    """What it knows changes by its methods; each change leaves a notice in `notices`."""

    name: str = "fake"
    now: datetime = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    offered: tuple[Means, ...] = (Means.CARD, Means.SEPA)
    orders: dict[str, Order] = field(default_factory=dict)
    begun_at: dict[str, datetime] = field(default_factory=dict)
    payments: dict[str, PaymentReport] = field(default_factory=dict)
    plans: dict[str, PlanReport] = field(default_factory=dict)
    payouts: dict[str, PayoutReport] = field(default_factory=dict)
    notices: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    history: list[tuple[datetime, Hint]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    answered_keys: dict[str, str] = field(default_factory=dict)
    failing_calls: int = 0
    """So many calls from now raise GatewayDown."""
    refusal: str = ""
    """With it, what is asked of the provider is refused."""
    consent_url: str = ""
    """Where `change_plan` sends the donor."""

    # What the program asks.

    def means(self) -> tuple[Means, ...]:
        return self.offered

    def begin(self, order: Order) -> Begun:
        self._call("begin", order.key)
        self.orders.setdefault(order.key, order)
        self.begun_at.setdefault(order.key, self.now)
        return Begun(
            url=f"https://pay.example/{order.key}",
            reference=f"session-{order.key}",
            expires_at=self.now + SESSION_LASTS,
        )

    def read_notice(self, *, headers: Mapping[str, str], body: bytes, now: datetime) -> Notice:
        signature = headers.get("Fake-Signature", "")
        if not hmac.compare_digest(signature, _signature(body)):
            raise ForgedNotice("The signature does not hold.")
        try:
            said = json.loads(body)
            hint = Hint(about=About(said["about"]), reference=said["reference"])
            made_at = datetime.fromisoformat(said["at"])
            return Notice(key=said["key"], hint=hint, made_at=made_at)
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableNotice(str(error)) from error

    def fetch_payment(self, reference: str) -> PaymentReport:
        self._call("fetch_payment", reference)
        if reference in self.payments:
            return self.payments[reference]
        key = reference.removeprefix("session-")
        if key not in self.orders:
            raise UnknownToGateway(reference)
        for report in self.payments.values():
            if report.order_key == key:
                return report
        is_over = self.now > self.begun_at[key] + SESSION_LASTS
        return PaymentReport(
            reference=reference,
            order_key=key,
            standing=Standing.EXPIRED if is_over else Standing.OPEN,
            means=self.orders[key].means,
            made_at=self.now,
        )

    def fetch_plan(self, reference: str) -> PlanReport:
        self._call("fetch_plan", reference)
        if reference not in self.plans:
            raise UnknownToGateway(reference)
        return self.plans[reference]

    def fetch_payout(self, reference: str) -> PayoutReport:
        self._call("fetch_payout", reference)
        if reference not in self.payouts:
            raise UnknownToGateway(reference)
        return self.payouts[reference]

    def hints_since(self, since: datetime) -> Iterator[Hint]:
        self._call("hints_since", since.isoformat())
        yield from [hint for at, hint in self.history if at >= since]

    def refund(self, reference: str, *, amount: Money, key: str) -> None:
        self._call("refund", key)
        if self._was_done(key, reference):
            return
        self.refunded(reference, amount=amount)

    def end_plan(self, reference: str, *, key: str) -> None:
        self._call("end_plan", key)
        if not self._was_done(key, reference):
            self.plan_ended(reference)

    def change_plan(self, reference: str, *, amount: Money, key: str) -> str:
        self._call("change_plan", key)
        if not self._was_done(key, reference) and not self.consent_url:
            self.plans[reference] = replace(self.plans[reference], amount=amount)
            self._tell(About.PLAN, reference)
        return self.consent_url

    def mend_url(self, reference: str, *, back_url: str) -> str:
        self._call("mend_url", reference)
        return f"https://pay.example/mend/{reference}"

    # What happens there.

    def paid(self, order_key: str, *, fee: str = "0", pending: bool = False) -> str:
        """Let the donor of an order pay; return the reference of the payment."""
        order = self.orders[order_key]
        plan = ""
        if order.rhythm is not Rhythm.ONCE:
            plan = f"plan-{order_key}"
            self._open_plan(order, plan)
        return self._pay(order, plan=plan, fee=fee, pending=pending)

    def renewed(self, plan: str, *, fee: str = "0", failure: str = "") -> str:
        """Let the next instalment of a plan be taken, or refused."""
        order = self.orders[self.plans[plan].order_key]
        order = replace(order, amount=self.plans[plan].amount)
        reference = self._pay(order, plan=plan, fee=fee, failure=failure)
        self.plans[plan] = replace(self.plans[plan], is_failing=bool(failure))
        self._tell(About.PLAN, plan)
        return reference

    def failed(self, order_key: str, *, failure: str = "card_declined") -> str:
        """Let the payment of an order be refused."""
        return self._pay(self.orders[order_key], plan="", fee="0", failure=failure)

    def refused(self, order_key: str) -> None:
        """Let a payment that was on its way be refused by the donor's bank."""
        for reference, report in self.payments.items():
            if report.order_key == order_key and report.standing is Standing.PENDING:
                self.payments[reference] = replace(
                    report, standing=Standing.FAILED, failure="insufficient_funds"
                )
                self._tell(About.PAYMENT, reference)

    def settled(self, reference: str, *, fee: str = "0") -> None:
        """Let a pending payment arrive."""
        amount = self.orders[self.payments[reference].order_key].amount
        self.payments[reference] = replace(self.payments[reference], standing=Standing.PAID)
        self.move(reference, MoveKind.PAYMENT, amount, fee=fee, name=f"{reference}-charge")

    def refunded(self, reference: str, *, amount: Money) -> None:
        """Give money back, as from the provider's own desk."""
        self.move(reference, MoveKind.REFUND, amount)

    def refund_failed(self, reference: str, *, amount: Money) -> None:
        self.move(reference, MoveKind.REFUND_FAILED, amount)

    def disputed(self, reference: str, *, fee: str = "15") -> None:
        """Let the donor's bank take back all that is left."""
        self.move(reference, MoveKind.DISPUTE, self.left(reference), fee=fee)

    def dispute_won(self, reference: str) -> None:
        disputes = [m for m in self.payments[reference].moves if m.kind is MoveKind.DISPUTE]
        self.move(reference, MoveKind.DISPUTE_WON, disputes[-1].amount)

    def dispute_lost(self, reference: str) -> None:
        self.payments[reference] = replace(self.payments[reference], dispute_is_lost=True)
        self._tell(About.PAYMENT, reference)

    def returned(self, reference: str) -> None:
        """Let a SEPA debit come back after it had settled."""
        self.move(reference, MoveKind.RETURN, self.left(reference), fee="3.50")

    def fee_known(self, reference: str, *, fee: str) -> None:
        """Tell the fee of the payment, which was unknown before."""
        report = self.payments[reference]
        moves = tuple(
            replace(move, fee=Money.parse(fee, move.amount.currency))
            if move.kind is MoveKind.PAYMENT
            else move
            for move in report.moves
        )
        self.payments[reference] = replace(report, moves=moves)
        self._tell(About.PAYMENT, reference)

    def plan_ended(self, plan: str) -> None:
        self.plans[plan] = replace(self.plans[plan], is_active=False, ended_at=self.now)
        self._tell(About.PLAN, plan)

    def paid_out(self, reference: str, *, amount: Money, fee: str = "0") -> None:
        self.payouts[reference] = PayoutReport(
            reference=reference,
            amount=amount,
            fee=Money.parse(fee, amount.currency),
            is_paid=True,
            arrives_at=self.now,
        )
        self._tell(About.PAYOUT, reference)

    def payout_failed(self, reference: str) -> None:
        self.payouts[reference] = replace(self.payouts[reference], is_paid=False)
        self._tell(About.PAYOUT, reference)

    def move(
        self, reference: str, kind: MoveKind, amount: Money, *, fee: str = "0", name: str = ""
    ) -> None:
        """Let any movement happen, also one that cannot be."""
        report = self.payments[reference]
        move = Move(
            kind=kind,
            reference=name or f"{reference}-{kind}-{len(report.moves)}",
            amount=amount,
            fee=Money.parse(fee, amount.currency),
            at=self.now,
        )
        self.payments[reference] = replace(report, moves=(*report.moves, move))
        self._tell(About.PAYMENT, reference)

    def left(self, reference: str) -> Money:
        """Return what is left of a payment."""
        moves = self.payments[reference].moves
        signs = {MoveKind.REFUND: -1, MoveKind.DISPUTE: -1, MoveKind.RETURN: -1, MoveKind.FEE: 0}
        cents = sum(move.amount.minor_units * signs.get(move.kind, 1) for move in moves)
        return Money(cents, moves[0].amount.currency) if moves else Money.zero("EUR")

    def wait(self, **duration: float) -> None:
        """Let time pass there."""
        self.now += timedelta(**duration)

    def _pay(
        self, order: Order, *, plan: str, fee: str, pending: bool = False, failure: str = ""
    ) -> str:
        reference = f"payment-{len(self.payments) + 1}-{order.key[:20]}"
        standing = Standing.PENDING if pending else Standing.PAID
        self.payments[reference] = PaymentReport(
            reference=reference,
            order_key=order.key,
            plan_reference=plan,
            standing=Standing.FAILED if failure else standing,
            means=order.means,
            failure=failure,
            payer_email=order.email,
            made_at=self.now,
        )
        if plan:
            known = self.plans[plan]
            references = (*known.payment_references, reference)
            self.plans[plan] = replace(known, payment_references=references)
        if pending or failure:
            self._tell(About.PAYMENT, reference)
        else:
            self.move(
                reference, MoveKind.PAYMENT, order.amount, fee=fee, name=f"{reference}-charge"
            )
        return reference

    def _open_plan(self, order: Order, plan: str) -> None:
        self.plans[plan] = PlanReport(
            reference=plan,
            order_key=order.key,
            is_active=True,
            is_failing=False,
            amount=order.amount,
            rhythm=order.rhythm,
        )
        self._tell(About.PLAN, plan)

    def _tell(self, about: About, reference: str) -> None:
        # A moment later each time, as there: no two things happen at once.
        self.now += timedelta(seconds=1)
        self.history.append((self.now, Hint(about=about, reference=reference)))
        said = {
            "key": f"notice-{len(self.history)}",
            "about": about,
            "reference": reference,
            "at": self.now.isoformat(),
        }
        body = json.dumps(said).encode()
        self.notices.append((body, {"Fake-Signature": _signature(body)}))

    def _call(self, name: str, detail: str) -> None:
        self.calls.append((name, detail))
        if self.failing_calls:
            self.failing_calls -= 1
            raise GatewayDown(f"{name}: 500")
        if self.refusal and name in ("refund", "end_plan", "change_plan", "begin"):
            raise GatewayRefused(self.refusal)

    def _was_done(self, key: str, reference: str) -> bool:
        if key in self.answered_keys:
            return True
        self.answered_keys[key] = reference
        return False


def _signature(body: bytes) -> str:
    return hmac.new(SECRET, body, hashlib.sha256).hexdigest()
