"""One paragraph of rich text while it is written."""

import re
from html import escape, unescape

BREAK = "<br/>"
# What newsroom's rich text can say, by what people have written.
MARKS = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "cite": "i",
    "dfn": "i",
    "var": "i",
    "sup": "sup",
    "sub": "sub",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
# What it cannot say, and what changes the meaning: the paragraph stays HTML.
BEYOND = {"del": "del", "s": "s", "strike": "s", "ruby": "ruby", "rb": "", "rt": "rt", "rp": "rp"}

_SPACES = re.compile(r"[ \t\n]+")
_TAG = re.compile(r"<[^>]*>")


class Line:
    """The inline HTML of one paragraph. What is open at its end is open in the next one too."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._has_words = False
        self._is_after_space = True
        self.is_beyond_rich_text = False

    def write(self, words: str) -> None:
        """Add words; any run of spaces is one."""
        if "  " in words or "\n" in words or "\t" in words:
            words = _SPACES.sub(" ", words)
        if self._is_after_space:
            words = words.lstrip(" ")
        if not words:
            return
        self._parts.append(escape(words, quote=False))
        self._is_after_space = words.endswith(" ")
        self._has_words = self._has_words or not words.isspace()

    def break_line(self) -> None:
        """Add a line break, except where nothing is written yet."""
        if self._has_words:
            self._parts.append(BREAK)
            self._is_after_space = True

    def break_once(self) -> None:
        """Add a line break unless one was added just now."""
        if self._parts and self._parts[-1] != BREAK:
            self.break_line()

    def open(self, name: str, address: str = "") -> bool:
        """Begin an element; False, and nothing begun, inside another of the same name."""
        if not name or any(name == already for already, _ in self._open):
            return False
        tag = f'<{name} href="{escape(address)}">' if address else f"<{name}>"
        self._parts.append(tag)
        self._open.append((name, tag))
        if name in BEYOND.values():
            self.is_beyond_rich_text = True
        return True

    def close(self) -> None:
        """End the element that was begun last."""
        name, tag = self._open.pop()
        if self._parts and self._parts[-1] is tag:
            self._parts.pop()
        else:
            self._parts.append(f"</{name}>")

    def take(self) -> str:
        """Return the paragraph and begin the next; empty if there are no words in it."""
        html = self._finished() if self._has_words else ""
        # The tags are the same objects, so that `close` recognises an empty element.
        self._parts = [tag for _, tag in self._open]
        self._has_words = False
        self._is_after_space = True
        self.is_beyond_rich_text = any(name in BEYOND.values() for name, _ in self._open)
        return html

    def _finished(self) -> str:
        parts, opened = self._parts, len(self._open)
        while parts:
            last = parts[-1]
            if opened and last is self._open[opened - 1][1]:
                opened -= 1
            elif last != BREAK and not last.isspace():
                parts[-1] = last.rstrip()
                break
            parts.pop()
        parts += [f"</{name}>" for name, _ in reversed(self._open[:opened])]
        return "".join(parts).strip()


def plain(line: str) -> str:
    """Return the words of a finished line, its breaks as line feeds."""
    if "<" in line:
        line = _TAG.sub("", line.replace(BREAK, "\n"))
    return unescape(line) if "&" in line else line
