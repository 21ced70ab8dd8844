"""One way to say what happens at a provider, whichever it is: for the contract of gateways."""

from dataclasses import dataclass, field
from itertools import count

from fake_gateway import FakeGateway
from rehearsing import paypal_gateway, stripe_gateway

from obole.donations.rules.gateway import Order
from obole.donations.rules.vocabulary import Rhythm
from obole.kernel.money import Money

_numbers = count(1)


def an_order(gateway, **fields):
    """Return an order of 50 EUR, once, unless the test says otherwise."""
    return Order(
        **{
            "key": f"order-{gateway.name}-{next(_numbers)}",
            "amount": Money(5_000, "EUR"),
            "rhythm": Rhythm.ONCE,
            "means": gateway.means()[0],
            "title": "Une année d'enquêtes · La Gazette",
            "language": "fr",
            "email": "claude.martin@example.org",
            "done_url": "https://gazette.example/give/done/k/",
            "back_url": "https://gazette.example/give/back/k/",
            **fields,
        }
    )


@dataclass
class FakeStage:
    gateway: FakeGateway = field(default_factory=FakeGateway)
    can_notice_twice = True

    def pay(self, begun):
        self.gateway.paid(begun.reference.removeprefix("session-"), fee="1.25")

    def decline(self, begun):
        self.gateway.failed(begun.reference.removeprefix("session-"))

    def dispute(self, report):
        self.gateway.disputed(report.reference)

    def win(self, report):
        self.gateway.dispute_won(report.reference)

    def lose(self, report):
        self.gateway.dispute_lost(report.reference)

    def renew(self, plan_reference):
        self.gateway.renewed(plan_reference)

    def end(self, plan_reference):
        self.gateway.plan_ended(plan_reference)

    def pay_out(self):
        self.gateway.paid_out("payout-1", amount=Money(4_000, "EUR"))

    def notices(self):
        taken, self.gateway.notices = self.gateway.notices, []
        return [(headers, body) for body, headers in taken]


@dataclass
class RehearsedStage:
    rehearsal: object

    def notices(self):
        taken = self.rehearsal.deliveries.take()
        mine = [each for each in taken if each.gateway == self.gateway.name]
        return [(each.headers(), each.body) for each in mine]

    def pay_out(self):
        self.rehearsal.act("pay-out")


@dataclass
class StripeStage(RehearsedStage):
    gateway: object = field(default_factory=stripe_gateway)

    @property
    def objects(self):
        return self.rehearsal.stripe.objects

    def pay(self, begun, outcome="paid"):
        session = self.objects.get(begun.reference, "checkout.session")
        self.rehearsal.stripe.ordering.pay(session, outcome=outcome)

    def decline(self, begun):
        self.pay(begun, outcome="insufficient_funds")

    def dispute(self, report):
        self.rehearsal.act("stripe-dispute", id=report.reference)

    def win(self, report, act="stripe-win"):
        found = self.objects.all("dispute", lambda each: each["payment_intent"] == report.reference)
        self.rehearsal.act(act, id=found[0]["id"])

    def lose(self, report):
        self.win(report, act="stripe-lose")

    def renew(self, plan_reference):
        subscription = self.objects.get(plan_reference, "subscription")
        self.rehearsal.stripe.ordering.invoice(subscription, outcome="paid")

    def end(self, plan_reference):
        self.rehearsal.act("stripe-end", id=plan_reference)


@dataclass
class PayPalStage(RehearsedStage):
    gateway: object = field(default_factory=paypal_gateway)

    @property
    def objects(self):
        return self.rehearsal.paypal.objects

    def pay(self, begun, outcome="paid"):
        agreeing = self.rehearsal.paypal.agreeing
        if begun.reference.startswith("I-"):
            agreeing.subscribe(self.objects.get("subscription", begun.reference))
        else:
            agreeing.agree(self.objects.get("order", begun.reference), outcome=outcome)

    def decline(self, begun):
        self.pay(begun, outcome="declined")

    def dispute(self, report):
        self.rehearsal.act("paypal-dispute", id=report.moves[0].reference)

    def win(self, report, act="paypal-win"):
        self.rehearsal.act(act, id=self.objects.all("dispute")[-1]["id"])

    def lose(self, report):
        self.win(report, act="paypal-lose")

    def renew(self, plan_reference):
        subscription = self.objects.get("subscription", plan_reference)
        self.rehearsal.paypal.moving.instalment(subscription)

    def end(self, plan_reference):
        self.rehearsal.act("paypal-end", id=plan_reference)
