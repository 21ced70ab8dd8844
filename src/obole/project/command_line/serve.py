"""`obole serve`: readers' pages, the desk, tasks and the schedule in one command."""

import click

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal
from obole.project.setting_rules import WORKER_LIMIT, split_bind


@click.command("serve", short_help="Serve the site until stopped.")
@click.option("--bind", metavar="HOST:PORT", help="Where to answer. Default: bind in obole.toml.")
@click.option(
    "--workers",
    type=click.IntRange(1, WORKER_LIMIT),
    help="Web processes. Default: workers in obole.toml.",
)
@click.option("--no-nginx", is_flag=True, help="Leave nginx out. Default: nginx in obole.toml.")
@pass_invocation
def command(
    invocation: Invocation, *, bind: str | None, workers: int | None, no_nginx: bool
) -> None:
    """Serve the site until stopped: web, tasks and schedule, restarted when they die.

    SIGTERM or Ctrl-C stops it cleanly; what is being answered is answered first.
    """
    invocation.load_django()
    from django.conf import settings

    from obole.project.serving import serve

    environment = settings.ENVIRONMENT
    address = split_bind(bind or environment.bind)
    if address is None:
        raise click.BadParameter(
            f"{bind} is not HOST:PORT, for instance 127.0.0.1:8000.", param_hint="--bind"
        )
    stopped_cleanly = serve(
        environment=environment,
        bind=address,
        workers=workers or environment.workers,
        with_nginx=environment.nginx and not no_nginx,
        has_access_lines=not invocation.is_quiet,
        when_ready=lambda: invocation.say(
            f"{environment.address} is served at http://{bind or environment.bind}/ (Ctrl-C stops)"
        ),
    )
    if not stopped_cleanly:
        raise Refusal("Some processes had to be killed; what they were doing may be lost.")
