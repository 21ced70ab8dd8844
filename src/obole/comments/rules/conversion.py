"""HTML comments of other programs as the Markdown that ours are written in, word for word.

html5ever, the parser behind nh3, repairs what comes as browsers do and leaves three kinds of token.
A paragraph is taken with its emphasis and links only if it renders to the same words as without.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

import nh3
from markdown_it.common.normalize_url import normalizeLink

from obole.comments.rules.cleaning import clean_body
from obole.comments.rules.markdown import (
    ADDRESS_CHARACTER,
    DEEPEST_LEVEL,
    is_web_address,
    to_html,
    without_final_marks,
)
from obole.kernel.text import plain_text

_MARKS = {"em": "*", "i": "*", "cite": "*", "strong": "**", "b": "**"}
_SPANS = frozenset((*_MARKS, "a", "code"))
_LISTS = frozenset(("ul", "ol"))
_CONTAINERS = _LISTS | {"blockquote"}
_BLOCKS = frozenset(
    (
        *("p", "div", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "dl", "dt", "dd"),
        *("table", "tr", "td", "th", "figure", "figcaption", "section", "article"),
    )
)
_READER = nh3.Cleaner(
    tags={*_SPANS, *_CONTAINERS, *_BLOCKS, "br", "li"},
    clean_content_tags={"script", "style", "noscript", "template"},
    attributes={"a": {"href"}, "*": set()},
    url_schemes={"http", "https"},
    link_rel=None,
)
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)(?: href="([^"]*)")?>|([^<]+)')
_HAS_LINES_OF_ITS_OWN = re.compile(r"<(?:p|br|div|pre)[\s/>]", re.IGNORECASE)
# Surrogates, which are no text: a parser of UTF-8 cannot be given them.
_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\r\n\f]+")

_ADDRESS = re.compile(rf"https?://{ADDRESS_CHARACTER}+", re.IGNORECASE)
_MEANINGFUL = re.compile(r"[\\`*_\[\]<&]")
_LINE_START = re.compile(r"^(?:([>])|([-+])(?=\s|$)|([0-9]{1,9})([.)])(?=\s|$))", re.MULTILINE)
_UNSAFE_IN_TARGET = re.compile(r"[\s<>()\\`\[\]]")


def from_html(html: str) -> str:
    """Return the Markdown of an HTML comment: its words, emphasis, links, quotes and lists.

    In a comment without paragraphs of its own, as WordPress keeps them, line ends count.
    """
    html = _HALF_CHARACTERS.sub("", html)
    if not _HAS_LINES_OF_ITS_OWN.search(html):
        html = html.strip().replace("\r\n", "\n").replace("\n", "<br>")
    writer = _Writer()
    for closes, tag, target, text in _TOKEN.findall(_READER.clean(html)):
        if text:
            writer.write(_SPACES.sub(" ", unescape(text)))
        elif closes:
            writer.close(tag)
        else:
            writer.open(tag, target=unescape(target))
    writer.end_paragraph()
    return clean_body("\n".join(writer.lines))


class _Text(NamedTuple):
    """A piece of a paragraph: as Markdown, as Markdown without marks, and its words."""

    rich: str
    bare: str
    words: str

    def followed_by(self, other: "_Text") -> "_Text":
        return _Text(self.rich + other.rich, self.bare + other.bare, self.words + other.words)

    def best(self) -> str:
        """Return the version to keep, its lines tidy, none of them the start of a quote or list."""
        rich, bare = _lines_of(self.rich), _lines_of(self.bare)
        return rich if plain_text(to_html(rich)).split() == self.words.split() else bare


_NOTHING = _Text("", "", "")
_LINE_END = _Text("\n", "\n", "\n")


@dataclass
class _Container:
    """A quote or a list around what is being written."""

    tag: str
    items: int = 0
    is_item_new: bool = False

    def prefix(self) -> str:
        """Return what the next line begins with inside it."""
        if self.tag == "blockquote" or self.is_item_new:
            self.is_item_new = False
            return self._marker()
        return " " * len(self._marker())

    def prefix_of_an_empty_line(self) -> str:
        """Return what keeps an empty line inside it."""
        return self._marker() if self.tag == "blockquote" else " " * len(self._marker())

    def _marker(self) -> str:
        return {"blockquote": "> ", "ul": "- ", "ol": f"{self.items}. "}[self.tag]


@dataclass
class _Writer:
    lines: list[str] = field(default_factory=list)
    # Around the text that comes next, and around the paragraph that was written last.
    containers: list[_Container] = field(default_factory=list)
    containers_before: list[_Container] = field(default_factory=list)
    # Quotes and lists that are open and not written.
    too_deep: int = 0
    # Emphasis, links and code that are open: what they are, and what stood before them.
    spans: list[tuple[str, str, _Text]] = field(default_factory=list)
    text: _Text = _NOTHING

    def write(self, words: str) -> None:
        """Add words to the paragraph."""
        self.text = self.text.followed_by(_Text(escaped(words), escaped(words), words))

    def open(self, tag: str, *, target: str) -> None:
        """Begin an element."""
        if tag == "br":
            self.text = self.text.followed_by(_LINE_END)
        elif tag in _SPANS:
            self.spans.append((tag, target, self.text))
            self.text = _NOTHING
        else:
            self.end_paragraph()
            if tag in _CONTAINERS:
                self._open_container(tag)
            elif tag == "li" and self.containers and self.containers[-1].tag in _LISTS:
                self.containers[-1].items += 1
                self.containers[-1].is_item_new = True

    def close(self, tag: str) -> None:
        """End an element."""
        if tag in _SPANS:
            # What a paragraph's end has ended already ends once.
            if self.spans:
                self._end_span()
            return
        self.end_paragraph()
        if tag in _CONTAINERS and self.too_deep:
            self.too_deep -= 1
        elif tag in _CONTAINERS:
            self.containers.pop()

    def end_paragraph(self) -> None:
        """Write the lines of the paragraph, if there are any, and begin another."""
        while self.spans:
            self._end_span()
        text, self.text = self.text, _NOTHING
        if not text.bare.strip():
            return
        if self.lines and not self._is_next_item():
            self.lines.append(self._prefix_of_an_empty_line(self.containers_before))
        for line in text.best().split("\n"):
            empty = self._prefix_of_an_empty_line(self.containers)
            self.lines.append(
                "".join(each.prefix() for each in self.containers) + line if line else empty
            )
        self.containers_before = list(self.containers)

    def _open_container(self, tag: str) -> None:
        level = sum(2 if each.tag in _LISTS else 1 for each in self.containers)
        if self.too_deep or level + 2 > DEEPEST_LEVEL:
            self.too_deep += 1
        else:
            self.containers.append(_Container(tag))

    def _is_next_item(self) -> bool:
        *_, outer, inner = (None, None, *self.containers)
        return (
            inner is not None
            and inner.is_item_new
            and (inner.items > 1 or (outer is not None and outer.tag in _LISTS))
        )

    def _prefix_of_an_empty_line(self, before: list[_Container]) -> str:
        """Return what keeps an empty line in the quotes that what is before and after it share."""
        prefix = ""
        for container, other in zip(self.containers, before, strict=False):
            if container is not other:
                break
            prefix += container.prefix_of_an_empty_line()
        return prefix.rstrip()

    def _end_span(self) -> None:
        tag, target, before = self.spans.pop()
        content = self.text.rich.strip()
        lead, _, trail = self.text.rich.partition(content) if content else (self.text.rich, "", "")
        text = self.text._replace(rich=content)
        if tag == "a":
            text = _link(target, text)
        elif tag == "code":
            code = _SPACES.sub(" ", text.words).strip()
            text = text._replace(rich=f"`{code}`" if code and "`" not in code else content)
        elif content:
            text = text._replace(rich=f"{_MARKS[tag]}{content}{_MARKS[tag]}")
        self.text = before.followed_by(text._replace(rich=lead + text.rich + trail))


def escaped(text: str) -> str:
    """Return text of which Markdown makes nothing but the same text, inside a line.

    Addresses stay as they are, or stand in angle brackets, so that they are links.
    """
    pieces: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = without_final_marks(found[0])
        if not _MEANINGFUL.search(address):
            written = address
        elif is_web_address(normalizeLink(address)):
            written = f"<{address}>"
        else:
            continue
        pieces += [_MEANINGFUL.sub(r"\\\g<0>", text[end : found.start()]), written]
        end = found.start() + len(address)
    return "".join([*pieces, _MEANINGFUL.sub(r"\\\g<0>", text[end:])])


def _lines_of(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _LINE_START.sub(_escaped_start, "\n".join(lines).strip())


def _escaped_start(found: re.Match[str]) -> str:
    quote, bullet, number, mark = found.groups()
    return f"{number}\\{mark}" if number else f"\\{quote or bullet}"


def _link(target: str, text: _Text) -> _Text:
    """Return a link with its words; without marks, the address stands behind them."""
    target = _UNSAFE_IN_TARGET.sub(lambda found: f"%{ord(found[0]):02X}", target)
    if not is_web_address(normalizeLink(target)):
        return text
    words = text.words.strip()
    if words in ("", target):
        return _Text(escaped(target), escaped(target), target)
    return text._replace(rich=f"[{text.rich}]({target})", bare=f"{text.bare} ({escaped(target)})")
