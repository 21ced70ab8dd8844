"""What a change costs: how soon readers see it, and how many pages are baked again for it."""

import http.client
import threading
import time
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from django.db import transaction

from obole.edition.actions import bake, bake_stale
from obole.edition.actions.walking import links_of
from obole.edition.models import BakedPage
from obole.edition.rules.addresses import can_be_baked
from obole.newsroom.models import ArticlePage

READERS = 8
# A change that takes longer to be seen is not seen.
LIMIT_SECONDS = 60


@dataclass(frozen=True)
class Asked:
    """One reader's request: when it began, and whether it got the text from before the change."""

    began_at: float
    is_old: bool


@dataclass(frozen=True)
class Visible:
    """How one edit became visible."""

    seconds: float
    """From the commit in the database to the end of the first answer with the new text."""
    announced_seconds: float
    """From the commit to the moment at which whoever edited is told that it is done."""
    requests: int
    old_after_announced: int
    old_after_commit: int


def edit(article: ArticlePage, *, headline: str) -> float:
    """Publish the article with this headline; return when the database had committed it."""
    committed: list[float] = []
    with transaction.atomic():
        # The first of all that follows the commit: what takes pages away comes after it.
        transaction.on_commit(lambda: committed.append(time.perf_counter()))  # noqa: TID251
        article.title = headline
        article.save_revision().publish()
    return committed[0]


def become_visible(article: ArticlePage, *, address: str, number: int, requests: int) -> Visible:
    """Edit the article while readers ask for it without a pause."""
    headline = f"Le titre de la version {number}"
    asked: list[Asked] = []
    is_enough = threading.Event()
    readers = [
        threading.Thread(target=_read, args=(address, str(article.url), headline, asked, is_enough))
        for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    time.sleep(0.1)
    committed_at = edit(article, headline=headline)
    announced_at = time.perf_counter()
    until = announced_at + LIMIT_SECONDS
    while sum(each.began_at > announced_at for each in asked[:]) < requests:
        assert time.perf_counter() < until, "Readers did not get their answers."
        time.sleep(0.01)
    is_enough.set()
    for reader in readers:
        reader.join()
    return _judged(asked, committed_at, announced_at)


def _read(
    address: str, path: str, headline: str, asked: list[Asked], is_enough: threading.Event
) -> None:
    parts = urlsplit(address)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port)) as connection:
        while not is_enough.is_set():
            began_at = time.perf_counter()
            connection.request("GET", path, headers={"Host": "localhost"})
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == HTTPStatus.OK, f"{path}: {answer.status}"
            asked.append(Asked(began_at, is_old=headline.encode() not in body))


def _judged(asked: list[Asked], committed_at: float, announced_at: float) -> Visible:
    new = [each.began_at for each in asked if not each.is_old]
    after = [each for each in asked if each.began_at > announced_at]
    return Visible(
        seconds=max(min(new) - committed_at, 0.0),
        announced_seconds=announced_at - committed_at,
        requests=len(after),
        old_after_announced=sum(each.is_old for each in after),
        old_after_commit=sum(each.is_old for each in asked if each.began_at > committed_at),
    )


@dataclass(frozen=True)
class Rebaked:
    """What one edit made stale, and how long it took to bake that again."""

    pages: int
    seconds: float


def bake_around(article: ArticlePage, *, others: Collection[str]) -> None:
    """Bake the article, whatever it and the pages around it lead to, and some others."""
    near = {str(article.url), "/"}
    for _ in range(2):
        for path in sorted(near):
            bake(path=path)
        near |= {each for path in near for each in links_of(path) if can_be_baked(each)}
    for path in others:
        bake(path=path)


def rebake(article: ArticlePage, *, number: int) -> Rebaked:
    """Edit the article, and bake what that made stale."""
    _bake_all()
    edit(article, headline=f"Un autre titre, le numéro {number}")
    stale = BakedPage.objects.filter(is_stale=True).count()
    started = time.process_time()
    _bake_all()
    return Rebaked(stale, time.process_time() - started)


def _bake_all() -> None:
    """Bake all that is stale: a call stops after some seconds, and leaves the rest to a task."""
    while BakedPage.objects.filter(is_stale=True).exists():
        assert bake_stale(), "Nothing that is stale can be baked."
