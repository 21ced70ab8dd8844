"""`obole doctor`: is the site well, and what to do if not."""

import click

from obole.project.command_line.invocation import Invocation, pass_invocation


@click.command("doctor", short_help="Examine the site.")
@pass_invocation
@click.pass_context
def command(context: click.Context, invocation: Invocation) -> None:
    """Examine settings, disk, databases, workers and tasks.

    Each line is ok, warn or fail and says what to do. The exit code is 1 if something failed.
    """
    invocation.load_django()
    from django.conf import settings

    from obole.foundation import clock
    from obole.project.health import Verdict, examine

    has_failed = False
    for finding in examine(environment=settings.ENVIRONMENT, now=clock.now()):
        has_failed = has_failed or finding.verdict is Verdict.FAIL
        if not (invocation.is_quiet and finding.verdict is Verdict.OK):
            click.echo(str(finding))
    context.exit(1 if has_failed else 0)
