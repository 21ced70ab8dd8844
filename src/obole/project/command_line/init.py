"""`obole init DIR`: make a site."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from obole.project.command_line.invocation import Invocation, pass_invocation
from obole.project.environment import Environment
from obole.project.refusals import Refusal
from obole.project.setting_rules import LANGUAGES

# 16 random bytes as text: 22 characters, for a password that nobody has to remember for long.
GENERATED_PASSWORD_BYTES = 16
# Somebody who has mistyped a password this often wants to think about it first.
PASSWORD_ATTEMPTS = 5


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a new site needs to know."""

    name: str
    legal_name: str
    language: str
    time_zone: str
    address: str
    email: str
    first_name: str
    last_name: str

    def settings(self) -> dict[str, Any]:
        """Return what belongs in obole.toml; the rest becomes rows, edited in the desk."""
        return {
            "address": self.address,
            "language": self.language,
            "time_zone": self.time_zone,
        }


@click.command("init", short_help="Make a site in a folder.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--no-input", is_flag=True, help="Ask nothing: take the options and the defaults.")
@click.option("--name", help="Name of the newsroom.")
@click.option("--legal-name", help="Who publishes it: the association or company.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the front page.")
@click.option("--time-zone", help="For instance Europe/Paris.")
@click.option("--address", help="Public address, for instance https://example.org.")
@click.option("--email", help="E-mail address of the administrator.")
@click.option("--first-name", help="First name of the administrator.")
@click.option("--last-name", help="Last name of the administrator.")
@click.option(
    "--password-file",
    type=click.File(encoding="utf-8"),
    help="File with the administrator's password; - reads it from the input.",
)
@pass_invocation
def command(
    invocation: Invocation,
    /,
    *,
    folder: Path,
    no_input: bool,
    password_file: Any,
    **given: str | None,
) -> None:
    """Make a site in DIR: settings, secrets, databases, roles, first pages, administrator."""
    from obole.project import site_folder

    folder = folder.resolve()
    if site_folder.is_site(folder):
        invocation.say(f"{folder} is a site already: nothing was changed.")
        return
    answers = _defaults(given) if no_input else _ask(given)
    password = password_file.readline().rstrip("\r\n") if password_file else None
    with site_folder.site_being_made(folder, settings=answers.settings()):
        invocation.load_django(site=folder)
        from django.conf import settings

        password = _make(invocation, settings.ENVIRONMENT, answers, password, no_input=no_input)
    invocation.say(f"{folder} is a site now. Start it with: obole --site {folder} serve")
    if password:
        # Said even when quiet: it is nowhere else.
        click.echo(f"Password of {answers.email}: {password}")


def _make(
    invocation: Invocation,
    environment: Environment,
    answers: Answers,
    password: str | None,
    *,
    no_input: bool,
) -> str | None:
    """Make what is in the databases; return the password if it was made up here."""
    from obole.project import founding

    person = founding.Administrator(
        email=answers.email, first_name=answers.first_name, last_name=answers.last_name
    )
    generated = secrets.token_urlsafe(GENERATED_PASSWORD_BYTES) if no_input else None
    chosen = password or generated or _ask_password(person)
    problems = founding.problems_with(administrator=person, password=chosen)
    if problems:
        raise Refusal(" ".join(problems))
    with founding.processes_beside() as pool:
        founding.found_site(
            environment=environment,
            name=answers.name,
            legal_name=answers.legal_name,
            tell=invocation.say,
            pool=pool,
        )
    founding.make_administrator(administrator=person, password=chosen)
    return None if password else generated


def _ask_password(person: Any) -> str:
    from obole.project import founding

    for _ in range(PASSWORD_ATTEMPTS):
        password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
        problems = founding.problems_with(administrator=person, password=password)
        if not problems:
            return password
        for problem in problems:
            click.echo(problem, err=True)
    raise Refusal("No password was chosen: run the command again, it goes on from here.")


def _ask(given: dict[str, str | None]) -> Answers:
    def ask(key: str, question: str, default: str | None = None, **options: Any) -> str:
        return given[key] or str(click.prompt(question, default=default, **options))

    name = ask("name", "Name of the newsroom")
    return Answers(
        name=name,
        legal_name=ask("legal_name", "Legal name of its publisher", name),
        language=ask("language", "Language", "fr", type=click.Choice(LANGUAGES)),
        time_zone=ask("time_zone", "Time zone", "Europe/Paris"),
        address=ask("address", "Public address", "http://localhost:8000"),
        email=ask("email", "Administrator: e-mail address"),
        first_name=ask("first_name", "Administrator: first name"),
        last_name=ask("last_name", "Administrator: last name"),
    )


def _defaults(given: dict[str, str | None]) -> Answers:
    missing = [f"--{key.replace('_', '-')}" for key in ("name", "email") if not given[key]]
    if missing:
        raise click.UsageError(f"With --no-input, {' and '.join(missing)} must be given.")
    name, email = given["name"] or "", given["email"] or ""
    return Answers(
        name=name,
        legal_name=given["legal_name"] or name,
        language=given["language"] or "fr",
        time_zone=given["time_zone"] or "Europe/Paris",
        address=given["address"] or "http://localhost:8000",
        email=email,
        first_name=given["first_name"] or email.partition("@")[0],
        last_name=given["last_name"] or "",
    )
