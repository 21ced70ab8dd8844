"""How the database and the mail server of an `Environment` are reached, as Django wants it."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from obole.project.environment import Environment

# WAL and FULL: no acknowledged commit was lost in simulated power cuts; with NORMAL some were.
# IMMEDIATE: a transaction that reads and then writes never fails with "database is locked".
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-20000;"
    ),
}


def database_settings(environment: Environment) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Return DATABASES and DATABASE_ROUTERS.

    On SQLite, sessions, lock-outs and rate limits live in a second file, so that a flood of
    them never queues before a gift. On PostgreSQL one database serves both.
    """
    if environment.database_url:
        return {"default": _postgresql(environment.database_url)}, []
    databases = {
        alias: {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": environment.var / file_name,
            "CONN_MAX_AGE": None,
            "OPTIONS": SQLITE_OPTIONS,
        }
        for alias, file_name in [("default", "obole.sqlite3"), ("transient", "transient.sqlite3")]
    }
    return databases, ["obole.project.routers.TransientRouter"]


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket's folder is written as ?host=/folder, as libpq does.
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def cache_settings(environment: Environment) -> dict[str, dict[str, str]]:
    """Return WAGTAILFRONTENDCACHE: the caches in front that are told which pages changed."""
    if not environment.cache_url:
        return {}
    parts = urlsplit(environment.cache_url)
    backends = "wagtail.contrib.frontend_cache.backends"
    if parts.scheme == "cloudflare":
        return {
            "cloudflare": {
                "BACKEND": f"{backends}.CloudflareBackend",
                "BEARER_TOKEN": unquote(parts.username or ""),
                "ZONEID": parts.hostname or "",
            }
        }
    return {"http": {"BACKEND": f"{backends}.HTTPBackend", "LOCATION": environment.cache_url}}


def mail_settings(environment: Environment) -> dict[str, Any]:
    """Return Django's mail settings; without a server, mails are files in var/mail."""
    host = urlsplit(environment.address).hostname or "localhost"
    sender = {"DEFAULT_FROM_EMAIL": environment.mail_from or f"no-reply@{host}"}
    if not environment.mail_url:
        return sender | {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(environment.var / "mail"),
        }
    parts = urlsplit(environment.mail_url)
    starts_tls = parse_qs(parts.query).get("tls", [""])[-1] == "starttls"
    return sender | {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and starts_tls,
        "EMAIL_TIMEOUT": 20,
    }
