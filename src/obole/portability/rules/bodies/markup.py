"""HTML of any quality as a small tree, and the last washing of what we make of it.

The parser is html5ever, the one behind nh3: it repairs as browsers do, drops what we never read,
and writes well-formed HTML, of which three kinds of token are left to recognise. Python's own
parser alone costs three times as much on a body of 20 kB, and does not repair.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from operator import is_

import nh3

# Browsers stop at 512; the parser's time grows with the square of the depth.
MAX_UNCLOSED = 2000
# Elements deeper than this count as children of the last one that is not.
MAX_DEPTH = 40

_CONTAINER_NAMES = """
    div section article aside header footer main nav hgroup center address fieldset x-classic
    x-block
"""
CONTAINERS = frozenset(_CONTAINER_NAMES.split())
_BLOCK_NAMES = """
    p br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre figure figcaption details summary
    table caption thead tbody tfoot tr th td
"""
_INLINE_NAMES = """
    a b strong i em cite dfn var sup sub code kbd samp tt del s strike q ruby rb rt rp img
    x-frame embed object param audio video source x-gallery x-playlist x-note
"""
_BLOCKS = CONTAINERS | frozenset(_BLOCK_NAMES.split())
_TAGS = _BLOCKS | frozenset(_INLINE_NAMES.split())
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "data-id", "data-src"},
    "x-frame": {"src", "title", "data-src"},
    "embed": {"src"},
    "object": {"data"},
    "param": {"name", "value"},
    "audio": {"src", "title"},
    "video": {"src", "title"},
    "source": {"src"},
    "blockquote": {"cite"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan", "scope"},
    "th": {"colspan", "rowspan", "scope"},
    "sup": {"data-fn"},
    "x-block": {"data-name"},
    "x-gallery": {"data-ids"},
    "x-playlist": {"data-ids", "data-kind"},
}
_READER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags={"script", "style", "noscript", "template"},
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9-]*)((?: [^\s=>"]+="[^"]*")*)>|([^<]+)')
# To a parser all that follows <iframe> is its text, to us it has none: it is read as void.
_FRAME = re.compile(r"<(/?)iframe(?=[\s/>])", re.IGNORECASE)
_ATTRIBUTE = re.compile(r' ([^\s=>"]+)="([^"]*)"')
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>")
_NEVER_CLOSED = frozenset(("br", "hr", "img", "input", "li", "p", "td", "tr", "wbr"))
_VOID = frozenset(("br", "hr", "img", "embed", "source", "param", "x-frame"))

_RICH_TEXT_TAGS = {"p", "br", "b", "i", "sup", "sub", "code", "ul", "ol", "li"}
_RICH_TEXT = nh3.Cleaner(
    tags=_RICH_TEXT_TAGS | {"a"},
    # `linktype` and `id` are ours: what a body brings of them was dropped when it was read.
    attributes={"a": {"href", "linktype", "id"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
_RICH_TEXT_WITHOUT_LINKS = nh3.Cleaner(tags=_RICH_TEXT_TAGS, attributes={})
# What newsroom's imported_html keeps, without what is obsolete and without pictures: the address
# of one would be asked for by every reader.
_IMPORTED_NAMES = """
    a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h2 h3 h4
    h5 h6 i li ol p pre q rp rt ruby s sub summary sup table tbody td th thead tr ul
"""
IMPORTED_TAGS = frozenset(_IMPORTED_NAMES.split())
IMPORTED_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_IMPORTED = nh3.Cleaner(
    tags=set(IMPORTED_TAGS),
    attributes=IMPORTED_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
)


@dataclass(slots=True, eq=False)
class Element:
    """An element of a body."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def classes(self) -> str:
        """The class attribute, with a space at both ends."""
        return f" {self.attributes.get('class', '')} "

    def all(self, *names: str) -> "Iterator[Element]":
        """Give the elements of these names inside this one, in order."""
        for child in self.children:
            if isinstance(child, Element):
                if child.name in names:
                    yield child
                yield from child.all(*names)

    def first(self, *names: str) -> "Element | None":
        """Return the first element of these names inside this one."""
        return next(self.all(*names), None)

    def without(self, *left_out: "Element | None") -> "Element":
        """Return this element without some that are inside it, at any depth."""
        kept = [
            child.without(*left_out) if isinstance(child, Element) else child
            for child in self.children
            if not any(child is one for one in left_out)
        ]
        is_same = len(kept) == len(self.children) and all(map(is_, kept, self.children))
        # An element that nothing was taken from stays itself: notes are known by it.
        return self if is_same else Element(self.name, self.attributes, kept)


def parse_html(html: str) -> Element:
    """Return HTML as a tree: only elements that have a meaning to us, all others unwrapped."""
    if html.count("<") > MAX_UNCLOSED:
        html = _without_depth(html)
    root = Element("body")
    stack = [root]
    for closes, name, attributes, text in _TOKEN.findall(
        _READER.clean(_FRAME.sub(r"<\1x-frame", html))
    ):
        if text:
            stack[-1].children.append(unescape(text) if "&" in text else text)
        elif not closes:
            _open(stack, Element(name, _attributes(attributes) if attributes else {}))
        elif name not in _VOID:
            stack.pop()
    return root


def _open(stack: list[Element], element: Element) -> None:
    parent = stack[-1]
    is_too_deep = len(stack) > MAX_DEPTH
    if not is_too_deep:
        parent.children.append(element)
    if element.name not in _VOID:
        # Its parent stands in for an element that is too deep, so that its end is still found.
        stack.append(parent if is_too_deep else element)


def _without_depth(html: str) -> str:
    """Return HTML that is no deeper than can be read: without its tags if it were."""
    opened: Counter[str] = Counter()
    depth = deepest = 0
    for closes, written in _ANY_TAG.findall(html):
        name = written.lower()
        if not closes and name not in _NEVER_CLOSED:
            opened[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif closes and opened[name]:
            opened[name] -= 1
            depth -= 1
    return _ANY_TAG.sub(" ", html) if deepest > MAX_UNCLOSED else html


def text_of(element: "Element | str") -> str:
    """Return the words of an element, spaces as they are; a block in it is a line of its own."""
    if isinstance(element, str):
        return element
    if element.name == "br":
        return "\n"
    words = "".join(map(text_of, element.children))
    return f"\n{words}\n" if element.name in _BLOCKS else words


def clean_rich_text(html: str) -> str:
    """Return rich text as Wagtail stores it, with nothing in it but what an editor could type."""
    cleaned = _RICH_TEXT.clean(html)
    if "<a>" in cleaned:
        # An address was refused; Draftail cannot open a link without one.
        cleaned = _RICH_TEXT_WITHOUT_LINKS.clean(html)
    # Wagtail's reader wants it closed. nh3 escapes "<" in addresses, so this is the element.
    return cleaned.replace("<br>", "<br/>")


def clean_imported(html: str) -> str:
    """Return HTML for an imported_html block."""
    return _IMPORTED.clean(html)


def _attributes(source: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(source)}
