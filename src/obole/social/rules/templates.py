"""Templates of posts: words with placeholders in braces, each replaced once.

Single-pass: a title that holds `{PERMALINK}` stays as its author wrote it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from obole.social.rules.cutting import Piece, Rank

_PLACEHOLDER: Final = re.compile(r"\{([A-Za-z_]+)\}")

PLACEHOLDERS: Final[dict[str, Rank]] = {
    "title": Rank.TITLE,
    "standfirst": Rank.SHORT,
    "excerpt": Rank.SHORT,
    "body": Rank.LONG,
    "url": Rank.NEVER,
    "section": Rank.WORDS,
    "section_tag": Rank.TAGS,
    "tags": Rank.TAGS,
    "authors": Rank.WORDS,
    "author_slug": Rank.WORDS,
    "alt": Rank.SHORT,
    "campaign": Rank.SHORT,
    "date": Rank.WORDS,
    "newsroom": Rank.WORDS,
    "id": Rank.WORDS,
    "thread": Rank.NEVER,
}
"""Ours, and how dear each is when a text is too long."""

FAMILIAR: Final[dict[str, str]] = {
    "POST_TITLE": "title",
    "PERMALINK": "url",
    "POST_EXCERPT": "excerpt",
    "POST_CONTENT": "body",
    "BLOG_TITLE": "newsroom",
    "USER_NICENAME": "author_slug",
    "USER_DISPLAY_NAME": "authors",
    "POST_ID": "id",
    "POST_PUBLISH_DATE": "date",
}
"""Those that people know from WordPress, and which of ours each is."""

THREAD: Final = "thread"
"""Stands for nothing: a text that is too long becomes a thread instead of being cut."""

DEFAULT: Final = "{title}\n\n{standfirst}\n\n{url}"


class UnknownPlaceholder(ValueError):
    """The template has words in braces that mean nothing; `names` are they."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"No placeholder is called {', '.join(names)}.")
        self.names = names


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template whose placeholders all mean something."""

    text: str

    @property
    def names(self) -> set[str]:
        """The placeholders that it uses, by our names."""
        return {_ours(found) for found in _PLACEHOLDER.findall(self.text)}


def read_template(text: str) -> Template:
    """Return the template. Raise UnknownPlaceholder."""
    unknown = [each for each in _PLACEHOLDER.findall(text) if _ours(each) not in PLACEHOLDERS]
    if unknown:
        raise UnknownPlaceholder(list(dict.fromkeys(unknown)))
    return Template(text=text)


def render(template: Template, values: Mapping[str, str]) -> list[Piece]:
    """Return the template with its placeholders replaced; one without a value becomes nothing.

    Words in braces that mean nothing stay: a template that was stored by another version must
    not stop a publication.
    """
    pieces: list[Piece] = []
    end = 0
    for found in _PLACEHOLDER.finditer(template.text):
        name = _ours(found.group(1))
        if name not in PLACEHOLDERS:
            continue
        pieces.append(Piece(text=template.text[end : found.start()], rank=Rank.WORDS))
        pieces.append(Piece(text=values.get(name, ""), rank=PLACEHOLDERS[name]))
        end = found.end()
    pieces.append(Piece(text=template.text[end:], rank=Rank.WORDS))
    return [each for each in pieces if each.text]


def _ours(name: str) -> str:
    return FAMILIAR.get(name, name)
