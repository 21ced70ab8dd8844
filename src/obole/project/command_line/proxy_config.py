"""`obole proxy-config`: what a web server in front is told."""

import click

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal

SAMPLES = {"nginx": "sample-nginx.conf", "caddy": "Caddyfile"}


@click.command("proxy-config", short_help="Print a configuration for nginx or Caddy.")
@click.argument("server", type=click.Choice(list(SAMPLES)))
@pass_invocation
def command(invocation: Invocation, *, server: str) -> None:
    """Print a commented configuration with which nginx or Caddy serves this site with TLS.

    It reads baked pages as files and asks `obole serve` for everything else.
    """
    invocation.load_django()
    from django.conf import settings

    from obole.project.web_servers.configurations import Unwritable, sample

    environment = settings.ENVIRONMENT
    try:
        text = sample(SAMPLES[server], environment=environment, upstream=environment.bind)
    except Unwritable as problem:
        raise Refusal(f"{problem}: move the site to a folder with a plain name.") from problem
    click.echo(text, nl=False)
