"""Bodies of pages that do not date, whose blocks are fewer than those of an article."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from obole.portability.rules.bodies import RawBlock

_KEPT = frozenset(
    ("paragraph", "heading", "list", "image", "table", "document", "box", "imported_html")
)


def standing_blocks(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Return the blocks with all others said by those that a standing page has; nothing is lost."""
    return [fitting for block in blocks for fitting in _fitting(block)]


def _fitting(block: RawBlock) -> list[RawBlock]:
    if block.type == "gallery":
        return [_image(picture) for picture in block.value]
    write = _WRITERS.get(block.type)
    if write is not None:
        return [write(block.value)]
    assert block.type in _KEPT, f"{block.type} has no place in a standing page"
    return [block]


def _image(picture: dict[str, Any]) -> RawBlock:
    return RawBlock("image", {**picture, "decorative": False, "width": "text"})


def _quotation(value: dict[str, str]) -> RawBlock:
    paragraphs = "".join(
        f"<p>{escape(words, quote=False)}</p>" for words in value["text"].split("\n\n")
    )
    attribution = escape(value.get("attribution", ""), quote=False)
    url = value.get("source_url", "")
    if url:
        attribution = f'<a href="{escape(url)}">{attribution or escape(url, quote=False)}</a>'
    said_by = f"<p>{attribution}</p>" if attribution else ""
    return RawBlock("imported_html", f"<blockquote>{paragraphs}{said_by}</blockquote>")


def _code(value: dict[str, str]) -> RawBlock:
    code = escape(value["code"], quote=False)
    return RawBlock("imported_html", f"<pre><code>{code}</code></pre>")


def _embed(value: dict[str, str]) -> RawBlock:
    label = escape(value["title"], quote=False)
    return RawBlock("paragraph", f'<p><a href="{escape(value["url"])}">{label}</a></p>')


def _recording(value: dict[str, Any]) -> RawBlock:
    return RawBlock("document", {"document": value["file"], "title": value["title"]})


def _notes(value: list[str]) -> RawBlock:
    notes = "".join(f"<li>{note.removeprefix('<p>').removesuffix('</p>')}</li>" for note in value)
    return RawBlock("list", f"<ol>{notes}</ol>")


_WRITERS: dict[str, Callable[[Any], RawBlock]] = {
    "quote": _quotation,
    "pull_quote": _quotation,
    "code": _code,
    "embed": _embed,
    "audio": _recording,
    "video": _recording,
    "footnotes": _notes,
}
