"""Footnotes: `[^1]` in the text becomes a link to the first note, and the note links back."""

import re

from obole.newsroom.rules.markup import change_text

_REFERENCE = re.compile(r"\[\^([1-9][0-9]{0,2})\]")
_NOTE = re.compile(r'<li id="note-([1-9][0-9]{0,2})"')
_BACK_LINK = re.compile(
    r'<a class="note-back" href="#reference-([1-9][0-9]{0,2})"[^>]*>.*?</a>', re.DOTALL
)


def link_notes(body: str) -> str:
    """Return the HTML of a body with its references to notes made into links.

    A note is a list item with the id `note-N`. A reference to a note that is not there stays as
    it was written, so that somebody notices; a note that nothing refers to loses its link back,
    which would lead nowhere.
    """
    notes = set(_NOTE.findall(body))
    times: dict[str, int] = {}

    def link(reference: re.Match[str]) -> str:
        number = reference.group(1)
        if number not in notes:
            return reference.group()
        times[number] = times.get(number, 0) + 1
        # A link back leads to the first mention.
        mention = f"reference-{number}" + (f"-{times[number]}" if times[number] > 1 else "")
        return f'<sup class="reference"><a id="{mention}" href="#note-{number}">{number}</a></sup>'

    linked = change_text(body, lambda run: _REFERENCE.sub(link, run))
    return _BACK_LINK.sub(lambda back: back.group() if back.group(1) in times else "", linked)
