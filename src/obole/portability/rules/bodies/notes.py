"""Footnotes: WordPress' own, and those that plugins write into the text as shortcodes."""

import json

from obole.portability.rules.bodies.markup import Element, parse_html, text_of
from obole.portability.rules.bodies.results import FlagKind
from obole.portability.rules.bodies.writing import Source, Writer

# The theme's references have at most three digits.
MAX_NOTES = 999


def read_notes(source: Source) -> None:
    """Take up the notes of the block editor: a JSON list of `{"id": …, "content": HTML}`."""
    footnotes = source.around.footnotes
    if not footnotes.strip():
        return
    try:
        notes = json.loads(footnotes)
    except (ValueError, RecursionError):
        notes = None
    if not isinstance(notes, list):
        source.flag(FlagKind.DAMAGED_BLOCK, "footnotes")
        return
    for note in notes:
        if isinstance(note, dict) and isinstance(note.get("content"), str):
            _add(source, key=str(note.get("id")), html=note["content"])


def note_reference(writer: Writer, element: Element) -> str | None:
    """Return what refers to a note, `[^1]`, if an element is the mark of one."""
    source = writer.source
    if element.name == "x-note":
        # Once in a discarded attempt and once for good: the same element is the same note.
        number = _add(source, key=f"inline {id(element)}", element=element)
        return f"[^{number}]" if number else None
    key = element.attributes.get("data-fn")
    if element.name != "sup" or key is None:
        return None
    if key in source.numbers:
        return f"[^{source.numbers[key]}]"
    source.flag(FlagKind.MISSING_NOTE, text_of(element) or key)
    return None


def _add(source: Source, *, key: str, html: str = "", element: Element | None = None) -> int | None:
    if key not in source.numbers:
        if len(source.notes) >= MAX_NOTES:
            source.flag(FlagKind.MISSING_NOTE, key)
            return None
        source.notes.append(element if element is not None else parse_html(html))
        source.numbers[key] = len(source.notes)
    return source.numbers[key]
