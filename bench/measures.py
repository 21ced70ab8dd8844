"""What a page costs: milliseconds from the request to the last byte, computing, SQL queries.

Pages that are baked are made as for baking, the others as for whoever asks; nothing is kept.

The time on the clock is what a reader waits on a quiet machine; beside other work it tells more of
that work than of ours. The time of computing, the database's included, stays comparable.
"""

import io
import ipaddress
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.db import connections
from django.db.models import Max, Min

from obole.edition.rendering import render
from obole.newsroom.models import ArticlePage

# Renditions are made, templates read and connections opened before anything is measured.
WARM_UP_ROUNDS = 12

_chance = random.Random(2026)  # noqa: S311 - not a secret


@dataclass(frozen=True)
class Measure:
    """Milliseconds: on the clock in the middle and at the 95th percentile, of computing in the
    middle; and the most queries of any round."""

    median: float
    late: float
    computing: float
    queries: int


class NotAPage(Exception):
    """A measured address did not answer with a page."""


def _any_article() -> str:
    # By its key: counting rows up to a number takes seconds among so many.
    keys = ArticlePage.objects.aggregate(first=Min("pk"), last=Max("pk"))
    key = _chance.randint(keys["first"], keys["last"])
    return str(ArticlePage.objects.filter(pk__gte=key).order_by("pk")[0].url)


# What the project promises to keep within the limit comes first; the rest is for information.
PAGES: dict[str, Callable[[], str]] = {
    "article": _any_article,
    "section": lambda: "/rubrique-2/",
    "front page": lambda: "/",
    "search, a word of every article": lambda: "/recherche/?q=conseil",
    "search, two words": lambda: "/recherche/?q=conseil+sujets",
    "search, a rare word": lambda: f"/recherche/?q={_chance.randrange(20, 90)}",
    "section, page 20": lambda: "/rubrique-2/page/20/",
    "author": lambda: "/auteurs/camille-durand-3/",
    "topic": lambda: "/themes/sujet-7/",
    "archives": lambda: "/archives/",
    "feed": lambda: "/feed.xml",
    "front page in English": lambda: "/en/",
}
PROMISED = (
    "article",
    "section",
    "front page",
    "search, a word of every article",
    "search, two words",
    "search, a rare word",
)


def measure_all(*, rounds: int, after_each: Callable[[], object]) -> dict[str, Measure]:
    """Measure every page so many times; call `after_each` after each of them."""
    measures = {}
    for name, address in PAGES.items():
        measures[name] = _measure(address, rounds=rounds)
        after_each()
    return measures


def _measure(address: Callable[[], str], *, rounds: int) -> Measure:
    for _ in range(WARM_UP_ROUNDS):
        _request(address())
    rows = [_request(address()) for _ in range(rounds)]
    times = sorted(elapsed for elapsed, _, _ in rows)
    return Measure(
        median=statistics.median(times),
        late=times[int(len(times) * 0.95)],
        computing=statistics.median(computing for _, computing, _ in rows),
        queries=max(queries for _, _, queries in rows),
    )


def _request(address: str) -> tuple[float, float, int]:
    """Return the milliseconds on the clock, those of computing, and the queries."""
    with _counted_queries() as count:
        started, computed = time.perf_counter(), time.process_time()
        status = _searched(address) if "?" in address else render(address).status
        computing = time.process_time() - computed
        elapsed = time.perf_counter() - started
    # A short list has no page 20.
    if not status.startswith(("200", "404" if "/page/" in address else "200")):
        raise NotAPage(f"{address}: {status}")
    if not count:
        raise NotAPage(f"{address}: nothing was asked of the database, so it was made before.")
    return elapsed * 1000, computing * 1000, len(count)


def _searched(address: str) -> str:
    """Ask for a page that is never baked, without the edition in front; return the status."""
    from obole.project.wsgi import django_application

    path, _, query = address.partition("?")
    environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost"}
    # Each reader has a network of their own, or the bench would soon have searched too often.
    environ["REMOTE_ADDR"] = str(ipaddress.IPv4Address(_chance.getrandbits(32)))
    setup_testing_defaults(environ)
    environ["wsgi.input"] = io.BytesIO()
    answers: list[str] = []
    chunks = django_application(
        environ, lambda status, _headers, _error=None: answers.append(status)
    )
    b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return answers[0]


@contextmanager
def _counted_queries() -> Iterator[list[None]]:
    count: list[None] = []

    def add(execute: Any, *arguments: Any) -> Any:
        count.append(None)
        return execute(*arguments)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(add))
        yield count
