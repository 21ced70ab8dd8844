"""A walk through a site as a stranger's program makes it: every link of every page is followed."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client

HOST = "testserver"
ORIGIN = f"https://{HOST}"
# Attributes that a browser follows by itself or when somebody clicks.
ADDRESSES = frozenset(
    ("href", "src", "action", "formaction", "poster", "data", "cite", "background", "xlink:href")
)
SCHEMES = frozenset(("", "http", "https", "mailto", "tel"))
# Script elements that hold data, or come from our own folder of static files.
DATA_SCRIPTS = frozenset(("application/ld+json",))
FORBIDDEN_ELEMENTS = frozenset(("object", "embed", "applet", "base", "style"))


@dataclass
class Reading(HTMLParser):
    """What a page links to, and what in it could run or hurt."""

    links: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)
    hostile: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        self.hostile += self._hostile(tag, said)
        if tag in {"a", "link", "area", "iframe"}:
            self.links.add(said.get("href") or said.get("src") or "")
        elif tag == "img":
            self.pictures.add(said.get("src", ""))

    def _hostile(self, tag, said) -> Iterator[str]:
        is_data = said.get("type", "") in DATA_SCRIPTS and "src" not in said
        if tag == "script" and not is_data and not said.get("src", "").startswith("/static/"):
            yield f"script {said}"
        if tag in FORBIDDEN_ELEMENTS:
            yield f"element {tag}"
        for name, value in said.items():
            if name.startswith("on") or name in {"style", "srcdoc"}:
                yield f"{name} of {tag}: {value}"
            scheme = urlsplit("".join(value.split()).lower()).scheme if name in ADDRESSES else ""
            if scheme not in SCHEMES:
                yield f"{name} of {tag}: {value}"
        is_of_other_host = tag in {"img", "source", "iframe", "video", "audio", "track", "script"}
        if is_of_other_host and urlsplit(said.get("src", "")).netloc not in {"", HOST}:
            yield f"src of {tag} on another host: {said['src']}"


@dataclass
class Walk:
    """What a walk has met: pages by address, and what went wrong."""

    pages: dict[str, bytes] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)


def crawl(start: Iterable[str], *, limit: int = 5000) -> Walk:
    """Follow every link within the site from these addresses on."""
    walk, client = Walk(), Client(raise_request_exception=True)
    waiting = deque(start)
    seen = set(waiting)
    while waiting:
        address = waiting.popleft()
        assert len(seen) < limit, "the site has no end"
        for link in _visit(walk, client, address):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    walk.links = seen
    return walk


def _visit(walk: Walk, client: Client, address: str) -> Iterator[str]:
    # Whole: "//greek/" alone would be read as a host.
    response = client.get(f"{ORIGIN}{address}", secure=True, follow=True)
    if response.status_code != 200:
        walk.complaints.append(f"{address}: {response.status_code}")
        return
    if not response.headers["Content-Type"].startswith("text/html"):
        return
    request = response.request
    query = f"?{request['QUERY_STRING']}" if request["QUERY_STRING"] else ""
    here = f"{request['PATH_INFO']}{query}"
    walk.pages[here] = response.content
    page = Reading()
    page.feed(response.content.decode())
    walk.complaints += [f"{here}: {each}" for each in page.hostile]
    for link in page.links | page.pictures:
        inner = inner_address(link, at=f"{ORIGIN}{here}")
        if inner is not None:
            yield inner


def inner_address(link: str, *, at: str) -> str | None:
    """Return a link as a path of the site, without its fragment; None when it leads elsewhere."""
    parts = urlsplit(urldefrag(urljoin(at, link)).url)
    if parts.netloc != HOST or parts.path.startswith("/static/"):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
