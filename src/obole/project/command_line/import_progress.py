"""How far an import is, on the screen."""

from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from obole.project.command_line.invocation import Invocation


def bar_of(invocation: Invocation) -> Progress:
    """Return a bar that shows what is done, in percent, and for how long."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=invocation.console, disable=invocation.is_quiet)
