"""Blocks back into plain HTML, with what only their attributes say written out."""

import re
from html import escape, unescape

from obole.portability.rules.bodies.grammar import Block, parse_blocks
from obole.portability.rules.bodies.results import FlagKind
from obole.portability.rules.bodies.shortcodes import expand_shortcodes
from obole.portability.rules.bodies.writing import Source

# A reusable block may contain others, and by mistake itself.
MAX_PATTERN_DEPTH = 4

# Their HTML says all there is to say.
_PLAIN_NAMES = """
    paragraph heading image gallery quote pullquote list list-item table code preformatted verse
    audio video file media-text columns column group row stack cover buttons button details html
    shortcode social-links embed subhead text-columns missing accordion accordion-item
    accordion-heading accordion-panel jetpack/tiled-gallery jetpack/slideshow
"""
_PLAIN = frozenset(_PLAIN_NAMES.split())
# They say nothing, or the page says it anyway.
_SILENT = frozenset(("more", "nextpage", "spacer", "separator", "footnotes"))
_VERBATIM = frozenset(("code", "preformatted", "verse"))

_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b([^<>]*)", re.IGNORECASE)
_SCRIPT_ADDRESS = re.compile(r"""\bsrc\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
_HOSTILE = re.compile(
    r"""\b(?:href|src|action|data)\s*=\s*["']?\s*((?:java|vb)script:|data:text)[^\s"'>]*""",
    re.IGNORECASE,
)


def compose_body(source: Source, content: str) -> list[str]:
    """Return a body as pieces of HTML, one for each outermost block.

    Classic content is marked, so that its line feeds count, unless it says where its paragraphs
    are: WordPress adds none to a body that has blocks.
    """
    _flag_what_goes(source, content)
    blocks = parse_blocks(content)
    has_blocks = any(block.name for block in blocks)
    return [_composed(source, block, is_mixed=has_blocks, depth=0) for block in blocks]


def _flag_what_goes(source: Source, content: str) -> None:
    lowered = content.lower()
    if "<form" in lowered:
        source.flag(FlagKind.REMOVED_FORM, "")
    if "script" not in lowered and "data:text" not in lowered:
        return
    for script in _SCRIPT.finditer(content):
        address = _SCRIPT_ADDRESS.search(script.group(1))
        source.flag(FlagKind.REMOVED_SCRIPT, unescape(address.group(1)) if address else "")
    for hostile in _HOSTILE.finditer(content):
        source.flag(FlagKind.REFUSED_ADDRESS, hostile.group())


def _composed(source: Source, block: Block, *, is_mixed: bool, depth: int) -> str:
    if block.is_damaged:
        source.flag(FlagKind.DAMAGED_BLOCK, block.name)
    if block.name in _SILENT:
        return ""
    if block.name == "block":
        return _pattern(source, block, depth)
    name = "embed" if block.name.startswith("core-embed/") else block.name
    pieces = [
        _html(source, piece, is_verbatim=name in _VERBATIM)
        if isinstance(piece, str)
        else _composed(source, piece, is_mixed=True, depth=depth)
        for piece in block.content
    ]
    html = "".join(pieces)
    if name in {"", "freeform"}:
        is_marked = is_mixed and _PARAGRAPH.search(html)
        return html if is_marked else f"<x-classic>{html}</x-classic>"
    if name in _PLAIN:
        return _from_attributes(block, html)
    return _from_attributes(block, "") or _unknown(source, block, html)


def _html(source: Source, html: str, *, is_verbatim: bool) -> str:
    if is_verbatim:
        return html
    return expand_shortcodes(
        html, on_unknown=lambda name: source.flag(FlagKind.UNKNOWN_SHORTCODE, name)
    )


def _from_attributes(block: Block, html: str) -> str:
    """Return the HTML of a block that keeps its address in its attributes, as older ones did."""
    url = block.attributes.get("url")
    if not isinstance(url, str) or not url:
        return html
    address = escape(url)
    if block.name == "embed" or block.name.startswith("core-embed/"):
        return html if html.strip() else f'<figure class="wp-block-embed">{address}</figure>'
    if block.name == "cover" and f'src="{url}"' not in unescape(html):
        old_id = block.attributes.get("id")
        classes = f"wp-block-cover__image-background wp-image-{escape(str(old_id))}"
        is_film = block.attributes.get("backgroundType") == "video"
        picture = f'<img class="{classes}" src="{address}" alt="">'
        return (f'<video src="{address}"></video>' if is_film else picture) + html
    if block.name == "social-link":
        label = block.attributes.get("label") or block.attributes.get("service") or url
        return f'<p><a href="{address}">{escape(str(label))}</a></p>'
    return html


def _unknown(source: Source, block: Block, html: str) -> str:
    if block.inner:
        # Somebody's layout around blocks that we know.
        source.flag(FlagKind.UNKNOWN_BLOCK, block.name)
        return f"<div>{html}</div>"
    if not html.strip():
        source.flag(FlagKind.UNKNOWN_BLOCK, block.name)
        return ""
    return f'<x-block data-name="{escape(block.name)}">{html}</x-block>'


def _pattern(source: Source, block: Block, depth: int) -> str:
    ref = block.attributes.get("ref")
    is_known = isinstance(ref, int) and depth < MAX_PATTERN_DEPTH
    content = source.around.find_pattern(ref) if is_known and isinstance(ref, int) else None
    if content is None:
        source.flag(FlagKind.MISSING_PATTERN, str(ref))
        return ""
    return "".join(
        _composed(source, inner, is_mixed=True, depth=depth + 1) for inner in parse_blocks(content)
    )
