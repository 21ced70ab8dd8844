"""Campaigns, donors and gifts that tests are about, valid by default. Each needs a database."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from fake_gateway import FakeGateway

from obole.donations.actions.numbering import free_number, new_key
from obole.donations.actions.recording import record_money
from obole.donations.actions.settling import record_report
from obole.donations.models import Campaign, CampaignText, Donor, Gift, PaymentAccount, Plan
from obole.donations.rules.entries import HAND_ACCOUNTS
from obole.donations.rules.gateway import Move, Order, PaymentReport
from obole.donations.rules.ingredients import fund
from obole.donations.rules.vocabulary import Means, MoveKind, Rhythm, Standing
from obole.kernel.money import Money
from obole.ledger.queries.figures import fund_total
from obole.ledger.rules.chart import GIFTS

__all__ = [
    "NOW",
    "FakeGateway",
    "connect",
    "euros",
    "make_campaign",
    "make_donor",
    "make_gift",
    "make_plan",
    "order_of",
    "received",
    "settled_gift",
]

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
GATEWAY_OF_MEANS = {Means.CARD: "stripe", Means.SEPA: "stripe", Means.PAYPAL: "paypal"}
SOURCE_OF_MEANS = {
    Means.TRANSFER: "statement",
    Means.CHEQUE: "cheque",
    Means.CASH: "cash",
    Means.INTERMEDIARY: "intermediary",
}

_numbers = count(1)


def euros(text: str) -> Money:
    """Return an amount as people write it."""
    return Money.parse(text, "EUR")


def make_campaign(*, title: str = "Une année d'enquêtes", **fields: Any) -> Campaign:
    """Make a campaign of 42 000 €, with its text in French."""
    number = next(_numbers)
    campaign = Campaign.objects.create(
        **{"slug": f"campagne-{number}", "goal_minor_units": 42_000_00, **fields}
    )
    CampaignText.objects.create(campaign=campaign, language="fr", title=title)
    return campaign


def make_donor(**fields: Any) -> Donor:
    """Make a person who gives."""
    number = next(_numbers)
    return Donor.objects.create(
        **{
            "email": f"donatrice.{number}@example.org",
            "given_name": "Claude",
            "family_name": f"Martin {number}",
            "created_at": NOW,
            **fields,
        }
    )


def make_gift(
    *,
    amount: str = "50",
    fee_cover: str = "0",
    means: Means | str = Means.CARD,
    campaign: Campaign | None = None,
    **fields: Any,
) -> Gift:
    """Make a gift that has begun; by card, debit or PayPal it is a provider's."""
    campaign = campaign or make_campaign()
    currency = fields.pop("currency", campaign.currency)
    return Gift.objects.create(
        **{
            "key": new_key(),
            "number": free_number(),
            "campaign": campaign,
            "donor": fields.pop("donor") if "donor" in fields else make_donor(),
            "amount_minor_units": Money.parse(amount, currency).minor_units,
            "fee_cover_minor_units": Money.parse(fee_cover, currency).minor_units,
            "currency": currency,
            "means": Means(means),
            "gateway": GATEWAY_OF_MEANS.get(Means(means), ""),
            "begun_at": NOW,
            **fields,
        }
    )


def make_plan(*, rhythm: Rhythm = Rhythm.MONTHLY, **fields: Any) -> Plan:
    """Make a recurring gift with its first instalment, as the form does: one key, one order."""
    gift = make_gift(**fields)
    plan = Plan.objects.create(
        key=gift.key,
        campaign=gift.campaign,
        donor=gift.donor,
        amount_minor_units=gift.amount_minor_units,
        fee_cover_minor_units=gift.fee_cover_minor_units,
        currency=gift.currency,
        rhythm=rhythm,
        means=gift.means,
        gateway=gift.gateway,
        language=gift.language,
        begun_at=gift.begun_at,
    )
    gift.plan = plan
    gift.save(update_fields=["plan"])
    return plan


def settled_gift(
    *,
    amount: str = "50",
    means: Means | str = Means.CARD,
    campaign: Campaign | None = None,
    fee: str = "0",
    day: date | None = None,
    **fields: Any,
) -> Gift:
    """Make a gift whose money has arrived, on the day given or on that of NOW."""
    gift = make_gift(amount=amount, means=means, campaign=campaign, **fields)
    moment = NOW if day is None else datetime.combine(day, time(10), tzinfo=UTC)
    if gift.gateway:
        report = report_of(gift, fee=fee, at=moment)
        return record_report(report=report, gateway=gift.gateway, now=moment)
    source = SOURCE_OF_MEANS[Means(means)]
    movement = record_money(
        gift=gift,
        source=source,
        reference=f"{source}-{next(_numbers)}",
        amount=gift.to_pay,
        day=moment.date(),
        account=HAND_ACCOUNTS[source],
        now=moment,
    )
    return Gift.objects.get(pk=movement.gift_id)


def report_of(gift: Gift, *moves: Move, fee: str = "0", at: datetime = NOW) -> PaymentReport:
    """Return what a provider reports of a gift that was paid, and of what moved since."""
    payment = Move(
        kind=MoveKind.PAYMENT,
        reference=f"charge-{gift.pk}",
        amount=gift.to_pay,
        fee=Money.parse(fee, gift.currency),
        at=at,
    )
    return PaymentReport(
        reference=gift.payment_reference or f"payment-{gift.pk}",
        order_key=gift.key,
        standing=Standing.PAID,
        means=Means(gift.means),
        moves=(payment, *moves),
        made_at=at,
    )


def order_of(gift: Gift) -> Order:
    """Return the order that a form makes of a gift."""
    return Order(
        key=gift.key,
        amount=gift.to_pay,
        rhythm=Rhythm(gift.plan.rhythm) if gift.plan else Rhythm.ONCE,
        means=Means(gift.means),
        title="Une année d'enquêtes",
        language="fr",
        email=gift.donor.email if gift.donor else "",
        done_url="https://gazette.example/give/done/",
        back_url="https://gazette.example/give/back/",
    )


def connect(gateway: FakeGateway) -> PaymentAccount:
    """Connect an account at the provider; `registry.override` puts the fake in its place."""
    return PaymentAccount.objects.create(
        gateway=gateway.name,
        sealed_credentials="",
        connected_at=gateway.now,
        offered_means=[str(each) for each in gateway.offered],
    )


def received(campaign: Campaign) -> Money:
    """Return what the meter counts."""
    total = fund_total(fund=fund(campaign.pk), accounts=[GIFTS], currency=campaign.currency)
    return total.amount
