"""The campaign of the demonstration, and what readers gave, recorded as the desk would."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from wagtail.models import Site

from obole.donations.actions.campaigns import create_campaign, make_current
from obole.donations.actions.donors import find_or_make_donor
from obole.donations.actions.numbering import free_number, new_key
from obole.donations.actions.recording import record_money
from obole.donations.actions.settling import record_report
from obole.donations.models import (
    Campaign,
    CampaignStep,
    CampaignText,
    CampaignUpdate,
    DonationSettings,
    Donor,
    Gift,
    Plan,
)
from obole.donations.rules.entries import HAND_ACCOUNTS
from obole.donations.rules.gateway import Move, PaymentReport
from obole.donations.rules.vocabulary import Means, MoveKind, Rhythm, Standing
from obole.kernel.money import Money
from obole.newsroom.models import ArticlePage
from obole.project.demo.content import Table, read_campaign

CURRENCY: Final = "EUR"
LANGUAGES: Final = ("fr", "en")
# The same gifts each time: a picture of the demonstration stays true.
SEED: Final = 1901
GATEWAYS: Final = {Means.CARD: "stripe", Means.SEPA: "stripe", Means.PAYPAL: "paypal"}
SOURCES: Final = {Means.TRANSFER: "statement", Means.CHEQUE: "cheque", Means.CASH: "cash"}
# Of a hundred gifts.
MEANS: Final = {
    Means.CARD: 56,
    Means.PAYPAL: 13,
    Means.SEPA: 11,
    Means.TRANSFER: 12,
    Means.CHEQUE: 7,
    Means.CASH: 1,
}
# Two instalments each, a month apart; so many of each amount.
MONTHLY: Final = {"20": 8, "30": 3}
A_MONTH: Final = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Given:
    """One gift as it is made up: when, by whom, how."""

    amount: Money
    means: Means
    at: datetime
    number: int
    shown_name: str = ""
    message: str = ""


def take_gifts(*, content: Table) -> None:
    """Say how this newsroom takes gifts; its bank account is the one of French handbooks."""
    for site in Site.objects.all():
        DonationSettings.objects.update_or_create(site=site, defaults=content["settings"])


def open_campaign(
    *, content: Table, articles: Mapping[str, ArticlePage], now: datetime
) -> Campaign:
    """Make the campaign with its texts, steps and news, and put it below every article."""
    opened_at = now - timedelta(days=content["days_open"])
    campaign = create_campaign(
        slug=content["slug"],
        title=content["fr"]["title"],
        language="fr",
        goal=Money.parse(content["goal"], CURRENCY),
        currency=CURRENCY,
        now=opened_at,
    )
    campaign.starts_on = opened_at.date()
    campaign.ends_on = (now + timedelta(days=content["days_left"])).date()
    campaign.save()
    _write(content, campaign=campaign, articles=articles, opened_at=opened_at)
    make_current(campaign=campaign)
    return campaign


def _write(
    content: Table,
    *,
    campaign: Campaign,
    articles: Mapping[str, ArticlePage],
    opened_at: datetime,
) -> None:
    CampaignText.objects.filter(campaign=campaign).delete()
    for language in LANGUAGES:
        CampaignText.objects.create(campaign=campaign, language=language, **content[language])
    for step in content["steps"]:
        page = articles.get(step.get("article", ""))
        done_on = (opened_at + timedelta(days=step["done_after"])) if "done_after" in step else None
        CampaignStep.objects.create(
            campaign=campaign,
            amount_minor_units=Money.parse(step["amount"], CURRENCY).minor_units,
            label_fr=step["fr"],
            label_en=step["en"],
            done_on=done_on.date() if done_on else None,
            page_id=page.pk if page else None,
        )
    for update in content["updates"]:
        for language in LANGUAGES:
            CampaignUpdate.objects.create(
                campaign=campaign,
                language=language,
                day=(opened_at + timedelta(days=update["after"])).date(),
                title=update[f"{language}_title"],
                body=update[language],
            )


def receive_gifts(*, content: Table, campaign: Campaign, now: datetime) -> None:
    """Let readers give what the campaign has received, and what is on its way or went back."""
    chance = Random(SEED)  # noqa: S311 - names and dates of a demonstration, no secret
    amounts = _amounts(content)
    first = now - timedelta(days=content["days_open"])
    _give_monthly(campaign, amounts, chance=chance, first=first)
    for given in _given(amounts, content["named"], chance=chance, first=first, now=now):
        _receive(campaign, given)
    _leave_work_to_do(campaign, now=now)


def _amounts(content: Table) -> list[str]:
    return [amount for amount, count in content["amounts"].items() for _ in range(count)]


def _give_monthly(
    campaign: Campaign, amounts: list[str], *, chance: Random, first: datetime
) -> None:
    """Begin recurring gifts, each with two instalments; what they gave is taken from `amounts`."""
    number = 500
    for amount, count in MONTHLY.items():
        for _ in range(count):
            number += 1
            begun_at = first + timedelta(hours=chance.randrange(24, 24 * 9))
            gift = _begin(campaign, Money.parse(amount, CURRENCY), Means.CARD, number, begun_at)
            plan = _plan_of(gift)
            for month in range(2):
                at = begun_at + month * A_MONTH
                _settle(gift, at=at, plan_reference=plan.reference, turn=month)
                amounts.remove(amount)


def _plan_of(gift: Gift) -> Plan:
    assert gift.donor is not None, "somebody gives each month"
    plan = Plan.objects.create(
        key=gift.key,
        campaign=gift.campaign,
        donor=gift.donor,
        amount_minor_units=gift.amount_minor_units,
        currency=gift.currency,
        rhythm=Rhythm.MONTHLY,
        means=gift.means,
        gateway=gift.gateway,
        reference=f"sub_demo_{gift.pk}",
        begun_at=gift.begun_at,
    )
    Gift.objects.filter(pk=gift.pk).update(plan=plan)
    gift.plan = plan
    return plan


def _given(
    amounts: Sequence[str],
    named: Sequence[Table],
    *,
    chance: Random,
    first: datetime,
    now: datetime,
) -> Iterator[Given]:
    """Yield single gifts in the order of time: many in the first days, some on each later one."""
    span = (now - first) - timedelta(hours=3)
    # A square makes early moments likelier, as with real campaigns.
    moments = sorted(first + span * (chance.random() ** 2) for _ in amounts)
    shuffled = list(amounts)
    chance.shuffle(shuffled)
    speaking = dict(zip(sorted(chance.sample(range(len(amounts)), len(named))), named, strict=True))
    for number, (amount, at) in enumerate(zip(shuffled, moments, strict=True)):
        who = speaking.get(number, {})
        yield Given(
            amount=Money.parse(amount, CURRENCY),
            means=chance.choices(list(MEANS), weights=list(MEANS.values()))[0],
            at=at,
            number=number,
            shown_name=who.get("name", ""),
            message=who.get("message", ""),
        )


def _receive(campaign: Campaign, given: Given) -> Gift:
    gift = _begin(campaign, given.amount, given.means, given.number, given.at)
    gift.is_public, gift.shown_name = bool(given.shown_name), given.shown_name
    gift.message = given.message
    gift.save(update_fields=["is_public", "shown_name", "message"])
    if given.means in GATEWAYS:
        return _settle(gift, at=given.at)
    source = SOURCES[given.means]
    record_money(
        gift=gift,
        source=source,
        reference=f"demo-{given.number}",
        amount=given.amount,
        day=given.at.date(),
        account=HAND_ACCOUNTS[source],
        now=given.at,
    )
    return gift


def _begin(campaign: Campaign, amount: Money, means: Means, number: int, at: datetime) -> Gift:
    return Gift.objects.create(
        key=new_key(),
        number=free_number(),
        campaign=campaign,
        donor=_donor(number, at=at),
        amount_minor_units=amount.minor_units,
        currency=amount.currency,
        means=means,
        gateway=GATEWAYS.get(means, ""),
        begun_at=at,
    )


def _donor(number: int, *, at: datetime) -> Donor:
    names = read_campaign()["names"]
    given, family = names["given"], names["family"]
    return find_or_make_donor(
        email=f"lectrice.{number}@example.org",
        # Steps that share no factor with the lists' lengths: each pair comes once.
        given_name=given[number * 5 % len(given)],
        family_name=family[number * 7 % len(family)],
        now=at,
    )


def _settle(
    gift: Gift, *, at: datetime, plan_reference: str = "", turn: int = 0, later: Sequence[Move] = ()
) -> Gift:
    """Record what a provider would report: paid, with about the fee that providers take."""
    fee = Money(round(gift.amount_minor_units * 0.015) + 25, gift.currency)
    reference = f"demo_{gift.pk}_{turn}"
    payment = Move(
        kind=MoveKind.PAYMENT, reference=f"ch_{reference}", amount=gift.to_pay, fee=fee, at=at
    )
    report = PaymentReport(
        reference=f"pi_{reference}",
        order_key=gift.key,
        plan_reference=plan_reference,
        standing=Standing.PAID,
        means=Means(gift.means),
        moves=(payment, *later),
        made_at=at,
    )
    return record_report(report=report, gateway=gift.gateway, now=at)


def _leave_work_to_do(campaign: Campaign, *, now: datetime) -> None:
    """Leave what a treasurer finds in the morning; none of it is in the meter."""
    yesterday, week = now - timedelta(days=1), now - timedelta(days=8)
    for number, (amount, at) in enumerate((("150", week), ("40", week), ("75", yesterday))):
        _begin(campaign, Money.parse(amount, CURRENCY), Means.TRANSFER, 700 + number, at)
    for number, kind in enumerate((MoveKind.REFUND, MoveKind.DISPUTE)):
        gift = _begin(campaign, Money.parse("40", CURRENCY), Means.CARD, 710 + number, week)
        gone = Move(
            kind=kind,
            reference=f"back_demo_{gift.pk}",
            amount=gift.to_pay,
            fee=Money.zero(CURRENCY),
            at=yesterday,
        )
        _settle(gift, at=week)
        _settle(gift, at=week, later=[gone])
    debit = _begin(campaign, Money.parse("60", CURRENCY), Means.SEPA, 720, yesterday)
    on_its_way = PaymentReport(
        reference=f"pi_demo_{debit.pk}",
        order_key=debit.key,
        standing=Standing.PENDING,
        means=Means.SEPA,
        made_at=yesterday,
    )
    record_report(report=on_its_way, gateway="stripe", now=yesterday)
