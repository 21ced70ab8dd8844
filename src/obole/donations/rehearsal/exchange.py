"""A request to a stand-in and what it answers; the clock that it can be put forward by."""

import calendar
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request, its path without the provider's own prefix."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """What a form sent."""
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))


@dataclass(frozen=True, kw_only=True)
class Response:
    """An answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """The provider says no: a status and the object that says why."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(str(body))
        self.status = status
        self.body = body


def json_answer(body: Any, status: int = 200) -> Response:
    """Return an object as JSON."""
    headers = {"Content-Type": "application/json"}
    return Response(status=status, body=json.dumps(body).encode(), headers=headers)


def redirect(url: str) -> Response:
    """Send a browser on with GET."""
    return Response(status=303, headers={"Location": url})


PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.125rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto;
  padding: 0 1.25rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }}
.note {{ border-inline-start: .25rem solid #b45309; padding-inline-start: .75rem; }}
form {{ margin: .75rem 0; }}
button {{ font: inherit; padding: .6rem 1rem; min-height: 2.75rem; inline-size: 100%;
  text-align: start; cursor: pointer; }}
table {{ border-collapse: collapse; inline-size: 100%; font-size: 1rem; }}
td, th {{ text-align: start; padding: .3rem .5rem .3rem 0; vertical-align: top;
  border-block-end: 1px solid #8886; }}
td form, td button {{ display: inline; inline-size: auto; margin: 0; padding: .2rem .5rem; }}
</style>
<main><p class="note">A rehearsal of {provider}: no money moves.</p>
<h1>{title}</h1>
{content}</main></html>"""


def page(*, provider: str, title: str, content: str, status: int = 200) -> Response:
    """Return a page for a person; `content` is HTML, the rest is escaped."""
    text = PAGE.format(provider=escape(provider), title=escape(title), content=content)
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return Response(status=status, body=text.encode(), headers=headers)


def button(*, action: str, words: str, **values: str) -> str:
    """Return a form of one button."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in values.items()
    )
    return (
        f'<form method="post" action="{escape(action)}">{hidden}'
        f"<button>{escape(words)}</button></form>"
    )


class TestClock:
    """The time at the providers: the machine's, put forward by what a test asks for."""

    # pytest collects classes of this name where a test imports them.
    __test__ = False

    def __init__(self, ahead_seconds: float = 0.0) -> None:
        self.ahead_seconds = ahead_seconds

    def seconds(self) -> int:
        """Return the Unix time."""
        return int(time.time() + self.ahead_seconds)

    def text(self) -> str:
        """Return the time as PayPal writes it."""
        return written(self.seconds())

    def advance(self, seconds: float) -> None:
        """Put the clock forward."""
        self.ahead_seconds += seconds


def written(seconds: int) -> str:
    """Return a Unix time as PayPal writes it."""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def later_by_months(seconds: int, months: int) -> int:
    """Return the same day some months later, or the last day of a shorter month."""
    start = datetime.fromtimestamp(seconds, tz=UTC)
    count = start.year * 12 + start.month - 1 + months
    year, month = count // 12, count % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())
