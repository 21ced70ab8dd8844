"""Every public address of a newsroom that is being served, found by following its links."""

import re
import urllib.error
import urllib.request
from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
# Not for readers, or not a page.
ELSEWHERE = re.compile(r"/(desk|media|static|documents|theme-[0-9a-f]+\.css)\b")
# The demo has a quarter of this; more means that a page links to ever new ones.
MOST_PAGES = 1_000
# The first request of a page also makes its pictures; a busy machine takes its time.
TIMEOUT_SECONDS = 300


class TooManyPages(Exception):
    """The links lead ever further."""


@dataclass
class Crawl:
    """What every address answered: pages and feeds by path."""

    pages: dict[str, bytes] = field(default_factory=dict)
    feeds: dict[str, bytes] = field(default_factory=dict)


class _Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.pages: list[str] = []
        self.feeds: list[str] = []
        self.versions = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in {"a", "link"} and values.get("type") in FEED_TYPES:
            self.feeds.append(values["href"] or "")
        elif tag == "a" and values.get("href"):
            self.pages.append(values["href"] or "")
        elif tag == "input" and values.get("name") == "newer":
            self.versions += 1


def crawl(*, address: str, starts: list[str]) -> Crawl:
    """Follow every link from the starts; `address` is the site's, without a slash at its end."""
    found = Crawl()
    waiting = deque(starts)
    seen = set(starts)
    while waiting:
        if len(found.pages) > MOST_PAGES:
            raise TooManyPages(waiting.popleft())
        path = waiting.popleft()
        html, kind = _answer(f"{address}{path}")
        if kind != "text/html":
            # A picture, or figures for programs.
            continue
        found.pages[path] = html
        links = _Links(html.decode())
        wanted = [*links.pages, *(f"{path}{number}-{number + 1}/" for number in _firsts(links))]
        for link in wanted:
            target = _path_within(link, base=f"{address}{path}")
            if target and target not in seen:
                seen.add(target)
                waiting.append(target)
        for link in links.feeds:
            target = _path_within(link, base=f"{address}{path}")
            if target and target not in found.feeds:
                found.feeds[target] = read(f"{address}{target}")
    return found


def read(url: str) -> bytes:
    """Return what an address of the local site answers; also the page of an error."""
    return _answer(url)[0]


def _answer(url: str) -> tuple[bytes, str]:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:
            return answer.read(), answer.headers.get_content_type()
    except urllib.error.HTTPError as refusal:
        return refusal.read(), refusal.headers.get_content_type()


def _firsts(links: _Links) -> range:
    """Return the numbers of the versions that a history compares with the next: it is a form."""
    return range(1, links.versions)


def _path_within(link: str, *, base: str) -> str:
    """Return the path and query that a link leads to on the same site; empty for others."""
    target = urlsplit(urldefrag(urljoin(base, link)).url)
    if target.netloc != urlsplit(base).netloc or target.scheme not in {"http", "https"}:
        return ""
    if ELSEWHERE.match(target.path):
        return ""
    return target.path + (f"?{target.query}" if target.query else "")
