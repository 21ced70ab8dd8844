"""`obole payments ...`: try the accounts at payment providers."""

import click

from obole.project.command_line.invocation import Invocation, pass_invocation


@click.group("payments", short_help="Try the accounts at payment providers.")
def command() -> None:
    """Try the accounts at payment providers."""


@command.command("check")
@click.argument("provider", metavar="stripe|paypal|...")
@pass_invocation
@click.pass_context
def check(context: click.Context, invocation: Invocation, *, provider: str) -> None:
    """Ask a provider whether our keys open an account, and say what was heard from it last.

    Nothing is changed there and nobody is charged. Each line is ok, warn or fail. The exit code
    is 1 if something failed.
    """
    invocation.load_django()
    from obole.project.health import Verdict
    from obole.project.health.payments import ask_provider

    has_failed = False
    for finding in ask_provider(provider):
        has_failed = has_failed or finding.verdict is Verdict.FAIL
        if not (invocation.is_quiet and finding.verdict is Verdict.OK):
            click.echo(str(finding))
    context.exit(1 if has_failed else 0)
