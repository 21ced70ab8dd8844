"""Changes to the text of an HTML fragment that leave its tags alone."""

import html
import re
from collections.abc import Callable

# Quoted values may contain ">": a pattern that stops there would take their rest for text.
_TAG = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^'">])*>""")
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
_VERBATIM = frozenset(("code", "kbd", "pre", "samp", "script", "style", "textarea"))


def change_text(fragment: str, change: Callable[[str], str]) -> str:
    """Return the fragment with each run of text between two tags replaced by `change` of it.

    The runs are given as they stand, with their character references; what `change` returns is
    put in as it is. Code and preformatted text are left alone.
    """
    pieces: list[str] = []
    end = verbatim_depth = 0
    for tag in _TAG.finditer(fragment):
        run = fragment[end : tag.start()]
        pieces += [run if verbatim_depth else change(run), tag.group()]
        verbatim_depth = max(0, verbatim_depth + _depth_change(tag.group()))
        end = tag.end()
    rest = fragment[end:]
    return "".join([*pieces, rest if verbatim_depth else change(rest)])


def change_words(fragment: str, change: Callable[[str], str]) -> str:
    """Return the fragment with the words of each run of text, references resolved, changed.

    What `change` returns is plain text and is escaped.
    """
    return change_text(
        fragment, lambda run: html.escape(change(html.unescape(run))) if run else run
    )


def _depth_change(tag: str) -> int:
    name = _NAME.match(tag)
    if name is None or name.group(1).lower() not in _VERBATIM:
        return 0
    return -1 if tag.startswith("</") else 1
