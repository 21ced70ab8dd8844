"""`obole demo [DIR]`: a newsroom full of articles, to look at and try out."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.refusals import Refusal
from obole.project.setting_rules import LAST_PORT

if TYPE_CHECKING:
    from obole.project.demo.loading import Loading

DEFAULT_PORT = 8000
PAYMENT_PORT = 8800
PORTS_TRIED = 20
HOST = "127.0.0.1"
PASSWORD_BYTES = 9
PASSWORD_FILE = "demo-password"  # noqa: S105 - the name of a file


@click.command("demo", short_help="Serve an invented newsroom to try out.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", default="demo")
@click.option("--port", type=click.IntRange(1, LAST_PORT), help="Default: the first free one.")
@pass_invocation
def command(invocation: Invocation, *, folder: Path, port: int | None) -> None:
    """Make a site with an invented newsroom in DIR (default: ./demo), then serve it.

    The second time it is served at once.
    """
    from obole.project import site_folder, web

    folder = folder.resolve()
    if port is None:
        port = _free_port(invocation)
    else:
        web.refuse_port_in_use(host=HOST, port=port)
    address = f"http://localhost:{port}"
    # The port may be another one each time; links and logins go by the address.
    os.environ["OBOLE_ADDRESS"] = address
    os.environ["OBOLE_PAYMENT_REHEARSAL"] = f"http://{HOST}:{_payment_port()}"
    if site_folder.is_site(folder):
        if not _password_path(folder).is_file():
            raise Refusal(
                f"{folder} is a site, but not the demonstration: serve it with "
                f"obole --site {folder} serve, or choose another folder."
            )
        invocation.load_django(site=folder)
    else:
        settings = {"address": address, "language": "fr"}
        with site_folder.site_being_made(folder, settings=settings):
            invocation.load_django(site=folder)
            _make(invocation)
    _serve(invocation, port)


def _free_port(invocation: Invocation) -> int:
    from obole.project import web

    candidates = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED)
    port = next((each for each in candidates if web.is_port_free(host=HOST, port=each)), None)
    if port is None:
        raise Refusal(
            f"Ports {candidates[0]} to {candidates[-1]} are in use: choose another with --port N."
        )
    if port != DEFAULT_PORT:
        invocation.say(f"Port {DEFAULT_PORT} is in use; taking {port}.")
    return port


def _payment_port() -> int:
    """Return where stand-ins for payment providers answer: no money moves in a demonstration."""
    from obole.project import web

    candidates = range(PAYMENT_PORT, PAYMENT_PORT + PORTS_TRIED)
    return next(each for each in candidates if web.is_port_free(host=HOST, port=each))


def _make(invocation: Invocation) -> None:
    """Make the site and load the articles; all of them or none."""
    from django.conf import settings

    from obole.foundation import clock
    from obole.project import founding
    from obole.project.demo import people
    from obole.project.demo.loading import Loading
    from obole.project.site_folder import write_secret

    password = secrets.token_urlsafe(PASSWORD_BYTES)
    environment = settings.ENVIRONMENT
    with founding.processes_beside() as pool:
        loading = Loading(
            now=clock.now(), language=environment.language, password=password, pool=pool
        )
        founding.found_site(
            environment=environment,
            name="L’Estuaire",
            legal_name="",
            tell=invocation.say,
            pool=pool,
        )
        technician = founding.Administrator(
            email=people.superuser_email(), first_name="Loïc", last_name="Stervinou"
        )
        founding.make_administrator(administrator=technician, password=password)
        _load(invocation, loading)
    write_secret(_password_path(environment.site), password)


def _load(invocation: Invocation, loading: "Loading") -> None:
    from django.db import transaction

    from obole.newsroom import actions as newsroom
    from obole.project import databases

    with databases.few_collections(), transaction.atomic():
        for step in invocation.follow(loading.steps(), total=len(loading), what="Articles"):
            step()
    # Tasks would make these pictures too, but a visitor opens the front page sooner.
    wanted = loading.front_pictures()
    for shown in invocation.follow(wanted, total=len(wanted), what="Front pages"):
        newsroom.prepare_picture(shown=shown)


def _password_path(site: Path) -> Path:
    """Return the file that the demonstration has and no other site."""
    return site / "var" / "secrets" / PASSWORD_FILE


def _serve(invocation: Invocation, port: int) -> None:
    from django.conf import settings
    from wagtail.models import Site

    from obole.project.serving import serve

    environment = settings.ENVIRONMENT
    Site.objects.filter(is_default_site=True).update(port=port)

    def say_where() -> None:
        for line in _guide(environment, port):
            invocation.say(line)

    stopped_cleanly = serve(
        environment=environment,
        bind=(HOST, port),
        workers=environment.workers,
        with_nginx=environment.nginx,
        has_access_lines=False,
        when_ready=say_where,
    )
    if not stopped_cleanly:
        raise Refusal("Some processes had to be killed; what they were doing may be lost.")


def _guide(environment: Any, port: int) -> Iterator[str]:
    """Tell where to look and how to log in."""
    from obole.project.demo import content, people

    address = f"http://localhost:{port}"
    yield ""
    yield f"Front page       {address}/"
    yield f"English edition  {address}/en/"
    yield f"Desk             {address}/desk/"
    yield f"Payment play     {environment.payment_rehearsal}/control/  (no money moves)"
    yield ""
    password = _password_path(environment.site).read_text(encoding="utf-8").strip()
    yield f"Logins, all with the password {password}"
    for login in people.logins(authors=content.read_content().authors):
        yield f"  {login.role:<14} {login.email}"
    yield ""
    yield "Ctrl-C stops it."
