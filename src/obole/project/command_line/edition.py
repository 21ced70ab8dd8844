"""`obole edition ...`: the baked pages, looked at, proved, made and taken elsewhere."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal

# More than a screen of differences is one difference.
MOST_TOLD = 40


@click.group("edition", short_help="Look at the baked pages, prove them, export them.")
def command() -> None:
    """Look at the baked copies of the public pages, prove them, bake them, export them."""


@command.command("status")
@pass_invocation
def status(invocation: Invocation) -> None:
    """Tell how many pages are baked, how many are stale, and how large they are."""
    invocation.load_django()
    from obole.edition.queries import state_of_edition

    state = state_of_edition()
    click.echo(
        f"baked      {state.fresh:>9,} pages, {state.size_bytes / 1_000_000:,.1f} MB unpacked"
    )
    click.echo(
        f"stale      {state.stale:>9,} pages, baked again when asked for or when it is quiet"
    )
    click.echo(f"unswept    {state.unswept:>9,} marks (0 but for a moment)")
    if state.oldest is not None:
        click.echo(f"oldest     {state.oldest:%Y-%m-%d %H:%M} UTC")


@command.command("bake")
@pass_invocation
def bake(invocation: Invocation) -> None:
    """Bake every public page that is not baked yet, from the front pages along every link."""
    invocation.load_django()
    from obole.edition.actions import Outcome, bake_all

    outcomes: Counter[Outcome] = Counter()
    with _progress(invocation) as progress:
        task = progress.add_task("Baking", total=None)
        for _, outcome, known in bake_all():
            outcomes[outcome] += 1
            progress.update(task, advance=1, total=known)
    for outcome, number in outcomes.most_common():
        invocation.say(f"{number:>9,} {outcome.value}")


@command.command("verify")
@pass_invocation
def verify(invocation: Invocation) -> None:
    """Render every baked page afresh and compare the bytes.

    The exit code is 1, with the list, if a reader would get anything but a fresh page.
    """
    invocation.load_django()
    from obole.edition import actions
    from obole.edition.queries import state_of_edition

    with _progress(invocation) as progress:
        task = progress.add_task("Comparing", total=state_of_edition().fresh)
        compared = []
        for page in actions.verify():
            compared.append(page)
            progress.update(task, advance=1)
    wrong = [page for page in compared if page.is_wrong]
    if wrong:
        _tell(f"{page.path}: {page.finding.value}" for page in wrong)
        raise Refusal(
            f"{len(wrong)} of {len(compared)} baked pages differ from a fresh rendering. "
            "Report it; until then remove var/edition: every page is baked anew."
        )
    invocation.say(f"All {len(compared):,} baked pages are what a fresh rendering gives.")


@command.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@pass_invocation
def export(invocation: Invocation, *, folder: Path) -> None:
    """Write the whole site into FOLDER as files, for any file server.

    Search and forms lead back to the site. A former export in FOLDER is replaced; any other
    folder must be empty.
    """
    invocation.load_django()
    from obole.edition import actions
    from obole.project import static_files

    static_files.collect()
    try:
        with _progress(invocation) as progress:
            task = progress.add_task("Exporting", total=None)
            for done, total in actions.export(folder=folder):
                progress.update(task, completed=done, total=total)
    except actions.NotOurs:
        raise Refusal(
            f"{folder} holds something that no export wrote: name a new or empty folder."
        ) from None
    invocation.say(f"The site is in {folder}. To look at it: python3 -m http.server -d {folder}")


def _progress(invocation: Invocation) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=invocation.console, disable=invocation.is_quiet)


def _tell(lines: Iterable[str]) -> None:
    told = list(lines)
    for line in told[:MOST_TOLD]:
        click.echo(line, err=True)
    if len(told) > MOST_TOLD:
        click.echo(f"... and {len(told) - MOST_TOLD} more", err=True)
