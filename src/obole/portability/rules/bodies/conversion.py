"""From a body as WordPress keeps it to the raw form of our StreamField."""

import re
from collections.abc import Callable, Sequence
from html import escape, unescape
from typing import Any

from obole.portability.rules.bodies.composing import compose_body
from obole.portability.rules.bodies.flow import blocks_of, walk
from obole.portability.rules.bodies.lines import BREAK
from obole.portability.rules.bodies.markup import (
    Element,
    clean_imported,
    clean_rich_text,
    parse_html,
    text_of,
)
from obole.portability.rules.bodies.notes import read_notes
from obole.portability.rules.bodies.quotes import settle_pull_quotes
from obole.portability.rules.bodies.results import (
    ConvertedBody,
    InnerLink,
    PictureMatch,
    PictureRef,
    RawBlock,
    Surroundings,
)
from obole.portability.rules.bodies.writing import Source, Writer

FindInner = Callable[[str], InnerLink | None]

_LINK = re.compile('<a href="([^"]*)">')
# What no page and no database keeps: control characters, halves of pairs, non-characters.
_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def convert_body(
    content: str,
    *,
    find_picture: Callable[[PictureRef], PictureMatch | None],
    rewrite_link: Callable[[str], str],
    around: Surroundings | None = None,
) -> ConvertedBody:
    """Return the blocks of a body, classic or of the block editor, and what to look at.

    No body is refused. No words are lost; what no block can say becomes imported HTML, and what
    could run or make a reader's browser ask another host becomes a link or goes, flagged.
    """
    source = Source(picture=find_picture, rewrite=rewrite_link, around=around or Surroundings())
    read_notes(source)
    writer = Writer(source)
    for html in compose_body(source, _kept(content)):
        if html:
            walk(writer, parse_html(html).children)
            writer.end_paragraph()
    if source.notes:
        writer.add("footnotes", _notes(writer, source.notes))
    find_inner = source.around.find_inner
    blocks = [_washed(block, find_inner) for block in settle_pull_quotes(writer.blocks)]
    return ConvertedBody(blocks=[block for block in blocks if block], flags=list(source.flags))


def _kept(content: str) -> str:
    return _UNKEPT.sub("", content.replace("\r\n", "\n").replace("\r", "\n"))


def _notes(writer: Writer, notes: Sequence[Element]) -> list[str]:
    """Return the notes as rich text, of words alone where there is more than paragraphs."""
    written: list[str] = []
    # A note may contain another: it is added to the list while the list is read.
    for note in notes:
        blocks = blocks_of(writer, note.children)
        if all(block.type == "paragraph" for block in blocks):
            written.append(BREAK.join(block.value for block in blocks))
        else:
            written.append(escape(" ".join(text_of(note).split()), quote=False))
    return written


def _washed(block: RawBlock, find_inner: FindInner) -> RawBlock | None:
    """Wash the HTML of a block: the last step, nothing is changed after it."""
    value: Any = block.value
    match block.type:
        case "paragraph":
            value = _rich_text(f"<p>{value}</p>", find_inner)
        case "list":
            value = _rich_text(value, find_inner)
        case "box":
            value = {**value, "content": _rich_text(value["content"], find_inner)}
        case "footnotes":
            value = [_rich_text(f"<p>{note}</p>", find_inner) for note in value]
        case "imported_html":
            value = clean_imported(value).strip()
    return RawBlock(block.type, value) if value else None


def _rich_text(html: str, find_inner: FindInner) -> str:
    def named(link: re.Match[str]) -> str:
        inner = find_inner(unescape(link[1]))
        return link[0] if inner is None else f'<a linktype="{inner.kind}" id="{inner.number}">'

    # Links are as `Line.open` wrote them.
    return clean_rich_text(_LINK.sub(named, html) if "<a " in html else html)
