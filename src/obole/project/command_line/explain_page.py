"""`obole explain-page URL`: of what a page is made, when it was baked, and what made it stale."""

from urllib.parse import SplitResult, unquote, urlsplit

import click

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal


@click.command("explain-page", short_help="Tell of what a page is made and when it was baked.")
@click.argument("url")
@pass_invocation
def command(invocation: Invocation, *, url: str) -> None:
    """Tell of what the page at URL is made, when it was baked, and why it was marked last.

    URL is an address of the site, with or without its host.
    """
    invocation.load_django()
    from obole.edition.actions import facts_of

    parts = _parts(url)
    facts = facts_of(path=unquote(parts.path) or "/", query=parts.query)
    click.echo(facts.path)
    if facts.refusal:
        click.echo(f"  not baked     {facts.refusal}")
    else:
        click.echo(f"  in the tree   {'yes' if facts.is_there else 'no: it is stale'}")
        click.echo(f"  baked         {facts.baked_at:%Y-%m-%d %H:%M:%S} UTC")
        if facts.valid_until is not None:
            click.echo(f"  right until   {facts.valid_until:%Y-%m-%d %H:%M:%S} UTC")
        click.echo(f"  marked last   {facts.stale_reason or 'never'}")
        click.echo(f"  size          {facts.size_bytes:,} bytes unpacked")
        click.echo(f"  reads         {facts.reads:,}, lately")
        click.echo(f"  file          {facts.file}")
    for name in facts.ingredients:
        click.echo(f"  made of       {name}")
    for made_at, ingredient, reason in facts.marks:
        click.echo(f"  mark          {made_at:%Y-%m-%d %H:%M:%S} UTC  {ingredient}  {reason}")


def _parts(url: str) -> SplitResult:
    """Return the parts of an address of this site. Raise Refusal for any other."""
    from django.conf import settings

    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise Refusal(
            f"{url} is no address: give one of this site, as /section/article/."
        ) from None
    if host is not None and host not in settings.ALLOWED_HOSTS:
        raise Refusal(f"{host} is not this site: give the address without its host.")
    return parts
