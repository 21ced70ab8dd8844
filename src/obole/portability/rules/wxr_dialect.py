"""The frame of WXR, rss and channel, and the namespaces of its versions."""

import re
from functools import lru_cache

from obole.portability.rules import refusals
from obole.portability.rules.dialects import Dialect, Namespaces, opened
from obole.portability.rules.texts import one_line, title_text
from obole.portability.rules.trees import UNKNOWN, Element

_NAMESPACES = (
    ("excerpt:", re.compile(r"https?://wordpress\.org/export/[^/]*/excerpt/?")),
    ("wp:", re.compile(r"https?://wordpress\.org/export/(?P<version>[^/]*)/?")),
    ("content:", re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?")),
    ("dc:", re.compile(r"https?://purl\.org/dc/elements/1\.1/?")),
)
_WXR = dict(_NAMESPACES)["wp:"]
# What else people bring, by its outermost element.
_OTHER_ROOTS = {"html": refusals.WEB_PAGE, "feed": refusals.FEED, "RDF": refusals.FEED}


def version_in(namespaces: Namespaces) -> str:
    """Return the version that the namespace names."""
    matches = (_WXR.fullmatch(uri) for uri in namespaces.values())
    return next((match["version"] for match in matches if match), "")


@lru_cache(maxsize=1024)
def _short_name(name: str) -> str:
    uri, _, local = name.rpartition(" ")
    if not uri:
        return local
    for prefix, pattern in _NAMESPACES:
        if pattern.fullmatch(uri):
            return prefix + local
    return UNKNOWN


def _refusal_of_frame(name: str, depth: int, namespaces: Namespaces) -> str:
    if depth == 1:
        local_name = name.rpartition(" ")[2]
        return "" if local_name == "rss" else _OTHER_ROOTS.get(local_name, refusals.NOT_WXR)
    if name != "channel":
        return refusals.NO_CHANNEL
    return "" if version_in(namespaces) else refusals.FEED


def _label(item: Element) -> str:
    return title_text(item.child_text("title")) or one_line(item.child_text("wp:post_id"))


WXR = Dialect(
    frame=2,
    items=frozenset(("item",)),
    never_nested=frozenset(("item",)),
    start=re.compile(rb"<item[\s>]"),
    longest_start=len(b"<item>"),
    short_name=_short_name,
    refusal_of_frame=_refusal_of_frame,
    beginning=lambda namespaces: opened("rss", namespaces) + b"<channel>",
    label=_label,
)
