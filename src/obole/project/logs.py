"""What the program says while it runs: one line an event, on standard error.

No line holds an address of a reader, and none a secret.
"""

import logging
from typing import Any

# Method, path, status and time of a request: not who asked, nor what they searched for.
ACCESS_LINE = "%(method)s %(path)s %(status)d %(dt_ms).0f ms"


class OneLine(logging.Formatter):
    """Writes each event on one line: a traceback, and whatever a visitor sent, with its line
    ends escaped, so that nobody can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")


def logging_settings(*, is_debugging: bool) -> dict[str, Any]:
    """Return Django's LOGGING, which Granian is given too."""
    line = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    one_line = {"()": "obole.project.logs.OneLine", "format": line}
    formatters = {"line": {"format": line} if is_debugging else one_line}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "obole": {"level": "INFO"},
            "django": {"handlers": [], "level": "WARNING"},
            # A page that is not found stands in the access lines already.
            "django.request": {"level": "ERROR"},
            # Every machine that scans the internet sends a wrong Host.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # It notes every address that it asks; some have a token in them (Telegram, Meta).
            "httpx": {"level": "WARNING"},
            "_granian": {"level": "WARNING"},
            "granian.access": {"level": "INFO"},
        },
    }
