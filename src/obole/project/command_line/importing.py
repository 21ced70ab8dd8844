"""`obole import wordpress FILE`: a whole site moves in."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from rich.progress import TaskID

from obole.project.command_line import importing_comments
from obole.project.command_line.import_progress import bar_of
from obole.project.command_line.import_report import tell
from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal
from obole.project.setting_rules import LANGUAGES

# How often the bar moves.
SLICE_SECONDS = 0.5


@click.group("import", short_help="Bring a site in from another program.")
def command() -> None:
    """Bring a site in from another program."""


command.add_command(importing_comments.command)


def _time_zone(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise click.BadParameter(f"{value} is no time zone, for instance Europe/Paris.") from error
    return value


@command.command("wordpress", short_help="Bring a WordPress site in.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--uploads",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder wp-content/uploads of the old site.",
)
@click.option("--offline", is_flag=True, help="Fetch no file from the old site.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@click.option("--recover", is_flag=True, help="Import what can be read of a damaged file.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="File that the report is written to, as JSON.",
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Front page. Default: the old site's language."
)
@click.option(
    "--time-zone",
    default="UTC",
    callback=_time_zone,
    help="Time zone of the old site, for dates without one. Default: UTC.",
)
@click.option(
    "--forget-commenters",
    is_flag=True,
    help="Leave out e-mail addresses of commenters.",
)
@click.option(
    "--trust-approved",
    is_flag=True,
    help="Show what was approved there without a second look.",
)
@pass_invocation
def wordpress(invocation: Invocation, /, *, file: Path, report: Path | None, **chosen: Any) -> None:
    """Bring the WordPress site of an export FILE in: articles, pages, files, comments, addresses.

    Interrupted, it goes on when it is run again. Run with a newer export, it brings what is new
    or has changed there, and leaves alone what was changed here.
    """
    invocation.load_django()
    from obole.portability.actions import ImportOptions, NoFrontPage, OtherLanguage

    options = ImportOptions(
        language=chosen["language"] or "",
        time_zone=chosen["time_zone"],
        uploads=chosen["uploads"],
        is_offline=chosen["offline"],
        is_recovering=chosen["recover"],
        keeps_commenters=not chosen["forget_commenters"],
        trusts_approved=chosen["trust_approved"],
    )
    bring = _rehearse if chosen["dry_run"] else _bring_in
    try:
        told = bring(invocation, file, options)
    except NoFrontPage as error:
        raise Refusal(f"There is no front page in this language: {error}.") from error
    except OtherLanguage as error:
        raise Refusal(f"This site has moved in before, in another language: {error}.") from error
    tell(told, invocation=invocation, file=report)


def _bring_in(invocation: Invocation, file: Path, options: Any) -> dict[str, Any]:
    from django.utils import translation

    from obole.foundation import clock
    from obole.portability.actions import advance_import, files_of, start_import

    run = start_import(file=file, options=options, now=clock.now())
    files = files_of(run)
    with bar_of(invocation) as progress:
        bar = progress.add_task("", total=None)
        while not run.is_finished:
            run = advance_import(
                run_id=run.pk,
                now=clock.now(),
                is_time_up=_after(SLICE_SECONDS),
                files=files,
                tell=lambda done, total: progress.update(bar, completed=done, total=total or None),
            )
            with translation.override("en"):
                progress.update(bar, description=str(run.get_stage_display()))
    told: dict[str, Any] = run.report
    return told


def _rehearse(invocation: Invocation, file: Path, options: Any) -> dict[str, Any]:
    from obole.foundation import clock
    from obole.portability.actions import rehearse_import

    with bar_of(invocation) as progress:
        bar: TaskID = progress.add_task("Reading", total=None)
        return rehearse_import(
            file=file,
            options=options,
            now=clock.now(),
            tell=lambda done, total: progress.update(bar, completed=done, total=total or None),
        )


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end
