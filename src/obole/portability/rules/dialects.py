"""What differs between the XML files that are read: the outermost elements, and their sentences."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from xml.sax.saxutils import quoteattr

from obole.portability.rules import refusals
from obole.portability.rules.trees import Element

Namespaces = Mapping[str | None, str]


@dataclass(frozen=True, kw_only=True)
class WrongFile:
    """What to say of files that are something else."""

    archive: str = refusals.ARCHIVE
    json: str = refusals.JSON
    web_page: str = refusals.WEB_PAGE
    not_xml: str = refusals.NOT_XML
    too_large: str = refusals.TOO_LARGE


NO_WORDPRESS = WrongFile()


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One kind of XML file: a frame of a few elements, and many items in it."""

    frame: int
    """How many elements are open around each item."""
    items: frozenset[str]
    """Short names of what stands in the frame, and is named when it is damaged."""
    never_nested: frozenset[str]
    """Those of them that mean, inside an item, that the item has no end."""
    start: re.Pattern[bytes]
    """The start tag of an item, at which reading begins anew after damage."""
    longest_start: int
    """How many bytes such a tag has at most; longer ones may be missed."""
    short_name: Callable[[str], str]
    """Of `uri local`, as expat gives names; nothing for what is not kept."""
    refusal_of_frame: Callable[[str, int, Namespaces], str]
    """Of an element of the frame (as expat names it, how deep, from 1): why the file is refused."""
    beginning: Callable[[Namespaces], bytes]
    """The frame, opened with these namespaces, for what is left of a damaged file."""
    label: Callable[[Element], str]
    """How an item is called that cannot be read to its end."""


def opened(name: str, namespaces: Namespaces) -> bytes:
    """Return the start tag of an element that declares these namespaces."""
    declarations = (
        f"xmlns{f':{prefix}' if prefix else ''}={quoteattr(uri)}"
        for prefix, uri in namespaces.items()
    )
    return " ".join(chain([f"<{name}"], declarations)).encode() + b">"
