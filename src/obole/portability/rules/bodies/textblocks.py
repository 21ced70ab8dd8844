"""Headings, lists, tables, code and boxes."""

import re
from collections.abc import Callable, Sequence
from html import escape

from obole.portability.rules.bodies.lines import BREAK, plain
from obole.portability.rules.bodies.markup import Element, text_of
from obole.portability.rules.bodies.results import RawBlock
from obole.portability.rules.bodies.tables import table_value
from obole.portability.rules.bodies.writing import Writer

# What newsroom's blocks hold.
MAX_HEADING_CHARACTERS = 200
MAX_BOX_TITLE_CHARACTERS = 150
MAX_LANGUAGE_CHARACTERS = 40

ReadBlocks = Callable[[Element], list[RawBlock]]

# The headline is level 1, and ours end at 4.
_LEVELS = {"h1": "2", "h2": "2", "h3": "3"}
_LANGUAGE = re.compile(r"(?:language-|lang:|brush:\s?)([a-z0-9+#-]+)", re.IGNORECASE)


def write_heading(writer: Writer, element: Element, blocks: Sequence[RawBlock]) -> bool:
    """Add a heading; False for one with a link or with more than words and pictures."""
    words, media = _split(blocks)
    title = " ".join(" ".join(words or ()).split())
    if words is None or len(title) > MAX_HEADING_CHARACTERS:
        return False
    if title:
        writer.add("heading", {"text": title, "level": _LEVELS.get(element.name, "4")})
    for block in media:
        writer.add(*block)
    return True


def list_html(element: Element, read: ReadBlocks) -> str | None:
    """Return a list as rich text, empty if nothing is in it, or None if it holds other blocks."""
    if element.attributes.get("start", "1").strip() != "1" or "reversed" in element.attributes:
        return None
    items: list[str] = []
    item: str | None
    for child in element.children:
        if isinstance(child, str):
            item = escape(child.strip(), quote=False)
        elif child.name in {"ul", "ol"}:
            # Often written between two items instead of inside the first.
            item = list_html(child, read)
            if item and items:
                items[-1], item = items[-1] + item, ""
        else:
            item = _item(read(child) if child.name == "li" else read(Element("li", {}, [child])))
        if item is None:
            return None
        items += [item] if item else []
    if not items:
        return ""
    return (
        f"<{element.name}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{element.name}>"
    )


def write_table(
    writer: Writer, table: Element, *, caption: Element | None, read: ReadBlocks
) -> bool:
    """Add a table of plain words; False for one whose cells hold more."""
    words = " ".join(text_of(caption).split()) if caption is not None else ""
    if caption is not None and caption.first("a") is not None:
        return False
    value = table_value(table, caption=words, read_cell=lambda cell: _cell(read(cell)))
    if value is None:
        return False
    if words or any(any(row) for row in value["data"]):
        writer.add("table", value)
    return True


def write_preformatted(writer: Writer, element: Element) -> bool:
    """Add code, or verse as a paragraph with its line breaks; False if there are links in it."""
    if element.first("a", "img") is not None:
        return False
    words = "".join(map(text_of, element.children)).replace("\xa0", " ").strip("\n").rstrip()
    if not words.strip():
        return True
    if " wp-block-verse " in element.classes:
        lines = [_indented(escape(line, quote=False)) for line in words.split("\n")]
        writer.add("paragraph", BREAK.join(lines))
        return True
    code = element.first("code")
    language = _LANGUAGE.search(element.classes + (code.classes if code else ""))
    name = language.group(1)[:MAX_LANGUAGE_CHARACTERS] if language else ""
    writer.add("code", {"language": name, "code": words})
    return True


def write_box(writer: Writer, title: str, blocks: Sequence[RawBlock]) -> None:
    """Add a box, or its title in bold and then its blocks, if they are more than words."""
    is_words = all(block.type in {"paragraph", "list"} for block in blocks)
    if blocks and is_words and 0 < len(title) <= MAX_BOX_TITLE_CHARACTERS:
        content = [
            f"<p>{block.value}</p>" if block.type == "paragraph" else block.value
            for block in blocks
        ]
        writer.add("box", {"title": title, "content": "".join(content)})
        return
    if title:
        writer.add("paragraph", f"<b>{escape(title, quote=False)}</b>")
    for block in blocks:
        writer.add(*block)


def plain_paragraphs(blocks: Sequence[RawBlock]) -> list[str] | None:
    """Return the words of paragraphs, or None if there are links or other blocks."""
    words, media = _split(blocks)
    return None if media else words


def _split(blocks: Sequence[RawBlock]) -> tuple[list[str] | None, list[RawBlock]]:
    words: list[str] = []
    media: list[RawBlock] = []
    for block in blocks:
        if block.type in {"image", "gallery"}:
            media.append(block)
        elif block.type == "paragraph" and "<a " not in block.value:
            words.append(plain(block.value))
        else:
            return None, []
    return words, media


def _cell(blocks: Sequence[RawBlock]) -> str | None:
    words = plain_paragraphs(blocks)
    return None if words is None else "\n".join(words)


def _item(blocks: Sequence[RawBlock]) -> str | None:
    html = ""
    for number, block in enumerate(blocks):
        if block.type == "list":
            html += block.value
        elif block.type != "paragraph" or "<li>" in html:
            # Words after an inner list have no place in Draftail.
            return None
        else:
            html += (BREAK if number else "") + block.value
    return html


def _indented(line: str) -> str:
    words = line.lstrip(" \t")
    return "\xa0" * len(line[: len(line) - len(words)].expandtabs(4)) + words
