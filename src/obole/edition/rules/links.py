"""Which other addresses of the site a page names."""

import html
import re
from urllib.parse import unquote, urlsplit

# The attributes that lead somewhere or load something, and the addresses of sitemaps and feeds.
_NAMED = re.compile(
    r"""(?:\b(?:href|src|action|poster)\s*=\s*(?:"([^"]*)"|'([^']*)'))|<loc>([^<]*)</loc>"""
)
_IN_STYLE = re.compile(r"""\burl\(\s*["']?([^"')]+)["']?\s*\)""")
_SETS = re.compile(r"""\bsrcset\s*=\s*"([^"]*)\"""")


def paths_in(text: str, *, origin: str) -> set[str]:
    """Return the paths on this site that a page, a feed or a sitemap names, decoded.

    `origin` is scheme and host; an address with a query or on another host is left out.
    """
    named = {next(filter(None, groups), "") for groups in _NAMED.findall(text)}
    named |= set(_IN_STYLE.findall(text))
    named |= {
        each.strip().split(" ")[0] for found in _SETS.findall(text) for each in found.split(",")
    }
    return {path for url in named if (path := _path_of(html.unescape(url), origin=origin))}


def _path_of(url: str, *, origin: str) -> str:
    local = url.removeprefix(origin)
    if not local.startswith("/") or local.startswith("//"):
        return ""
    parts = urlsplit(local)
    return "" if parts.query else unquote(parts.path)
