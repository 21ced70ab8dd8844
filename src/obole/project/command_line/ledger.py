"""`obole ledger ...`: the books: proved, guarded, handed on."""

from collections.abc import Iterable
from pathlib import Path

import click

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal

# More than a screen of faults is one fault.
MOST_TOLD = 40


@click.group("ledger", short_help="Prove the books, export them.")
def command() -> None:
    """Prove the books, guard them, and hand them on."""


@command.command("verify")
@click.option(
    "--holds",
    metavar="DIGEST",
    help="A digest that an earlier run printed: the books must still hold it.",
)
@pass_invocation
def verify(invocation: Invocation, *, holds: str | None) -> None:
    """Compute every entry, the chain of digests and every sum anew, and compare.

    The exit code is 1, with the list, if an entry was altered, removed, added or is out of
    balance, or if a sum differs. Whoever rewrites all of the books passes; the digest that is
    printed, written down elsewhere and given to --holds later, finds that too. Nothing is changed.
    """
    invocation.load_django()
    from obole.ledger.queries import entries, proving

    last, digest = entries.end_of_chain()
    walked = invocation.follow(proving.all_faults(until=last), total=last, what="Entries")
    faults = [fault for fault in walked if fault is not None]
    for fault in faults[:MOST_TOLD]:
        click.echo(str(fault), err=True)
    if len(faults) > MOST_TOLD:
        click.echo(f"... and {len(faults) - MOST_TOLD} more", err=True)
    if faults:
        raise Refusal(
            f"The books have {len(faults)} faults. Keep a copy of the database as it is, and "
            "compare it with a backup. Triggers that are missing come back with `obole ledger "
            "guard`, sums of days with `obole ledger recount`."
        )
    if holds is not None and not proving.holds_digest(digest=holds):
        raise Refusal(f"No entry has the digest {holds}: the books were written anew.")
    noun = "entry is" if last == 1 else "entries are"
    invocation.say(f"{last:,} {noun} whole and in balance. Write down where the books end:")
    invocation.say(digest or "(nothing was posted yet)")


@command.command("guard")
@pass_invocation
def guard(invocation: Invocation) -> None:
    """Make the triggers anew that keep the books in balance and unchanged."""
    invocation.load_django()
    from obole.ledger.models.guards import install_guards
    from obole.project.command_line.guarding import make_anew

    make_anew(install_guards)
    invocation.say("The books can only be added to, and every entry is in balance.")


@command.command("recount")
@pass_invocation
def recount(invocation: Invocation) -> None:
    """Forget the sums of days, which make figures fast, and add all lines up again."""
    invocation.load_django()
    from obole.ledger.actions.summing import sum_anew

    invocation.say(f"{sum_anew():,} entries were added up.")


@command.command("export")
@click.argument("form", type=click.Choice(["hledger", "csv", "fec"]))
@click.option("--year", type=click.IntRange(1900, 9999), help="Only entries of days of this year.")
@click.option(
    "--language",
    type=click.Choice(["fr", "en"]),
    default="fr",
    show_default=True,
    help="Of the names of accounts. A FEC is French.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write. Otherwise it is printed.",
)
@pass_invocation
def export(
    invocation: Invocation, *, form: str, year: int | None, language: str, output: Path | None
) -> None:
    """Write the entries as a journal of hledger, as CSV or as a French FEC.

    All entries or those of one year, in the order in which they were posted, without opening
    balances. UTF-8.
    """
    invocation.load_django()
    from obole.ledger.queries.exporting import BooksFormat, exported_lines
    from obole.ledger.rules.fec import NotInEuro

    try:
        lines = exported_lines(books_format=BooksFormat(form), year=year, language=language)
    except NotInEuro as reason:
        raise Refusal(str(reason)) from None
    if output is None:
        with click.open_file("-", "w", encoding="utf-8") as printed:
            printed.writelines(lines)
    else:
        _write_file(lines, output)
        invocation.say(f"The books stand in {output}.")


def _write_file(lines: Iterable[str], output: Path) -> None:
    """Write it whole or not at all: half a year would look like one."""
    unfinished = output.with_name(f"{output.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            file.writelines(lines)
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)
