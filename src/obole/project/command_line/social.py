"""`obole social ...`: channels, tried and moved from scripts."""

from typing import TYPE_CHECKING

import click

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal

if TYPE_CHECKING:
    from obole.social.models import Channel

WORDS = {True: "ok  ", None: "none", False: "fail"}


@click.group("social", short_help="List, try and serve channels to social networks.")
def command() -> None:
    """List, try and serve channels to social networks."""


@command.command("list")
@pass_invocation
def list_channels(invocation: Invocation) -> None:
    """List channels: number, network, state, name."""
    invocation.load_django()
    from obole.social.queries.channels import standing_channels

    for channel in standing_channels().order_by("pk"):
        click.echo(f"{channel.pk}\t{channel.network}\t{channel.state}\t{channel.name}")


@command.command("check")
@click.argument("channel")
@click.option("--look", is_flag=True, help="Only look at the account: post nothing.")
@pass_invocation
@click.pass_context
def check(context: click.Context, invocation: Invocation, *, channel: str, look: bool) -> None:
    """Try a channel with its real account: post a test, read it back, change it, take it away.

    CHANNEL is its number or its name. The test stands for some seconds where the channel posts.
    Each line is ok, none (the network does not offer it) or fail. The exit code is 1 if
    something failed.
    """
    invocation.load_django()
    from obole.foundation import clock
    from obole.social.actions.trying import try_channel

    found, has_failed = _channel(channel), False
    posts = not look
    if posts and _rehearses():
        raise Refusal("This site rehearses (social_dry_run): it posts nothing. Use --look.")
    for step in try_channel(channel=found, posts=posts, now=clock.now()):
        has_failed = has_failed or step.is_good is False
        if not (invocation.is_quiet and step.is_good is not False):
            click.echo(f"{WORDS[step.is_good]}  {step.name}: {step.said}")
    context.exit(1 if has_failed else 0)


@command.command("send")
@pass_invocation
def send(invocation: Invocation) -> None:
    """Send all that is due, and print how many steps were taken."""
    invocation.load_django()
    from obole.foundation import clock
    from obole.social.actions.sending import send_due

    # Scripts read it.
    click.echo(send_due(now=clock.now()))


def _channel(named: str) -> "Channel":
    from obole.social.queries.channels import standing_channels

    number = int(named) if named.isascii() and named.isdigit() else 0
    for by in ({"pk": number}, {"name": named}):
        found = list(standing_channels().filter(**by)[:2])
        if len(found) == 1:
            return found[0]
    raise Refusal(f"There is no one channel {named}: see obole social list.")


def _rehearses() -> bool:
    from django.conf import settings

    return bool(settings.SOCIAL_DRY_RUN)
