"""What the machine tells the program: `obole.toml` in the site's folder, and OBOLE_* variables.

A setting is a fact about the machine. What an editor chooses is a row, edited in the desk.
"""

import os
import re
import secrets
import tomllib
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SETTINGS_FILE = "obole.toml"
PREFIX = "OBOLE_"
LANGUAGES = ("fr", "en")
# Read by the command line and by the tests; they are not keys of obole.toml.
VARIABLES_WITHOUT_KEY = frozenset({"OBOLE_SITE", "OBOLE_SECRET_KEY"})


class UnusableSettings(Exception):
    """The settings of a site cannot be used; each problem is one line that says what to do."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def setting(default: Any, explanation: str) -> Any:
    """Describe a setting: its default and what it is for."""
    return field(default=default, metadata={"explanation": explanation})


@dataclass(frozen=True, kw_only=True)
class Environment:
    """All settings of one site, checked."""

    site: Path
    secret_key: str = field(repr=False)
    address: str = setting("http://localhost:8000", "Public address of the site, without a path.")
    language: str = setting("fr", "Language of the front page: fr or en.")
    time_zone: str = setting("Europe/Paris", "Time zone of the newsroom.")
    bind: str = setting("127.0.0.1:8000", "Host and port on which `obole serve` answers.")
    workers: int = setting(2, "Web processes of `obole serve`.")
    database_url: str = setting("", "postgresql://user:password@host:port/name; empty for SQLite.")
    mail_url: str = setting(
        "", "smtp://user:password@host:port?tls=starttls; empty: written to var/mail."
    )
    mail_from: str = setting("", "Sender of the site's mails, for instance redaction@example.org.")
    behind_proxy: bool = setting(
        False, "A proxy of ours stands in front and sets X-Forwarded-Proto."
    )
    debug: bool = setting(False, "Show errors in full. Never on a machine that readers reach.")

    @property
    def var(self) -> Path:
        """The folder of everything that the site stores."""
        return self.site / "var"

    @property
    def is_secure(self) -> bool:
        """Tell whether readers reach the site by HTTPS."""
        return self.address.startswith("https://")


def keys() -> dict[str, tuple[type, str]]:
    """Return the keys of obole.toml, each with its type and what it is for."""
    return {
        each.name: (each.type if isinstance(each.type, type) else str, each.metadata["explanation"])
        for each in fields(Environment)
        if "explanation" in each.metadata
    }


def read_environment(*, site: Path, variables: Mapping[str, str] = os.environ) -> Environment:
    """Return the settings of the site in this folder; variables go before the file.

    Raises UnusableSettings with every problem, not only the first.
    """
    path = site / SETTINGS_FILE
    if not path.is_file():
        raise UnusableSettings(
            [
                f"{site} is no site: there is no {SETTINGS_FILE} in it. Make one with: obole init {site}"
            ]
        )
    text = path.read_text(encoding="utf-8", errors="replace")
    problems: list[str] = []
    values = _values_of_file(text, problems) | _values_of_variables(variables, problems)
    _check(values, text, problems)
    secret_key = variables.get("OBOLE_SECRET_KEY") or _secret_key(site, problems)
    if problems:
        raise UnusableSettings(problems)
    return Environment(site=site, secret_key=secret_key, **values)


def _values_of_file(text: str, problems: list[str]) -> dict[str, Any]:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{SETTINGS_FILE}: not valid TOML: {error}.")
        return {}
    known = keys()
    values = {}
    for key, value in found.items():
        where = f"{SETTINGS_FILE}, line {_line_of(key, text)}"
        if key not in known:
            problems.append(f"{where}: unknown key {key!r}; the keys are {', '.join(known)}.")
        elif type(value) is not known[key][0]:
            problems.append(f"{where}: {key} must be {_wanted(known[key][0])}, not {value!r}.")
        else:
            values[key] = value
    return values


def _values_of_variables(variables: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, (kind, _) in keys().items():
        text = variables.get(PREFIX + key.upper())
        if text is None:
            continue
        try:
            values[key] = _converted(text, kind)
        except ValueError:
            problems.append(f"{PREFIX}{key.upper()} must be {_wanted(kind)}, not {text!r}.")
    return values


def _converted(text: str, kind: type) -> Any:
    if kind is bool:
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower()) or _refuse(
            text
        )
    return kind(text)


def _refuse(text: str) -> bool:
    if text.lower() in {"false", "0"}:
        return False
    raise ValueError(text)


def _wanted(kind: type) -> str:
    return {str: "a text in quotes", int: "a whole number", bool: "true or false"}[kind]


def _line_of(key: str, text: str) -> int:
    pattern = re.compile(rf"^\s*[\"']?{re.escape(key)}[\"']?\s*=|^\s*\[{re.escape(key)}\]")
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, start=1) if pattern.match(line)), 1)


def _check(values: dict[str, Any], text: str, problems: list[str]) -> None:
    tests = {
        "address": (_is_address, "must be http:// or https:// and a host, without a path"),
        "language": (lambda value: value in LANGUAGES, "must be fr or en"),
        "time_zone": (_is_time_zone, "must be a time zone such as Europe/Paris"),
        "bind": (_is_bind, "must be HOST:PORT, for instance 127.0.0.1:8000"),
        "workers": (lambda value: 1 <= value <= 64, "must be from 1 to 64"),
        "database_url": (
            _is_database,
            "must be postgresql://user:password@host:port/name or empty",
        ),
        "mail_url": (_is_mail, "must be smtp://user:password@host:port?tls=starttls or empty"),
    }
    for key, (is_good, rule) in tests.items():
        if key in values and not is_good(values[key]):
            problems.append(f"{SETTINGS_FILE}, line {_line_of(key, text)}: {key} {rule}.")


def _is_address(value: str) -> bool:
    parts = urlsplit(value)
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and parts.path in {"", "/"}
        and not (parts.query or parts.fragment or parts.username)
    )


def _is_time_zone(value: str) -> bool:
    return value in zoneinfo.available_timezones()


def _is_bind(value: str) -> bool:
    host, _, port = value.rpartition(":")
    return bool(host) and port.isdigit() and 0 < int(port) < 65536  # noqa: PLR2004


def _is_database(value: str) -> bool:
    parts = urlsplit(value)
    return not value or (parts.scheme in {"postgresql", "postgres"} and len(parts.path) > 1)


def _is_mail(value: str) -> bool:
    parts = urlsplit(value)
    return not value or (parts.scheme in {"smtp", "smtps"} and bool(parts.hostname))


def secret_key_path(*, site: Path) -> Path:
    """Return where the site's secret key is kept."""
    return site / "var" / "secrets" / "secret-key"


def new_secret_key() -> str:
    """Return a new random key."""
    return secrets.token_urlsafe(48)


def _secret_key(site: Path, problems: list[str]) -> str:
    path = secret_key_path(site=site)
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        problems.append(
            f"The secret key {path} cannot be read ({error.strerror}): restore it from a backup, or make the site again with: obole init {site}"
        )
        return ""
