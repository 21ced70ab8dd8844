"""How fast baked pages are, how soon a change is seen, what baking costs: `bench edition`.

Ratios come from runs that alternate on one machine. What else runs on it shakes every number but
the computing a request, which is why both are printed.
"""

import os
import random
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

from django.db import connections
from rich.console import Console
from rich.table import Table

from bench import changes, filling, loads, servers
from bench.loads import Load, summary
from bench.servers import Server
from obole.edition import copies
from obole.edition.actions import bake
from obole.edition.actions.baking import Outcome
from obole.edition.places import the_tree
from obole.edition.rendering import render
from obole.edition.tree import Tree
from obole.newsroom.models import ArticlePage

ROUNDS = 7
SECONDS = 3
CONNECTIONS = 32
# The page that the goals are written for.
ARTICLE_BYTES = 30_000
CODINGS = {"identity": "identity", "compressed": "gzip"}
SLOW_PAGE = "/recherche/?q=conseil"
SLOW_CLIENTS = 8
PATIENT_CONNECTIONS = 4
EDITS = 20
REQUESTS_AN_EDIT = 500
RENDERED = 100
HOT_PAGES = 10_000
SOME_OTHERS = 300

# What the ratios are of: two nginx workers that send the same bytes.
SAME_BYTES = "nginx, same headers"
# nginx writes these itself.
OF_NGINX = {
    "connection",
    "content-length",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "server",
}

_chance = random.Random(2026)  # noqa: S311 - not a secret


def run(*, site: Path, sizes: Sequence[int], rounds: int, console: Console) -> None:
    """Fill the site to the first size, measure, and go on to the next for what depends on it."""
    first, *more = sorted(sizes)
    _fill(first)
    console.print(f"Load of the machine before: {os.getloadavg()[0]:.1f}")
    article = _article_of_size()
    _baking(console)
    _change_costs(console, first)
    with ExitStack() as stack:
        compared = _servers(site, str(article.url), stack)
        _compare(compared, str(article.url), rounds=rounds, console=console)
        alone, behind = compared[0], compared[1]
        for server in (alone, behind):
            _isolation(server, str(article.url), rounds=rounds, console=console)
        _visible(behind, article, console=console)
        _memory(alone, article, console=console)
    for size in more:
        _fill(size)
        _change_costs(console, size)
    console.print(f"Load of the machine after: {os.getloadavg()[0]:.1f}")


def _fill(total: int) -> None:
    for _ in filling.fill(total=total):
        pass


def _article_of_size() -> ArticlePage:
    """Bake an article whose page has about the size that is wanted, and return it."""
    article = ArticlePage.objects.filter(language="fr").order_by("-published_at")[5]
    paragraphs = list(article.body.raw_data)
    while True:
        size = len(render(str(article.url)).body)
        if size >= ARTICLE_BYTES:
            break
        article.body = [*article.body.raw_data, *paragraphs[: 1 + (ARTICLE_BYTES - size) // 4000]]
        article.save_revision().publish()
        article = ArticlePage.objects.get(pk=article.pk)
    assert bake(path=str(article.url)) is Outcome.KEPT
    return article


def _servers(site: Path, path: str, stack: ExitStack) -> list[Server]:
    """Start all that are compared. A second `obole serve` needs a site of its own: a copy."""
    twin, files = site.with_name("twin"), site.with_name("files")
    # Closing a copied database file would end the locks of our own connection to it
    # (https://www.sqlite.org/howtocorrupt.html, 2.2).
    connections.close_all()
    shutil.copytree(site, twin)
    pages = the_tree().folder / "pages" / the_tree().host
    alone = stack.enter_context(servers.obole(twin, name="obole alone", options=["--no-nginx"]))
    behind = stack.enter_context(servers.obole(site, name="obole with its nginx"))
    # A program that begins to serve bakes anew.
    for server in (alone, behind):
        _warm_up(server, path, "identity")
    for address in ("/", path):
        _wait_for_file(pages / address.removeprefix("/") / "index.html")
    shutil.copytree(pages, files)
    return [
        alone,
        behind,
        stack.enter_context(
            servers.nginx(
                files,
                site.with_name("nginx-whole"),
                name=SAME_BYTES,
                headers=_headers_of(alone, path),
            )
        ),
        stack.enter_context(servers.nginx(files, site.with_name("nginx"))),
        stack.enter_context(servers.caddy(files, site.with_name("caddy"))),
    ]


def _headers_of(server: Server, path: str) -> list[tuple[str, str]]:
    """Return what nginx has to add so that its answers are like Obole's."""
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{server.address}{path}", headers={"Host": "localhost"}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return [pair for pair in answer.getheaders() if pair[0].lower() not in OF_NGINX]


def _wait_for_file(file: Path) -> None:
    until = time.monotonic() + servers.START_LIMIT_SECONDS
    while not file.is_file():
        assert time.monotonic() < until, f"{file} was not baked."
        time.sleep(0.05)


def _compare(compared: list[Server], path: str, *, rounds: int, console: Console) -> None:
    for name, coding in CODINGS.items():
        runs: dict[str, list[Load]] = {server.name: [] for server in compared}
        for server in compared:
            _warm_up(server, path, coding)
        for number in range(rounds):
            # Each comes first and last as often as the others.
            turn = number % len(compared)
            for server in compared[turn:] + compared[:turn]:
                runs[server.name].append(_load(server, path, coding))
        console.print(_table(name, runs))


def _load(server: Server, path: str, coding: str) -> Load:
    return loads.load(
        f"{server.address}{path}",
        pid=server.pid,
        seconds=SECONDS,
        connections=CONNECTIONS,
        headers={"Accept-Encoding": coding, "Host": "localhost"},
    )


def _warm_up(server: Server, path: str, coding: str) -> None:
    for _ in range(20):
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{server.address}{path}", headers={"Accept-Encoding": coding, "Host": "localhost"}
        )
        urllib.request.urlopen(request).close()  # noqa: S310


def _table(coding: str, runs: Mapping[str, list[Load]]) -> Table:
    table = Table(
        title=f"A baked article of 30 kB, {coding}: medians (least to most); * {SAME_BYTES}"
    )
    for column in ("server", "requests/s", "of nginx*", "p99 in ms", "processor µs a request"):
        table.add_column(column)
    plain = runs[SAME_BYTES]
    for name, some in runs.items():
        ratios = [
            each.requests_a_second / other.requests_a_second
            for each, other in zip(some, plain, strict=True)
        ]
        table.add_row(
            name,
            str(summary([each.requests_a_second for each in some])),
            f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})",
            f"{median(each.late_ms for each in some):.1f}",
            str(summary([each.processor_us for each in some])),
        )
    return table


def _isolation(server: Server, path: str, *, rounds: int, console: Console) -> None:
    """Measure a baked page while eight clients keep slow pages busy, and while none does."""
    headers = {"Host": "localhost"}
    measure = partial(
        loads.load,
        f"{server.address}{path}",
        pid=server.pid,
        seconds=SECONDS,
        connections=PATIENT_CONNECTIONS,
        headers=headers,
    )
    quiet = [measure().late_ms for _ in range(rounds)]
    slow = loads.command(
        f"{server.address}{SLOW_PAGE}", (SECONDS + 1) * rounds, SLOW_CLIENTS, headers
    )
    background = subprocess.Popen(slow, stdout=subprocess.DEVNULL)  # noqa: S603 - wrk
    busy = [measure().late_ms for _ in range(rounds)]
    background.wait()
    console.print(
        f"{server.name}, baked page, p99 in ms: {median(quiet):.1f} by itself, "
        f"{median(busy):.1f} ({min(busy):.1f} to {max(busy):.1f}) beside {SLOW_CLIENTS} clients "
        "of slow pages"
    )


def _visible(server: Server, article: ArticlePage, *, console: Console) -> None:
    seen = [
        changes.become_visible(
            ArticlePage.objects.get(pk=article.pk),
            address=server.address,
            number=number,
            requests=REQUESTS_AN_EDIT,
        )
        for number in range(EDITS)
    ]
    milliseconds = summary([each.seconds * 1000 for each in seen])
    told = summary([each.announced_seconds * 1000 for each in seen])
    console.print(
        f"Change to visible, ms after the commit: {milliseconds}; whoever edits is told: {told}\n"
        f"{sum(each.requests for each in seen):,} requests began after that, "
        f"{sum(each.old_after_announced for each in seen)} got an old page "
        f"({sum(each.old_after_commit for each in seen)} of those between the two)"
    )


def _baking(console: Console) -> None:
    """Measure rendering and baking in this process, on one core."""
    articles = ArticlePage.objects.order_by("pk")
    paths = [str(articles[_chance.randrange(articles.count())].url) for _ in range(RENDERED)]
    # Renditions of pictures are made once, and templates read.
    for path in paths:
        render(path)
    rendering = _processor_seconds(lambda: [render(path) for path in paths])
    for path in paths:
        the_tree().remove(path)
    baking = _processor_seconds(lambda: [bake(path=path) for path in paths])
    console.print(
        f"An article that is not baked: {rendering / RENDERED * 1000:.1f} ms of computing; "
        f"baking: {len(set(paths)) / baking:.0f} pages a second of computing on one core"
    )


def _processor_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _change_costs(console: Console, size: int) -> None:
    """Edit one article of the site: what is baked again, and for how long."""
    articles = ArticlePage.objects.order_by("-published_at")
    article = articles[size // 2]
    others = [str(articles[_chance.randrange(size)].url) for _ in range(SOME_OTHERS)]
    changes.bake_around(article, others=others)
    results = [changes.rebake(article, number=number) for number in range(5)]
    console.print(
        f"One article changed among {size:,}: {median(each.pages for each in results):.0f} pages "
        f"baked again in {summary([each.seconds * 1000 for each in results])} ms of computing"
    )


def _memory(server: Server, article: ArticlePage, *, console: Console) -> None:
    """Let 10,000 pages be asked for, and see what the processes hold."""
    tree = the_tree()
    baked = tree.read_current(str(article.url))
    if baked is None:
        bake(path=str(article.url))
        baked = tree.read_current(str(article.url))
    assert baked is not None
    before = loads.memory_bytes(server.pid)
    twin = Tree(tree.folder.parents[2] / "twin/var/edition", tree.host)
    for number in range(HOT_PAGES):
        # Named as no page of the bench is: no row knows them, and none is asked for twice.
        about = replace(baked.about, baked_ns=time.time_ns())
        twin.write(f"/hot/page-{number}/", baked._replace(about=about))
    for _ in range(2):
        for number in range(HOT_PAGES):
            request = urllib.request.Request(  # noqa: S310 - our own server
                f"{server.address}/hot/page-{number}/", headers={"Host": "localhost"}
            )
            urllib.request.urlopen(request).close()  # noqa: S310
    after = loads.memory_bytes(server.pid)
    size = sum(len(copy) for copy in baked.copies.values())
    console.print(
        f"Memory with {HOT_PAGES:,} pages of {size / 1000:.0f} kB (codings together) hot: "
        f"{after / 1e6:.0f} MB, {(after - before) / 1e6:+.0f} MB; the bound is "
        f"{copies.MEMORY_BYTES / 1e6:.0f} MB of pages a process, {servers.WORKERS} of them"
    )
