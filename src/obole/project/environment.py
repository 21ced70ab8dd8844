"""What the machine tells the program: `obole.toml` in the site's folder, and OBOLE_* variables.

A setting is a fact about the machine. What an editor chooses is a row, edited in the desk.
"""

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from obole.project.buckets import problem_with
from obole.project.setting_rules import RULES

SETTINGS_FILE = "obole.toml"
PREFIX = "OBOLE_"
# 32 characters of base64 are 192 bits: beyond guessing.
SECRET_KEY_LENGTH = 32


class UnusableSettings(Exception):
    """The settings of a site cannot be used; each problem is one line that says what to do."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def setting(explanation: str, *, default: Any, is_secret: bool = False) -> Any:
    """Describe a setting: what it is for, its default, and whether it may be shown."""
    return field(default=default, repr=not is_secret, metadata={"explanation": explanation})


@dataclass(frozen=True, kw_only=True)
class Environment:
    """All settings of one site, checked."""

    site: Path
    secret_key: str = field(repr=False)
    address: str = setting(
        "Public address of the site, without a path.", default="http://localhost:8000"
    )
    language: str = setting("Language of the front page: fr or en.", default="fr")
    time_zone: str = setting("Time zone of the newsroom.", default="Europe/Paris")
    bind: str = setting("Host and port on which `obole serve` answers.", default="127.0.0.1:8000")
    workers: int = setting("Web processes of `obole serve`.", default=2)
    database_url: str = setting(
        "postgresql://user:password@host:port/name; empty for SQLite.", default="", is_secret=True
    )
    mail_url: str = setting(
        "smtp://user:password@host:port?tls=starttls; empty: mails are files in var/mail.",
        default="",
        is_secret=True,
    )
    mail_from: str = setting(
        "Sender of the site's mails, for instance redaction@example.org.", default=""
    )
    cache_url: str = setting(
        "A cache in front, told of every change: http://127.0.0.1:6081 (Varnish, Squid), "
        "cloudflare://TOKEN@ZONE; empty for none.",
        default="",
        is_secret=True,
    )
    cdn_seconds: int = setting(
        "How long a CDN in front, which is told of every change, may keep a page; 0: not at all.",
        default=0,
    )
    media_url: str = setting(
        "A bucket for pictures and documents: s3://KEY:SECRET@HOST/BUCKET?region=REGION&"
        "address=https://media.example.org; empty: they are files in var/media.",
        default="",
        is_secret=True,
    )
    payment_rehearsal: str = setting(
        "Address on this machine of stand-ins for payment providers, http://127.0.0.1:PORT; "
        "`obole demo` sets it. Empty: the real providers.",
        default="",
    )
    social_dry_run: bool = setting(
        "Send nothing to social networks: for a copy of a site, with its channels and tokens.",
        default=False,
    )
    behind_proxy: bool = setting(
        "A proxy of ours stands in front and sets X-Forwarded-Proto.", default=False
    )
    nginx: bool = setting(
        "Let `obole serve` put nginx in front by itself, where the machine has it.", default=True
    )
    debug: bool = setting(
        "Show errors in full. Never on a machine that readers reach.", default=False
    )

    @property
    def var(self) -> Path:
        """The folder of everything that the site stores."""
        return self.site / "var"

    @property
    def is_secure(self) -> bool:
        """Tell whether readers reach the site by HTTPS."""
        return self.address.startswith("https://")


def keys() -> dict[str, tuple[type, str, Any]]:
    """Return the keys of obole.toml, each with its type, what it is for, and its default."""
    kinds = get_type_hints(Environment)
    return {
        each.name: (kinds[each.name], each.metadata["explanation"], each.default)
        for each in fields(Environment)
        if "explanation" in each.metadata
    }


def _secret_keys() -> set[str]:
    return {each.name for each in fields(Environment) if not each.repr}


def read_environment(*, site: Path, variables: Mapping[str, str] = os.environ) -> Environment:
    """Return the settings of the site in this folder; variables go before the file.

    Raises UnusableSettings with every problem, not only the first.
    """
    path = site / SETTINGS_FILE
    if not path.is_file():
        raise UnusableSettings(
            [f"{site} is no site: it has no {SETTINGS_FILE}. Make one with: obole init {site}"]
        )
    text = path.read_text(encoding="utf-8", errors="replace")
    problems: list[str] = []
    sources = [_found_in_file(text, problems), _found_in_variables(variables, problems)]
    for found in sources:
        problems += _broken_rules(found)
    secret_key = _secret_key(site, variables, problems)
    if problems:
        raise UnusableSettings(problems)
    values = {key: each.value for found in sources for key, each in found.items()}
    return Environment(site=site, secret_key=secret_key, **values)


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A value of the right type, and where it was written."""

    value: Any
    where: str


def _found_in_file(text: str, problems: list[str]) -> dict[str, _Found]:
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{SETTINGS_FILE}: not valid TOML: {error}.")
        return {}
    known = keys()
    found = {}
    for key, value in written.items():
        where = f"{SETTINGS_FILE}, line {_line_of(key, text)}"
        if key not in known:
            problems.append(f"{where}: unknown key {key!r}; the keys are {', '.join(known)}.")
        elif type(value) is not known[key][0]:
            shown = "" if key in _secret_keys() else f", not {value!r}"
            problems.append(f"{where}: {key} must be {_wanted(known[key][0])}{shown}.")
        else:
            found[key] = _Found(value=value, where=f"{where}: {key}")
    return found


def _found_in_variables(variables: Mapping[str, str], problems: list[str]) -> dict[str, _Found]:
    found = {}
    for key, (kind, _, _) in keys().items():
        name = PREFIX + key.upper()
        if name not in variables:
            continue
        try:
            found[key] = _Found(value=_converted(variables[name], kind), where=name)
        except (KeyError, ValueError):
            problems.append(f"{name} must be {_wanted(kind)}, not {variables[name]!r}.")
    return found


def _converted(text: str, kind: type) -> Any:
    if kind is bool:
        return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
    return kind(text)


def _wanted(kind: type) -> str:
    return {str: "a text in quotes", int: "a whole number", bool: "true or false"}[kind]


def _line_of(key: str, text: str) -> int:
    pattern = re.compile(rf"^\s*[\"']?{re.escape(key)}[\"']?\s*=|^\s*\[{re.escape(key)}\]")
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, start=1) if pattern.match(line)), 1)


def _broken_rules(found: Mapping[str, _Found]) -> list[str]:
    broken = [
        f"{found[key].where} {rule}."
        for key, (is_good, rule) in RULES.items()
        if key in found and not is_good(found[key].value)
    ]
    media = found.get("media_url")
    if media is not None and (problem := problem_with(media.value)):
        broken.append(f"{media.where} {problem}.")
    return broken


def secret_key_path(*, site: Path) -> Path:
    """Return where the site's secret key is kept."""
    return site / "var" / "secrets" / "secret-key"


def new_secret_key() -> str:
    """Return a new random key."""
    return secrets.token_urlsafe(48)


def _secret_key(site: Path, variables: Mapping[str, str], problems: list[str]) -> str:
    """Return the key that signs sessions; it never stands in obole.toml."""
    path = secret_key_path(site=site)
    name = "OBOLE_SECRET_KEY"
    if name in variables:
        source, key = name, variables[name]
    else:
        try:
            source, key = str(path), path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(
                f"The secret key {path} cannot be read ({getattr(error, 'strerror', error)}): "
                "restore it from a backup, or put a new one there (everybody is then logged out)."
            )
            return ""
    if len(key) < SECRET_KEY_LENGTH:
        problems.append(f"{source} is too short: it needs {SECRET_KEY_LENGTH} random characters.")
    return key
