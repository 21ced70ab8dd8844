"""`obole explain [EVENT]`: what happens when something happened."""

import click

from obole.project.command_line.invocation import Invocation, pass_invocation


@click.command("explain", short_help="Tell what follows from an event.")
@click.argument("event", required=False)
@pass_invocation
def command(invocation: Invocation, *, event: str | None) -> None:
    """Tell what an event means, what it carries and what follows from it.

    Without EVENT, list all events. It needs no site.
    """
    invocation.load_django_anywhere()
    from obole.project import stories

    if event:
        for line in stories.told(event):
            click.echo(line)
        return
    for name, meaning in stories.listed():
        click.echo(f"{name:<24} {meaning}")
