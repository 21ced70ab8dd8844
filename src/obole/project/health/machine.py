"""The machine: versions, folder, secrets, address, clock, mail."""

import platform
import secrets as random
import shutil
import smtplib
import sqlite3
import ssl
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

from obole.foundation.storage import write_durably
from obole.project.checks import SAFE_SQLITE
from obole.project.environment import Environment, secret_key_path
from obole.project.health.findings import Finding, broken, doubtful, well
from obole.project.site_folder import PRIVATE_FILE_MODE, PRIVATE_FOLDER_MODE

# Pictures and the journals of SQLite need some room to move.
LOW_SPACE_BYTES = 1_000_000_000
NO_SPACE_BYTES = 100_000_000
# A good disk answers a sync in milliseconds; each commit waits for one.
SLOW_SYNC_SECONDS = 0.2
# No release of this program is older.
EARLIEST_SANE = datetime(2026, 1, 1, tzinfo=UTC)
MAIL_SECONDS = 10
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


def versions(environment: Environment, _now: datetime) -> Iterator[Finding]:
    """Look at the program, Python and SQLite."""
    yield well("Settings", f"{environment.site / 'obole.toml'} is in order")
    yield well("Versions", f"Obole {version('obole')}, Python {platform.python_version()}")
    found = sqlite3.sqlite_version
    if environment.database_url:
        return
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        yield well("SQLite", found)
    else:
        yield doubtful(
            "SQLite",
            f"{found} can lose commits when many processes write (fixed in 3.51.3)",
            "Install the package pysqlite3, or use PostgreSQL.",
        )


def folder(environment: Environment, _now: datetime) -> Iterator[Finding]:
    """Look whether the site's folder can be written, how fast, and how much room is left."""
    probe = environment.var / f".doctor-{random.token_hex(8)}"
    started = time.monotonic()
    try:
        write_durably(probe, [b"x"])
    finally:
        probe.unlink(missing_ok=True)
    seconds = time.monotonic() - started
    if seconds > SLOW_SYNC_SECONDS:
        yield doubtful(
            "Disk",
            f"writing a file took {seconds * 1000:.0f} ms",
            "Each save waits for the disk: use a faster one.",
        )
    else:
        yield well("Disk", f"written and synced in {seconds * 1000:.0f} ms")
    yield _space(environment.var)


def _space(var: Path) -> Finding:
    free = shutil.disk_usage(var).free
    seen = f"{free / 1e9:.1f} GB free"
    if free < NO_SPACE_BYTES:
        return broken("Space", seen, "Free some space now: saving fails on a full disk.")
    if free < LOW_SPACE_BYTES:
        return doubtful("Space", seen, "Free some space soon.")
    return well("Space", seen)


def secrets(environment: Environment, _now: datetime) -> Iterator[Finding]:
    """Look who can read the secrets and the databases."""
    key = secret_key_path(site=environment.site)
    private = [*key.parent.glob("*"), *environment.var.glob("*.sqlite3*")]
    wrong = [path for path in private if _mode(path) & ~PRIVATE_FILE_MODE]
    if key.parent.is_dir() and _mode(key.parent) & ~PRIVATE_FOLDER_MODE:
        wrong.append(key.parent)
    for path in wrong:
        yield broken("Secrets", f"others can read {path}", f"Run: chmod go= {path}")
    if not wrong:
        yield well("Secrets", "only the owner can read them and the databases")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def address(environment: Environment, _now: datetime) -> Iterator[Finding]:
    """Look whether the public address fits the way in which the site is served."""
    host = urlsplit(environment.address).hostname
    if environment.is_secure and not environment.behind_proxy:
        yield broken(
            "Address",
            f"{environment.address} is HTTPS, and obole serve speaks HTTP",
            "Put a proxy with a certificate in front and set behind_proxy = true.",
        )
    elif not environment.is_secure and host not in LOCAL_HOSTS:
        yield doubtful(
            "Address",
            f"{environment.address} is not HTTPS: passwords travel in the open",
            "Put a proxy with a certificate in front, then change address to https://.",
        )
    else:
        yield well("Address", environment.address)
    if environment.debug:
        yield doubtful(
            "Debug",
            "errors are shown in full",
            "Set debug = false where readers come.",
        )


def clock_and_time_zone(environment: Environment, now: datetime) -> Iterator[Finding]:
    """Look whether the clock can be right: files from the future and years of old say no."""
    latest = max((path.stat().st_mtime for path in environment.var.iterdir()), default=0.0)
    if now < EARLIEST_SANE or datetime.fromtimestamp(latest, UTC) > now + timedelta(minutes=5):
        yield broken(
            "Clock",
            f"it says {now:%Y-%m-%d %H:%M} UTC, before files that exist already",
            "Set the clock of the machine, for instance with systemd-timesyncd.",
        )
        return
    local = now.astimezone(ZoneInfo(environment.time_zone))
    yield well("Clock", f"{local:%Y-%m-%d %H:%M} in {environment.time_zone}")


def mail(environment: Environment, _now: datetime) -> Iterator[Finding]:
    """Look whether the mail server lets us in; nothing is sent."""
    if not environment.mail_url:
        yield doubtful(
            "Mail",
            f"no server: mails are written to {environment.var / 'mail'}",
            "Set mail_url in obole.toml, or nobody can be sent a new password.",
        )
        return
    server = urlsplit(environment.mail_url).hostname
    try:
        _log_in(environment.mail_url)
    except (smtplib.SMTPException, OSError) as error:
        # The answer of a server to a login can repeat the user's name, never the password.
        yield broken("Mail", f"{server} refuses us ({error})", "Correct mail_url in obole.toml.")
    else:
        yield well("Mail", f"{server} lets us in")


def _log_in(url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=MAIL_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=MAIL_SECONDS)
    with server:
        if parts.scheme == "smtp" and parse_qs(parts.query).get("tls", [""])[-1] == "starttls":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.noop()
