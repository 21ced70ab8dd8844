"""What no block of ours can say, as valid HTML for an imported_html block."""

import re
from html import escape

from obole.portability.rules.bodies.lines import BEYOND, MARKS
from obole.portability.rules.bodies.markup import IMPORTED_ATTRIBUTES, Element, text_of
from obole.portability.rules.bodies.notes import note_reference
from obole.portability.rules.bodies.writing import Writer

# These stand on their own: they become blocks after the HTML.
MEDIA = ("img", "x-frame", "embed", "object", "audio", "video", "x-gallery", "x-playlist")
# An inline element or a paragraph may hold only these.
_PHRASING = frozenset((*MARKS.values(), "a", "br", "q", "del", "s", "ruby", "rt", "rp"))
_HOLDS_PHRASING = _PHRASING | {"p", "pre", "summary", "dt", "h2", "h3", "h4", "h5", "h6"}
_NAMES = {**MARKS, **BEYOND, "h1": "h2", "tfoot": "tbody", "center": "div", "cite": "i"}
_KEPT_NAMES = """
    p br h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table caption thead tbody tr th td a q
"""
_KEPT = frozenset(_KEPT_NAMES.split())
# Elements that mean nothing outside of their parent.
_PARENTS = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "caption": ("table",)}
_CHILDREN = {"ul": "li", "ol": "li", "dl": "dd"}
_NUMBER = re.compile(r"-?\d{1,4}")
_SCOPES = frozenset(("row", "col", "rowgroup", "colgroup"))


def keep_as_html(writer: Writer, element: Element) -> list[Element]:
    """Write an element as imported HTML and return the media in it, which are not in the HTML."""
    if text_of(element).strip():
        writer.imported(_html(writer, element, parent=""), text_of(element))
    return list(element.all(*MEDIA)) if element.name not in MEDIA else [element]


def _html(writer: Writer, element: Element, *, parent: str) -> str:
    if element.name in MEDIA:
        return ""
    reference = note_reference(writer, element)
    if reference is not None:
        return escape(reference, quote=False)
    name = _NAMES.get(element.name, element.name)
    if not _is_kept(name, parent):
        inner = _children(writer, element, parent=parent)
        is_block = name not in _PHRASING and name not in BEYOND
        return f" {inner} " if is_block and parent != "pre" else inner
    if name == "br":
        return "<br>"
    attributes = _attributes(writer, element, name)
    if name == "a" and not attributes:
        return _children(writer, element, parent=parent)
    return f"<{name}{attributes}>{_children(writer, element, parent=name)}</{name}>"


def _is_kept(name: str, parent: str) -> bool:
    if name in _PHRASING:
        return name != parent
    if parent in _HOLDS_PHRASING or name not in _KEPT:
        return False
    return name not in _PARENTS or parent in _PARENTS[name]


def _children(writer: Writer, element: Element, *, parent: str) -> str:
    pieces: list[str] = []
    wrapper = _CHILDREN.get(parent)
    for child in element.children:
        if isinstance(child, str):
            html = escape(child, quote=False)
        else:
            html = _html(writer, child, parent=parent)
        if wrapper and html.strip() and not html.lstrip().startswith(_BEGINNINGS[wrapper]):
            html = f"<{wrapper}>{html}</{wrapper}>"
        pieces.append(html)
    return "".join(pieces)


_BEGINNINGS = {"li": ("<li>",), "dd": ("<dd>", "<dt>")}


def _attributes(writer: Writer, element: Element, name: str) -> str:
    kept: dict[str, str] = {}
    for attribute in sorted(IMPORTED_ATTRIBUTES.get(name, ())):
        value = element.attributes.get(attribute, "").strip()
        if attribute == "href":
            value = writer.source.link(value) or ""
        elif attribute == "scope":
            value = value if value in _SCOPES else ""
        elif not _NUMBER.fullmatch(value) or (attribute != "start" and int(value) < 1):
            value = ""
        if value:
            kept[attribute] = value
    return "".join(f' {attribute}="{escape(value)}"' for attribute, value in kept.items())
