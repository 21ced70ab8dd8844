"""`obole manage ...`: Django's own commands, for the site."""

import click

from obole.project.command_line.invocation import Invocation, pass_invocation


@click.command(
    "manage",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    add_help_option=False,
    short_help="Run one of Django's own commands.",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@pass_invocation
def command(invocation: Invocation, *, arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, for instance: obole manage migrate."""
    invocation.load_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["obole manage", *arguments])
