"""`obole campaign ...`: campaigns from scripts."""

from typing import TYPE_CHECKING

import click

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal

if TYPE_CHECKING:
    from obole.donations.models import Campaign


@click.group("campaign", short_help="Make, close and list campaigns.")
def command() -> None:
    """Make, close and list campaigns."""


@command.command("create")
@click.option("--slug", required=True, help="The last part of the campaign's address.")
@click.option("--title", required=True, help="What it is called.")
@click.option("--goal", help="The goal, an amount: 42000.")
@click.option("--donors", type=click.IntRange(min=1), help="Instead: a goal in donors.")
@click.option("--currency", default="EUR", show_default=True, help="What amounts are in.")
@click.option(
    "--language",
    type=click.Choice(["fr", "en"]),
    default="fr",
    show_default=True,
    help="Of the title.",
)
@click.option("--current", is_flag=True, help="Put it below every article at once.")
@pass_invocation
def create(  # noqa: PLR0913 - an option each
    invocation: Invocation,
    *,
    slug: str,
    title: str,
    goal: str | None,
    donors: int | None,
    currency: str,
    language: str,
    current: bool,
) -> None:
    """Make a campaign that takes gifts at once."""
    if (goal is None) == (donors is None):
        raise click.UsageError("Give --goal AMOUNT or --donors NUMBER: a campaign has one goal.")
    invocation.load_django()
    from obole.donations.actions.campaigns import make_current
    from obole.donations.queries.addresses import address

    campaign = _create(slug, title, language, goal, donors, currency)
    if current:
        make_current(campaign=campaign)
    # Scripts read it.
    click.echo(address("campaigns:campaign", campaign.slug, language=language))


@command.command("close")
@click.option("--slug", required=True, help="Which campaign.")
@pass_invocation
def close(invocation: Invocation, *, slug: str) -> None:
    """Take no more gifts for a campaign; its page stays, and late money still counts."""
    invocation.load_django()
    from obole.donations.actions.campaigns import close_campaign
    from obole.donations.models import Campaign

    campaign = Campaign.objects.filter(slug=slug).first()
    if campaign is None:
        raise Refusal(f"There is no campaign {slug}. `obole campaign list` names those there are.")
    close_campaign(campaign=campaign)
    invocation.say(f"{slug} takes no more gifts.")


@command.command("list")
@pass_invocation
def list_all(invocation: Invocation) -> None:
    """Print each campaign with its figure: slug, what it received, the goal, the share."""
    invocation.load_django()
    from obole.donations.models import Campaign
    from obole.donations.queries.meter import meter_of
    from obole.donations.rules.meter import words

    for campaign in Campaign.objects.order_by("pk"):
        notes = [
            *(["current"] if campaign.is_current else []),
            *(["closed"] if campaign.is_closed else []),
            *([] if campaign.is_public else ["not public"]),
        ]
        said = words(meter_of(campaign=campaign), "en")
        click.echo(f"{campaign.slug}\t{said}{''.join(f' ({note})' for note in notes)}")


def _create(
    slug: str, title: str, language: str, goal: str | None, donors: int | None, currency: str
) -> "Campaign":
    from django.core.exceptions import ValidationError

    from obole.donations.actions.campaigns import SlugTaken, create_campaign
    from obole.foundation import clock
    from obole.kernel.money import MINOR_DIGITS, Money, UnreadableAmount

    if currency not in MINOR_DIGITS:
        raise Refusal(f"{currency} is no currency that Obole counts in.")
    try:
        wanted = Money.parse(goal, currency) if goal is not None else donors or 0
        return create_campaign(
            slug=slug,
            title=title,
            language=language,
            goal=wanted,
            currency=currency,
            now=clock.now(),
        )
    except UnreadableAmount as unreadable:
        raise Refusal(f"--goal: {unreadable}") from None
    except SlugTaken:
        raise Refusal(f"There is a campaign {slug} already.") from None
    except ValidationError as invalid:
        raise Refusal(" ".join(invalid.messages)) from None
