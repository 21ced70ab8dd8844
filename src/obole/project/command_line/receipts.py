"""`obole receipts ...`: tax receipts: issued by the thousand, proved, declared."""

import click

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal

# More than a screen of faults is one fault.
MOST_TOLD = 40
SAID_EVERY = 500


@click.group("receipts", short_help="Issue, prove and declare tax receipts.")
def command() -> None:
    """Issue tax receipts for a year, prove those that were issued, declare them."""


@command.command("issue")
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option(
    "--per",
    type=click.Choice(["year", "gift"]),
    default="year",
    help="One receipt a donor for the whole year (the default), or one for each gift.",
)
@pass_invocation
def issue(invocation: Invocation, *, year: int, per: str) -> None:
    """Issue and print the receipts that wait for the gifts of a year.

    Stopped, it goes on where it was when it is called again. What could not be issued is told, and
    stays on the list in the desk. Each donor with an address gets a mail with a link.
    """
    invocation.load_django()
    from obole.foundation import clock
    from obole.receipts.actions.batches import issue_batch
    from obole.receipts.actions.issuing import IssuerIncomplete, NotSwitchedOn
    from obole.receipts.rules.scheme import Grouping

    issued = left = 0
    batch = issue_batch(
        year=year, grouping=Grouping(per), by="obole receipts issue", now=clock.now()
    )
    try:
        for outcome in batch:
            if outcome.receipt is None:
                left += 1
                gifts = ", ".join(gift.number for gift in outcome.gifts)
                click.echo(f"{gifts}: {', '.join(outcome.obstacles)}", err=True)
                continue
            issued += 1
            if issued % SAID_EVERY == 0:
                invocation.say(f"  {issued:,} issued ...")
    except (NotSwitchedOn, IssuerIncomplete) as reason:
        raise Refusal(f"No receipt was issued. {reason} See the screen of receipts.") from None
    invocation.say(f"{issued:,} issued, {left:,} could not be.")
    _print(invocation)


@command.command("print")
@pass_invocation
def print_waiting(invocation: Invocation) -> None:
    """Print the receipts that have no PDF yet, as the tasks do by themselves."""
    invocation.load_django()
    _print(invocation)


def _print(invocation: Invocation) -> None:
    from obole.receipts.actions.printing import print_receipts
    from obole.receipts.press import MOST_PAGES
    from obole.receipts.queries.receipts import unprinted_receipts

    printed = 0
    while portion := list(unprinted_receipts()[:MOST_PAGES]):
        printed += print_receipts(receipts=portion)
        if printed % SAID_EVERY == 0:
            invocation.say(f"  {printed:,} printed ...")
    invocation.say(f"{printed:,} printed.")


@command.command("declaration")
@click.argument("year", type=click.IntRange(2000, 2100))
@pass_invocation
def declaration(invocation: Invocation, *, year: int) -> None:
    """Print what is declared for a year (CGI, article 222 bis).

    The number of receipts that hold and name gifts of that year, and the total of those gifts.
    """
    invocation.load_django()
    from obole.receipts.queries.declaration import declared_totals

    totals = declared_totals(year=year)
    for each in totals:
        click.echo(f"{each.scheme}\t{each.receipts}\t{each.amount}")
    if not totals:
        invocation.say(f"Nothing is to be declared for {year}.")


@command.command("verify")
@pass_invocation
def verify(invocation: Invocation) -> None:
    """Look at every receipt again: numbers, words, files, sums, books.

    The exit code is 1, with the list, if a number is missing, something printed or a file was
    altered, or a receipt says more than is left of its gifts and nobody was told.
    """
    invocation.load_django()
    from obole.receipts.actions.printing import receipts_folder
    from obole.receipts.models import Receipt
    from obole.receipts.queries.verification import faults

    found = list(faults(folder=receipts_folder()))
    for fault in found[:MOST_TOLD]:
        click.echo(f"{fault.number or '-'}: {fault.text}", err=True)
    if len(found) > MOST_TOLD:
        click.echo(f"... and {len(found) - MOST_TOLD} more", err=True)
    if found:
        raise Refusal(f"The receipts are not as they were issued: {len(found)} faults.")
    count = Receipt.objects.count()
    noun = "receipt is" if count == 1 else "receipts are"
    invocation.say(f"{count:,} {noun} as issued.")


@command.command("guard")
@pass_invocation
def guard(invocation: Invocation) -> None:
    """Make the triggers anew that let no receipt be altered or deleted."""
    invocation.load_django()
    from obole.project.command_line.guarding import make_anew
    from obole.receipts.models.guards import install_guards

    make_anew(install_guards)
    invocation.say("Receipts can be issued and made void, and nothing else.")
