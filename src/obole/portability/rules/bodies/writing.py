"""The blocks of a body while they are written, and what may be said about them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from obole.portability.rules.bodies.addresses import (
    host_of,
    is_embedded_alone,
    link_address,
    web_address,
    whole_address,
)
from obole.portability.rules.bodies.lines import Line, plain
from obole.portability.rules.bodies.markup import Element
from obole.portability.rules.bodies.results import (
    FileMatch,
    FileRef,
    FlagKind,
    PictureMatch,
    PictureRef,
    RawBlock,
    Surroundings,
    flag,
)

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_ADDRESS_ALONE = re.compile(r"https?://[^\s<>\"]+")


@dataclass
class Source:
    """What is asked while a body is converted, and what all its parts share."""

    picture: Callable[[PictureRef], PictureMatch | None]
    rewrite: Callable[[str], str]
    around: Surroundings
    notes: list[Element] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    flags: dict[str, None] = field(default_factory=dict)

    def flag(self, kind: FlagKind, detail: str) -> None:
        """Say, once, what somebody should look at."""
        self.flags[flag(kind, detail)] = None

    def address(self, url: str) -> str:
        """Return a whole address, unchanged otherwise."""
        return whole_address(url, base_url=self.around.base_url)

    def link(self, url: str) -> str | None:
        """Return where a link leads now, or None if it cannot be kept."""
        address = link_address(self.address(url))
        if address is None:
            if url.strip(" #"):
                self.flag(FlagKind.LOST_LINK, url)
            return None
        is_ours_to_change = address.startswith(("http:", "https:", "/", "?"))
        return link_address(self.rewrite(address)) if is_ours_to_change else address

    def picture_id(self, ref: PictureRef) -> int | None:
        """Return the picture that is meant; a missing one is flagged."""
        match = self.picture(ref) if ref.url or ref.old_id is not None else None
        if match is None:
            self.flag(FlagKind.MISSING_PICTURE, ref.url or f"attachment {ref.old_id}")
            return None
        return match.picture_id

    def file(self, ref: FileRef) -> FileMatch | None:
        """Return the document that is meant; a missing one is flagged."""
        match = self.around.find_file(ref)
        if match is None:
            self.flag(FlagKind.MISSING_FILE, ref.url or f"attachment {ref.old_id}")
        return match


class Writer:
    """Collects blocks. Rich text in them is raw until the whole body is washed at the end."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.line = Line()
        self.blocks: list[RawBlock] = []
        self.is_classic = False

    def write(self, words: str) -> None:
        """Add words; in classic content line feeds count, as WordPress' wpautop has it."""
        if not self.is_classic or "\n" not in words:
            self.line.write(words)
            return
        for index, paragraph in enumerate(_PARAGRAPHS.split(words)):
            if index:
                self.end_paragraph()
            for number, words_of_line in enumerate(paragraph.split("\n")):
                if number:
                    self.line.break_once()
                self.line.write(words_of_line)

    def end_paragraph(self) -> None:
        """Make a block of the words so far, if there are any."""
        is_beyond = self.line.is_beyond_rich_text
        html = self.line.take()
        if not html:
            return
        if is_beyond:
            self.imported(f"<p>{html}</p>", plain(html))
        elif not self._embedded(html):
            self.blocks.append(RawBlock("paragraph", html))

    def add(self, kind: str, value: Any) -> None:
        """Add a block after what was written."""
        self.end_paragraph()
        self.blocks.append(RawBlock(kind, value))

    def imported(self, html: str, words: str) -> None:
        """Keep as HTML what no block can say, for somebody to look at."""
        self.source.flag(FlagKind.IMPORTED_HTML, words)
        self.add("imported_html", html)

    def embed(self, url: str, *, title: str = "") -> None:
        """Add what another host shows; without a title its host stands in."""
        address = web_address(self.source.address(url))
        if address is None:
            self.source.flag(FlagKind.REFUSED_ADDRESS, url)
            self.paragraph(title or url)
        elif (moved := self.source.rewrite(address)) != address:
            # WordPress shows its own articles this way.
            self.link_paragraph(moved, title or moved)
        else:
            if not title:
                self.source.flag(FlagKind.UNTITLED_EMBED, address)
            self.add("embed", {"url": address, "title": title or host_of(address), "picture": None})

    def paragraph(self, words: str) -> None:
        """Add a paragraph of plain words."""
        if words.strip():
            self.add("paragraph", escape(" ".join(words.split()), quote=False))

    def link_paragraph(self, url: str, words: str) -> None:
        """Add a paragraph that is a link, or its words if the address cannot be kept."""
        address = link_address(url)
        label = " ".join(words.split()) or url
        if address is None:
            self.paragraph(words)
        else:
            html = f'<a href="{escape(address)}">{escape(label, quote=False)}</a>'
            self.add("paragraph", html)

    def _embedded(self, html: str) -> bool:
        url = plain(html) if html.startswith("http") else ""
        if not _ADDRESS_ALONE.fullmatch(url) or not is_embedded_alone(url):
            return False
        self.embed(url)
        return True
