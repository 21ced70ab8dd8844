"""`obole gift ...`: gifts from scripts."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal

if TYPE_CHECKING:
    from obole.donations.models import Campaign, Gift
    from obole.kernel.money import Money

MEANS = ("cheque", "cash", "transfer", "intermediary")
REASONS = {
    "empty": "it is empty",
    "not-a-number": "it is no number",
    "too-precise": "it has more decimals than the currency",
    "too-large": "it is too large",
}


@click.group("gift", short_help="Record gifts that came by hand.")
def command() -> None:
    """Record gifts that came by hand."""


@command.command("record")
@click.option("--campaign", "slug", required=True, help="The campaign, by its address: --slug.")
@click.option("--means", type=click.Choice(MEANS), required=True, help="How the money came.")
@click.option(
    "--amount",
    required=True,
    help="In the campaign's currency: 10000 is ten thousand euros, 12.50 or 12,50 is with cents.",
)
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="When the money came: 2026-11-30. Default: today.",
)
@click.option("--name", default="", help="Who gave.")
@click.option("--email", default="", help="Their address: they are thanked there.")
@click.option("--intermediary", default="", help="Who collected it, for --means intermediary.")
@click.option(
    "--reference",
    default="",
    help="Its number (of the cheque, of the list): the same again records nothing. Without one, "
    "each call is another gift.",
)
@pass_invocation
def record(  # noqa: PLR0913 - an option each
    invocation: Invocation,
    *,
    slug: str,
    means: str,
    amount: str,
    day: datetime | None,
    name: str,
    email: str,
    intermediary: str,
    reference: str,
) -> None:
    """Record a gift whose money has arrived, and print its number."""
    invocation.load_django()
    from django.utils import timezone

    from obole.donations.actions.hand_gifts import HandGift
    from obole.donations.rules.vocabulary import Means
    from obole.foundation import clock

    now = clock.now()
    today = timezone.localdate(now)
    campaign = _campaign(slug)
    given = HandGift(
        means=Means(means),
        amount=_amount(amount, campaign),
        day=_day(day, today=today),
        reference=reference,
        email=_email(email),
        name=name,
        intermediary=intermediary,
    )
    gift = _record(campaign, given, now)
    # Scripts read it.
    click.echo(gift.number)


def _campaign(slug: str) -> "Campaign":
    from obole.donations.models import Campaign

    campaign = Campaign.objects.filter(slug=slug).first()
    if campaign is None:
        raise Refusal(f"There is no campaign {slug}: see obole campaign list.")
    return campaign


def _amount(text: str, campaign: "Campaign") -> "Money":
    from obole.kernel.money import Money, UnreadableAmount

    try:
        return Money.parse(text, campaign.currency)
    except UnreadableAmount as error:
        raise Refusal(f"{text!r} is no amount: {REASONS[error.reason]}.") from error


def _day(day: datetime | None, *, today: date) -> date:
    if day is None:
        return today
    if day.date() > today:
        raise Refusal(f"{day.date()} is still to come: money is recorded when it is there.")
    return day.date()


def _email(email: str) -> str:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Refusal(f"{email} is no address.") from error
    return email


def _record(campaign: "Campaign", given: object, now: datetime) -> "Gift":
    from obole.donations.actions.hand_gifts import HandGift, record_gift
    from obole.donations.actions.recording import NothingGiven, ReferenceUsed

    assert isinstance(given, HandGift), "Made above."
    try:
        return record_gift(campaign=campaign, gift=given, now=now)
    except NothingGiven as error:
        raise Refusal("A gift is more than zero.") from error
    except ReferenceUsed as error:
        raise Refusal(
            f"{error} Give another --reference, or correct that gift in the desk first."
        ) from error
