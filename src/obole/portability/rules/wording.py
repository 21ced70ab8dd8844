"""The words of a page: its title, its slug, its standfirst, what search engines are told."""

import re
import unicodedata

from obole.portability.rules.bodies import excerpt_from
from obole.portability.rules.items import SourceItem
from obole.portability.rules.placing import value_of
from obole.portability.rules.texts import title_text

# What the columns hold.
MAX_TITLE_CHARACTERS = 255
MAX_SLUG_CHARACTERS = 200
# An excerpt is a standfirst; WordPress sets no limit, and an article in it is none.
MAX_STANDFIRST_CHARACTERS = 2000
MAX_DESCRIPTION_CHARACTERS = 160
# A title made of the first words is recognised by them.
FIRST_WORDS_CHARACTERS = 70

_UNSLUGGED = re.compile(r"[^a-z0-9_]+")
_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "þ": "th", "ð": "d", "ı": "i"}
)
YOAST_TITLE, YOAST_DESCRIPTION = "_yoast_wpseo_title", "_yoast_wpseo_metadesc"


def shortened(text: str, limit: int) -> str:
    """Return the text, its end cut off with "…" if it is longer than the limit."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def title_of(item: SourceItem) -> str:
    """Return the title, or the first words of an untitled item; empty if it has neither."""
    title = item.title or excerpt_from(item.content, limit=FIRST_WORDS_CHARACTERS)
    return shortened(title, MAX_TITLE_CHARACTERS)


def slug_of(*candidates: str) -> str:
    """Return the first candidate that leaves something, as an ASCII slug; empty if none does."""
    for candidate in candidates:
        plain = unicodedata.normalize("NFKD", candidate.lower().translate(_LIGATURES))
        ascii_only = "".join(mark for mark in plain if not unicodedata.combining(mark))
        slug = _UNSLUGGED.sub("-", ascii_only).strip("-_")[:MAX_SLUG_CHARACTERS].strip("-_")
        if slug:
            return slug
    return ""


def standfirst_of(item: SourceItem) -> str:
    """Return the excerpt that somebody wrote, as plain text."""
    return excerpt_from(item.excerpt, limit=MAX_STANDFIRST_CHARACTERS) if item.excerpt else ""


def seo_title_of(item: SourceItem) -> str:
    """Return the title for search engines, unless it is a template of a plugin."""
    title = title_text(value_of(item, YOAST_TITLE))
    return "" if "%%" in title else shortened(title, MAX_TITLE_CHARACTERS)


def description_of(item: SourceItem) -> str:
    """Return the description for search engines: the plugin's, or the beginning of the text."""
    written = title_text(value_of(item, YOAST_DESCRIPTION))
    if written and "%%" not in written:
        return written
    if item.excerpt.strip():
        return ""
    return excerpt_from(item.content, limit=MAX_DESCRIPTION_CHARACTERS)
