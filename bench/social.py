"""What social publishing costs: the editor's click, posts a second, the way to the wire.

The click is `save_revision().publish()`, as the desk does it, with no channel and with fifty in
turn. Posts go out through the process that `obole serve` keeps for it.
"""

import base64
import os
import random
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from rich.console import Console
from rich.table import Table

from bench import filling, loads
from obole.foundation import clock
from obole.newsroom.models import ArticlePage, Byline
from obole.social.actions.queueing import queue_on
from obole.social.models import Attempt, Channel, ChannelTemplate, Delivery
from obole.social.networks.credentials import sealed_credentials
from obole.social.rules.limits import written_limits
from obole.social.rules.network import Limits
from obole.social.rules.vocabulary import ChannelState, DeliveryState

CHANNELS = 50
ROUNDS = 40
POSTS = 1_000
PUBLICATIONS = 40
WARM_UP = 3
# How each counts, and where it cuts, is its own: a click pays for that.
NETWORKS = {
    "mastodon": Limits(text=500, url_weight=23),
    "bluesky": Limits(text=300, bytes=3_000, unit="graphemes"),
    "x": Limits(text=280, unit="weighted", url_weight=23),
    "telegram": Limits(text=4_096),
    "noticeboard": Limits(text=500, url_weight=23),
}
PATIENCE_SECONDS = 600

_chance = random.Random(2026)  # noqa: S311 - not a secret
_numbers = iter(range(1, 1_000_000))


@dataclass(frozen=True)
class Click:
    """What one publication took: milliseconds on the clock and of computing, SQL queries."""

    elapsed: float
    computing: float
    queries: int


class NeverSent(Exception):
    """The posts did not go out in time."""


def run(*, rounds: int, posts: int, console: Console) -> None:
    """Measure the click, then posts through one channel and eight, then the way to the wire."""
    for _ in filling.fill(total=posts):
        pass
    console.print(f"Load of the machine before: {os.getloadavg()[0]:.1f}")
    _clicks(rounds, console)
    Channel.objects.update(state=ChannelState.REMOVED)
    for channels in (1, 8):
        _posts(posts, channels=channels, console=console)
    _wire(console)


def _clicks(rounds: int, console: Console) -> None:
    channels = _connect_many()
    table = Table(title="Publishing: median (quartiles) in ms, computing in ms, queries")
    for title in ("click", "no channel", f"{CHANNELS} channels"):
        table.add_column(title, justify="left" if title == "click" else "right")
    new: dict[bool, list[Click]] = {False: [], True: []}
    changed: dict[bool, list[Click]] = {False: [], True: []}
    for number in range(WARM_UP + rounds):
        # In turn, and not the same one first: what else the machine does shakes both alike.
        for has_channels in (False, True) if number % 2 else (True, False):
            state = ChannelState.ACTIVE if has_channels else ChannelState.REMOVED
            channels.update(state=state)
            article = _draft()
            first = _click(article)
            Delivery.objects.filter(page_id_then=article.pk).update(
                state=DeliveryState.SENT, remote_id="1", ended_at=clock.now()
            )
            article.title += ", précisé"
            second = _click(article)
            if number >= WARM_UP:
                new[has_channels].append(first)
                changed[has_channels].append(second)
    table.add_row("a new article", *(_told(new[each]) for each in (False, True)))
    table.add_row("a new headline", *(_told(changed[each]) for each in (False, True)))
    console.print(table)
    added = statistics.median(each.computing for each in new[True])
    added -= statistics.median(each.computing for each in new[False])
    console.print(f"{CHANNELS} channels add {added:.1f} ms of computing to a new article.")


def _connect_many() -> QuerySet[Channel]:
    kinds = list(NETWORKS)
    made = [
        Channel(
            network=kinds[number % len(kinds)],
            name=f"Compte {number}",
            identity={"limits": written_limits(NETWORKS[kinds[number % len(kinds)]])},
        )
        for number in range(CHANNELS)
    ]
    Channel.objects.bulk_create(made)
    ChannelTemplate.objects.bulk_create(
        ChannelTemplate(channel=each, language="fr", text="{title} {tags}\n\n{standfirst}\n{url}")
        for each in made
    )
    return Channel.objects.filter(pk__in=[each.pk for each in made])


def _draft() -> ArticlePage:
    """Make a draft that is like the articles of the site."""
    patterns = ArticlePage.objects.filter(locale__language_code="fr", picture__isnull=False)
    pattern = patterns.order_by("pk")[0]
    number = next(_numbers)
    article = ArticlePage(
        title=f"Le conseil a voté, {number}",
        slug=f"vote-{number}",
        standfirst=pattern.standfirst,
        picture=pattern.picture,
        body=pattern.body,
        live=False,
    )
    for byline in pattern.bylines.all():
        article.bylines.add(Byline(author=byline.author))
    pattern.get_parent().add_child(instance=article)
    return article


def _click(article: ArticlePage) -> Click:
    count: list[None] = []

    def add(execute: Any, *arguments: Any) -> Any:
        count.append(None)
        return execute(*arguments)

    with connection.execute_wrapper(add):
        started, computed = time.perf_counter(), time.process_time()
        article.save_revision().publish()
        computing = time.process_time() - computed
        elapsed = time.perf_counter() - started
    return Click(elapsed * 1000, computing * 1000, len(count))


def _told(clicks: Sequence[Click]) -> str:
    first, middle, third = statistics.quantiles([each.elapsed for each in clicks], n=4)
    computing = statistics.median(each.computing for each in clicks)
    queries = statistics.median(each.queries for each in clicks)
    return f"{middle:.1f} ({first:.1f} to {third:.1f})  {computing:.1f}  {queries:.0f}"


def _posts(posts: int, *, channels: int, console: Console) -> None:
    """Let posts go to notice boards, and tell how many a second."""
    made = [
        Channel.objects.create(
            network="noticeboard", name=f"Tableau {number}", state=ChannelState.PAUSED
        )
        for number in range(channels)
    ]
    now, articles = clock.now(), ArticlePage.objects.live().order_by("pk")
    for number, article in enumerate(articles[:posts].iterator()):
        queue_on(article=article, channel=made[number % channels], now=now)
    waiting = Delivery.objects.filter(channel__in=made).exclude(state=DeliveryState.SENT)
    count = waiting.count()
    with _worker() as worker:
        before = loads.processor_seconds(worker.pid)
        started = time.perf_counter()
        Channel.objects.filter(pk__in=[each.pk for each in made]).update(state=ChannelState.ACTIVE)
        _wait_until_sent(waiting)
        seconds = time.perf_counter() - started
        spent = loads.processor_seconds(worker.pid) - before
    assert Attempt.objects.filter(delivery__channel__in=made).count() == count, "One try a post."
    console.print(
        f"{count:,} posts to {channels} notice board{'s' if channels > 1 else ''}, "
        f"{connection.vendor}: {count / seconds:,.0f} a second, "
        f"{spent / count * 1000:.1f} ms of computing each"
    )


def _wait_until_sent(waiting: QuerySet[Delivery]) -> None:
    until = time.perf_counter() + PATIENCE_SECONDS
    while waiting.exists():
        if time.perf_counter() > until:
            raise NeverSent(f"{waiting.count()} posts")
        time.sleep(0.2)


def _wire(console: Console) -> None:
    """Tell how long it takes from the commit of a publication to the first byte at a receiver."""
    Channel.objects.update(state=ChannelState.REMOVED)
    # As when a channel is removed in the desk: else something is due all the time, and waits.
    waiting = Delivery.objects.exclude(state=DeliveryState.SENT)
    waiting.update(state=DeliveryState.CANCELLED)
    with _receiver() as (origin, heard), _worker(origin):
        _connect_webhook(origin)
        took = []
        for number in range(WARM_UP + PUBLICATIONS):
            article = _draft()
            # At any point of the worker's round.
            time.sleep(_chance.uniform(0.2, 0.8))
            before = len(heard)
            committed_at = _publish(article)
            until = committed_at + PATIENCE_SECONDS
            while len(heard) == before:
                if time.perf_counter() > until:
                    raise NeverSent(article.title)
                time.sleep(0.001)
            if number >= WARM_UP:
                took.append((heard[-1] - committed_at) * 1000)
    took.sort()
    console.print(
        f"From the commit to the first byte on the wire: median {statistics.median(took):.0f} ms, "
        f"95th percentile {took[int(len(took) * 0.95)]:.0f} ms"
    )


def _publish(article: ArticlePage) -> float:
    committed: list[float] = []
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(time.perf_counter()))  # noqa: TID251
        article.save_revision().publish()
    return committed[0]


def _connect_webhook(origin: str) -> Channel:
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    channel: Channel = Channel.objects.create(
        network="webhook",
        name="Programme",
        sealed_credentials=sealed_credentials({"address": f"{origin}/hook", "secret": secret}),
    )
    return channel


@contextmanager
def _receiver() -> Iterator[tuple[str, list[float]]]:
    """Listen, answer 204, and note when the first byte of each request came."""
    heard: list[float] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def receive() -> None:
        while True:
            try:
                caller, _address = listening.accept()
            except OSError:
                return
            with caller:
                caller.recv(1)
                heard.append(time.perf_counter())
                caller.recv(1_000_000)
                caller.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

    threading.Thread(target=receive, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", heard
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


@contextmanager
def _worker(*origins: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the process that sends, once it has loaded the program."""
    command = [sys.executable, "-m", "bench.social_worker", *origins]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 - our own program
    try:
        assert process.stdout is not None, "It was asked for."
        process.stdout.readline()
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)
