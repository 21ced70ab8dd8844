"""Addresses of a WordPress site: what each asks for, whatever was appended to it.

https://developer.wordpress.org/reference/classes/wp_rewrite/ says which there are.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

# Nobody's address is longer; what is asked for in a loop is thrown away unread.
MAX_ADDRESS_CHARACTERS = 2000

_SUFFIX = re.compile(
    r"/(?:feed(?:/(?:rss2?|rdf|atom))?|rss2?|atom|amp|embed|trackback|comment-page-\d+"
    r"|page/\d+)$"
)
_FEED = re.compile(r"/(?:feed(?:/(?:rss2?|rdf|atom))?|rss2?|atom)$")
_PART = re.compile(r"/\d{1,3}$")
_DATE = re.compile(r"/(?:archives/|date/)?(\d{4})(?:/(\d{1,2}))?(?:/\d{1,2})?")
_TERM = re.compile(r"/(category|tag|author)/(?:.+/)?([^/]+)")
_FILE = re.compile(r"/(?:wp-content/uploads|wp-content/blogs\.dir|files)/.+\.[A-Za-z0-9]{2,5}")
_SLASHES = re.compile("/{2,}")
_MONTH = re.compile(r"(\d{4})(\d{2})")


class Sought(StrEnum):
    """What an address asks for."""

    PATH = "path"
    ITEM = "item"
    CATEGORY = "category"
    CATEGORY_NUMBER = "category number"
    TAG = "tag"
    AUTHOR = "author"
    AUTHOR_NUMBER = "author number"
    MONTH = "month"
    YEAR = "year"
    FRONT = "front"
    FILE = "file"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class OldRequest:
    """One reading of an address: what is sought, by which word, and whether as a feed."""

    what: Sought
    value: str = ""
    is_feed: bool = False


_QUERY: dict[str, Sought] = {
    "p": Sought.ITEM,
    "page_id": Sought.ITEM,
    "attachment_id": Sought.ITEM,
    "cat": Sought.CATEGORY_NUMBER,
    "category_name": Sought.CATEGORY,
    "tag": Sought.TAG,
    "author_name": Sought.AUTHOR,
    "author": Sought.AUTHOR_NUMBER,
    "m": Sought.MONTH,
    "s": Sought.SEARCH,
}
_NUMBERS = frozenset((Sought.ITEM, Sought.CATEGORY_NUMBER, Sought.AUTHOR_NUMBER))


def normal_path(path: str) -> str:
    """Return a path as one is compared with another: decoded, composed, no slash at the end."""
    decoded = unicodedata.normalize("NFC", unquote(path))
    return _SLASHES.sub("/", f"/{decoded}").rstrip("/") or "/"


def site_key(address: str) -> str:
    """Return the normal form of a site's address: host and path; empty without a host."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    path = normal_path(parts.path)
    return f"{host.removeprefix('www.')}{'' if path == '/' else path}"[:255] if host else ""


def path_at(url: str, *, key: str) -> tuple[str, str] | None:
    """Return the path below the site and the query of an address of this site; None for others."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    own_host, _, base = key.partition("/")
    if (host and host != own_host) or (not host and parts.scheme):
        return None
    path = below(normal_path(parts.path), base=base)
    return None if path is None else (path, parts.query)


def below(path: str, *, base: str) -> str | None:
    """Return a normal path as it is below a base path (without slashes around it), or None."""
    if not base:
        return path
    prefix = f"/{base}"
    if path != prefix and not path.startswith(f"{prefix}/"):
        return None
    return path.removeprefix(prefix) or "/"


def requests_of(path: str, query: str) -> list[OldRequest]:
    """Return what a normal path below the site asks for: the likeliest reading first."""
    if len(path) + len(query) > MAX_ADDRESS_CHARACTERS:
        return []
    if path == "/index.php" and not query:
        return [OldRequest(Sought.FRONT)]
    path = path.removeprefix("/index.php") or "/"
    if path == "/":
        return _of_query(dict(parse_qsl(query)))
    found = [OldRequest(Sought.PATH, path)]
    if _FILE.fullmatch(path):
        found.append(OldRequest(Sought.FILE, path))
    is_feed = _FEED.search(path) is not None
    stripped = _stripped(path)
    if stripped == "/":
        return [*found, OldRequest(Sought.FRONT, is_feed=is_feed)]
    if stripped != path:
        found.append(OldRequest(Sought.PATH, stripped, is_feed))
    found += _archives(stripped, is_feed=is_feed)
    # The second page of a post that was split, and nothing else, ends with a number.
    if _PART.search(stripped) and not _DATE.fullmatch(stripped):
        found.append(OldRequest(Sought.PATH, _PART.sub("", stripped) or "/", is_feed))
    return found


def _of_query(query: Mapping[str, str]) -> list[OldRequest]:
    is_feed = "feed" in query
    for name, what in _QUERY.items():
        value = query.get(name, "").strip()
        if not value:
            continue
        if what is Sought.MONTH:
            month = _MONTH.match(value)
            return [OldRequest(what, "/".join(month.groups()))] if month else []
        if what not in _NUMBERS or _is_number(value):
            return [OldRequest(what, value, is_feed)]
        # WordPress takes a name in the place of an author's number.
        is_name = what is Sought.AUTHOR_NUMBER
        return [OldRequest(Sought.AUTHOR, value, is_feed)] if is_name else []
    return [OldRequest(Sought.FRONT, is_feed=True)] if is_feed else []


def _is_number(value: str) -> bool:
    # MySQL's largest has twenty digits; ours nineteen.
    return value.isascii() and value.isdecimal() and len(value) < 19  # noqa: PLR2004


def _stripped(path: str) -> str:
    # "/page/2/feed", "/amp/comment-page-3": never more than a few in a row.
    for _ in range(4):
        path, changes = _SUFFIX.subn("", path)
        if not changes:
            break
    return path or "/"


def _archives(path: str, *, is_feed: bool) -> list[OldRequest]:
    if term := _TERM.fullmatch(path):
        return [OldRequest(Sought(term[1]), term[2], is_feed)]
    if date := _DATE.fullmatch(path):
        if date[2] and 1 <= int(date[2]) <= 12:  # noqa: PLR2004
            return [OldRequest(Sought.MONTH, f"{date[1]}/{int(date[2]):02}", is_feed)]
        return [OldRequest(Sought.YEAR, date[1], is_feed)]
    return []
