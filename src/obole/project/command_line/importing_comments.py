"""`obole import comments FORMAT FILE`: the comments of another program move in."""

from pathlib import Path
from typing import Any

import click

from obole.project.command_line.import_progress import bar_of
from obole.project.command_line.import_report import tell
from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal

FORMATS = ("disqus", "isso", "commento", "remark42")
# A map is a table that somebody has made: a hundred thousand lines are some ten megabytes.
MAX_MAP_BYTES = 64 * 1024**2


@click.command("comments", short_help="Bring comments of another program in.")
@click.argument("format", type=click.Choice(FORMATS))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--map",
    "address_map",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV file: an old address, a comma and its address here, a line each.",
)
@click.option(
    "--base-url", default="", help="Address below which the old site was. Default: any site."
)
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@click.option("--recover", is_flag=True, help="Import what can be read of a damaged file.")
@click.option(
    "--trust-approved",
    is_flag=True,
    help="Show what was approved there without a second look.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="File that the report is written to, as JSON.",
)
@pass_invocation
def command(
    invocation: Invocation,
    /,
    *,
    format: str,  # noqa: A002 - the name that the help shows
    file: Path,
    report: Path | None,
    **chosen: Any,
) -> None:
    """Bring the comments of an export FILE in, below the articles that they are about.

    Run again, it changes nothing; with a newer export, it brings what is new or has changed
    there, and leaves alone what was decided here.
    """
    invocation.load_django()
    from obole.foundation import clock
    from obole.portability.actions import CommentFile, bring_comments_in

    brought = CommentFile(
        path=file,
        format=format,
        base_url=chosen["base_url"],
        mapped=_mapped(chosen["address_map"]),
        is_recovering=chosen["recover"],
        trusts_approved=chosen["trust_approved"],
        is_rehearsal=chosen["dry_run"],
    )
    with bar_of(invocation) as progress:
        bar = progress.add_task("Comments", total=None)
        told = bring_comments_in(
            file=brought,
            now=clock.now(),
            tell=lambda done, total: progress.update(bar, completed=done, total=total or None),
        )
    tell(told, invocation=invocation, file=report)


def _mapped(file: Path | None) -> Any:
    from obole.portability.rules.address_maps import mapped_addresses

    if file is None:
        return ()
    if file.stat().st_size > MAX_MAP_BYTES:
        raise Refusal(f"The map is too large: {file.name}.")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(f"The map is not text in UTF-8: {file.name}.") from error
    return tuple(mapped_addresses(text.splitlines(keepends=True)))
