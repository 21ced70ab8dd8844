"""What comments cost: pages of a long thread, the queue, the classifier, and comments accepted.

The clients run on the same cores as the server, which the rate pays for; what one comment costs
the server in computing is less shaken.
"""

import http.client
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

import altcha
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from rich.console import Console

from bench import filling, loads, servers
from bench.servers import Server
from obole.comments.models import Comment, Reader, Thread
from obole.comments.queries import queue, threads
from obole.comments.queries.classifiers import current_classifier
from obole.comments.rules import paths, texts
from obole.comments.rules.orders import Order
from obole.comments.rules.states import Queue, State
from obole.comments.views.tokens import digest_of, form_key, issue_token
from obole.foundation import clock
from obole.limits.puzzles import make_puzzle
from obole.newsroom.models import ArticlePage
from obole.project.databases import refresh_statistics

ARTICLES = 100
LONG_THREAD = 100_000
HELD = 50_000
PORTION = 2_000
TIMES = 50
# Each is a form of its own with a solved puzzle, of which one try in sixteen solves one.
SENT = 400
EASY_PREFIX = "0"
SENDERS = 8
# Younger forms are sent back: nobody writes so fast.
YOUNGEST_FORM_SECONDS = 2.5
READING_SECONDS = 5

_WORDS = ("le", "la", "budget", "conseil", "digue", "port", "train", "lecteur", "ville", "vote")
_chance = random.Random(2026)  # noqa: S311 - not a secret


def run(*, site: Path, console: Console) -> None:
    """Fill a site with comments and measure."""
    for _ in filling.fill(total=ARTICLES):
        pass
    article, other, *_ = list(ArticlePage.objects.filter(language="fr").order_by("pk"))
    with console.status(f"{LONG_THREAD:,} comments below an article"):
        _fill(article, total=LONG_THREAD, state=State.PUBLISHED)
    with console.status(f"{HELD:,} comments that wait"):
        _fill(other, total=HELD, state=State.HELD)
    refresh_statistics()
    _classifier(console)
    _threads(console, article)
    _queue(console)
    _accepting(console, site)


def _text() -> str:
    return " ".join(_chance.choice(_WORDS) for _ in range(_chance.randrange(8, 60))).capitalize()


def _fill(article: ArticlePage, *, total: int, state: State) -> None:
    """Write comments past the actions: a third at the top, answers to any that came before."""
    now = clock.now() - timedelta(days=60)
    reader, _ = Reader.objects.get_or_create(
        email="banc@example.org", defaults={"name": "Banc", "created_at": now}
    )
    thread, _ = Thread.objects.get_or_create(page=article)
    rows: list[Comment] = []
    answers: dict[str, int] = {}
    places: list[str] = []
    for number in range(1, total + 1):
        parent = "" if number == 1 or _chance.random() < 0.35 else _chance.choice(places)  # noqa: PLR2004
        if paths.depth_of(parent or "0" * 6) >= paths.DEEPEST - 1:
            parent = ""
        path = paths.child_path(parent=parent, number=answers.get(parent, 0))
        answers[parent] = answers.get(parent, 0) + 1
        places.append(path)
        rows.append(_row(thread, reader, path, number, state, now + timedelta(seconds=number)))
    for start in range(0, total, PORTION):
        with transaction.atomic():
            Comment.objects.bulk_create(rows[start : start + PORTION])
    Thread.objects.filter(pk=thread.pk).update(
        answers=answers[""], last_number=total, published_count=total
    )


def _row(
    thread: Thread, reader: Reader, path: str, number: int, state: State, moment: datetime
) -> Comment:
    body = _text()
    is_published = state is State.PUBLISHED
    return Comment(
        thread=thread,
        path=path,
        root_path=paths.root_of(path),
        number=number if is_published else None,
        reader=reader,
        author_name="Banc",
        body=body,
        html=f"<p>{body}</p>",
        renderer_version=texts.RENDERER_VERSION,
        state=state,
        is_shown=is_published,
        created_at=moment,
        published_at=moment if is_published else None,
        queue="" if is_published else Queue.FIRST,
        queued_at=None if is_published else moment,
    )


def _classifier(console: Console) -> None:
    classifier, some = current_classifier(), [_text() for _ in range(500)]
    started = time.process_time()
    for text in some:
        classifier.score(text)
    spent = (time.process_time() - started) / len(some) * 1000
    console.print(f"The classifier computes {spent:.2f} ms for a comment of 34 words.")


def _threads(console: Console, article: ArticlePage) -> None:
    now = clock.now()
    middle, last = LONG_THREAD // 2, LONG_THREAD - 10
    for name, order, after in (
        ("first page, oldest first", Order.OLDEST, None),
        ("a page in the middle", Order.OLDEST, middle),
        ("the last but one", Order.OLDEST, last),
        ("first page, newest first", Order.NEWEST, None),
        ("newest first, in the middle", Order.NEWEST, middle),
    ):

        def ask(order: Order = order, after: int | None = after) -> object:
            return threads.thread_page(page=article, order=order, now=now, after=after)

        console.print(f"Thread of {LONG_THREAD:,}, {name}: {_sql_of(ask)}")


def _queue(console: Console) -> None:
    console.print(f"Queue of {HELD:,}, lengths: {_sql_of(queue.queue_lengths)}")
    console.print(
        f"Queue of {HELD:,}, a page: {_sql_of(lambda: queue.page_of_queue(queue=Queue.FIRST))}"
    )
    first = queue.first_waiting()
    assert first is not None
    console.print(
        f"Queue of {HELD:,}, the next: {_sql_of(lambda: queue.next_waiting(after=first))}"
    )


def _sql_of(work: Callable[[], object]) -> str:
    """Return what the queries of the work take: Django's own measure, fetching included."""
    work()
    spent = []
    for _ in range(TIMES):
        with CaptureQueriesContext(connection) as captured:
            work()
        spent.append(sum(float(query["time"]) for query in captured.captured_queries) * 1000)
    return f"{median(spent):.1f} ms of SQL in {len(captured)} queries"


@dataclass(frozen=True)
class _Form:
    """A form that is filled in and ready to be sent."""

    path: str
    body: bytes
    source: str


def _forms(count: int) -> Iterator[_Form]:
    articles = list(ArticlePage.objects.order_by("pk").values_list("pk", flat=True))
    for number in range(count):
        page_id = articles[2 + number % (len(articles) - 2)]
        token = issue_token(page_id=page_id, now=clock.now())
        puzzle = make_puzzle(form=digest_of(token), key=form_key(), prefix=EASY_PREFIX)
        challenge = altcha.Challenge.from_dict(puzzle)
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        said = {
            "body": f"{_text()} {number}",
            "name": f"Lectrice {number}",
            "email": f"lectrice{number}@example.org",
            "token": token,
            "puzzle": altcha.Payload(challenge, solution).to_base64(),
        }
        source = f"10.{number >> 8}.{number % 256}.7"
        yield _Form(f"/c/{page_id}/write/", urlencode(said).encode(), source)


def _accepting(console: Console, site: Path) -> None:
    settings = site / "obole.toml"
    # Each comes from a source of its own, which only a proxy can say.
    settings.write_text(settings.read_text() + "\nbehind_proxy = true\n")
    with console.status(f"{SENT} puzzles"):
        forms = list(_forms(SENT))
    time.sleep(YOUNGEST_FORM_SECONDS)
    before = Comment.objects.count()
    connections.close_all()
    with servers.obole(site, name="obole", options=["--no-nginx"]) as server:
        _warm_up(server)
        quiet = _reading(server)
        spent = loads.processor_seconds(server.pid)
        reading: list[loads.Load] = []
        reader = threading.Thread(target=lambda: reading.append(_reading(server)))
        reader.start()
        started = time.perf_counter()
        _send_all(server, forms)
        seconds = time.perf_counter() - started
        spent = loads.processor_seconds(server.pid) - spent
        reader.join()
    kept = Comment.objects.count() - before
    assert kept == SENT, f"{SENT} comments were sent, {kept} kept."
    console.print(
        f"{SENT} comments accepted beside readers: {SENT / seconds:.0f} a second on "
        f"{connection.vendor} with {servers.WORKERS} web processes\n"
        f"A baked article meanwhile: {reading[0].requests_a_second:,.0f} a second, p99 "
        f"{reading[0].late_ms:.1f} ms; before, {quiet.requests_a_second:,.0f} and "
        f"{quiet.late_ms:.1f} ms (4 connections)\n"
        f"Computing of the server, readers included: {spent:.1f} s"
    )


def _article_path() -> str:
    path = urlsplit(str(ArticlePage.objects.order_by("-pk")[0].url)).path
    connections.close_all()
    return path


def _warm_up(server: Server) -> None:
    address = urlsplit(server.address)
    client = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    for _ in range(20):
        client.request("GET", _article_path(), headers={"Host": "localhost"})
        client.getresponse().read()


def _reading(server: Server) -> loads.Load:
    return loads.load(
        f"{server.address}{_article_path()}",
        pid=server.pid,
        seconds=READING_SECONDS,
        connections=4,
        headers={"Host": "localhost"},
    )


def _send_all(server: Server, forms: Sequence[_Form]) -> None:
    waiting = list(reversed(forms))
    failures: list[str] = []

    def send() -> None:
        address = urlsplit(server.address)
        client = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        while waiting:
            try:
                form = waiting.pop()
            except IndexError:
                return
            client.request("POST", form.path, body=form.body, headers=_headers(form))
            answer = client.getresponse()
            answer.read()
            if answer.status != HTTPStatus.SEE_OTHER:
                failures.append(f"{form.path}: {answer.status}")

    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert not failures, failures[:3]


def _headers(form: _Form) -> dict[str, str]:
    return {
        "Host": "localhost",
        "Origin": "http://localhost",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": form.source,
        "X-Forwarded-Proto": "http",
        "Connection": "keep-alive",
    }
