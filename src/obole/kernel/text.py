"""Text as people write and read it, and as machines do: cleaning, French spaces, JSON, cells."""

import json
import re
import unicodedata
from html import unescape
from typing import Any

import nh3

NO_BREAK_SPACE = "\u00a0"
NARROW_NO_BREAK_SPACE = "\u202f"

# Silent reading of non-fiction: about 195 words a minute in French, 228 in English
# (Trauzettel-Klosinski and Dietz, 2012, https://doi.org/10.1167/iovs.11-8284).
READING_WORDS_PER_MINUTE = 200

_JOINERS = "\u200c\u200d"
# Scripts whose spelling needs joiners (Arabic, the Indic ones) and emoji come after Hebrew.
_FIRST_JOINED_CHARACTER = "\u0600"
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

_SPACE = "[ \t\u00a0\u2009\u202f]"
_SPACES = (
    (re.compile(rf"(?<=\S){_SPACE}+(?=[;!?»])"), NARROW_NO_BREAK_SPACE),
    (re.compile(rf"(?<=\S){_SPACE}+(?=:)"), NO_BREAK_SPACE),
    (re.compile(rf"«{_SPACE}*(?=\S)"), "«" + NARROW_NO_BREAK_SPACE),
    (re.compile(r"(?<=[^\s«])(?=»)"), NARROW_NO_BREAK_SPACE),
    # Between the groups of a large number; a year before a number is none.
    (re.compile(r"(?<=\d)(?<!\d{4})[ \u00a0](?=\d{3}(?!\d))"), NARROW_NO_BREAK_SPACE),
)
# Most runs of text have neither a mark nor a number that any of these would change.
_SPACED = re.compile(r"[;!?:«»]|\d[ \u00a0]\d{3}")
# A mark that was typed without its space, at the end of a word: never inside an address.
_GLUED_HIGH_MARK = re.compile(r"(?<=[\w)\]’…])(?=[;!?]+(?:\s|[»”)\]]|$))")
_GLUED_COLON = re.compile(r"(?<=[^\W\d])(?=:(?:\s|$))")
_ADDRESS = re.compile(r"\S+://\S*|\S+@\S+")

_WORD = re.compile(r"\w+(?:['’-]\w+)*")

# Elements that begin a new line when a page is read aloud or compared.
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt"),
    *("figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
    *("li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"),
}
_UNREAD = {"script", "style", "template"}
_READER = nh3.Cleaner(tags=_BLOCKS, attributes={}, clean_content_tags=_UNREAD)
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
_BLOCK_TAG = re.compile(r"</?[a-z][a-z0-9]*>")
_HTML_SPACES = re.compile(r"[ \t\r\n\f]+")


def clean(text: str) -> str:
    r"""Return the text without what readers cannot see but machines and screens obey.

    Control, bidirectional and zero-width characters go; line ends become `\n`; the rest is
    composed (NFC). Joiners stay between characters of the scripts that are spelt with them.
    """
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    if text.isprintable():
        return text
    text = unicodedata.normalize("NFC", "".join(filter(_is_seen_or_joins, text)))
    # Only now, when what stood between a joiner and its letters is gone.
    joined = "".join(
        character
        for position, character in enumerate(text)
        if character not in _JOINERS or _joins_letters(text, position)
    )
    return unicodedata.normalize("NFC", joined)


def _is_seen_or_joins(character: str) -> bool:
    return (
        character in "\n\t"
        or character in _JOINERS
        or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )


def _joins_letters(text: str, position: int) -> bool:
    neighbours = text[max(position - 1, 0) : position] + text[position + 1 : position + 2]
    return len(neighbours) == 2 and all(  # noqa: PLR2004 - one on each side
        neighbour >= _FIRST_JOINED_CHARACTER and neighbour not in _JOINERS
        for neighbour in neighbours
    )


def french_spaces(text: str) -> str:
    """Return plain text with the spaces that French printing puts around its marks.

    A narrow no-break space before ; ! ? and », after « and between the groups of three digits of
    a number; a no-break space before a colon
    (Lexique des règles typographiques en usage à l'Imprimerie nationale). Addresses are left
    alone. Doing it twice changes nothing.
    """
    if not _SPACED.search(text):
        return text
    for marks, space in _SPACES:
        text = marks.sub(space, text)
    pieces: list[str] = []
    end = 0
    for address in _ADDRESS.finditer(text):
        pieces += [_space_glued_marks(text[end : address.start()]), address.group()]
        end = address.end()
    return "".join([*pieces, _space_glued_marks(text[end:])])


def _space_glued_marks(text: str) -> str:
    text = _GLUED_HIGH_MARK.sub(NARROW_NO_BREAK_SPACE, text)
    return _GLUED_COLON.sub(NO_BREAK_SPACE, text)


def french_first(date: str) -> str:
    """Return a French date with the ordinal that the first day of a month has, and no other."""
    return " ".join("1er" if word == "1" else word for word in date.split(" "))


def reading_minutes(text: str) -> int:
    """Return how many minutes the text takes to read, at least one."""
    words = sum(1 for _ in _WORD.finditer(text))
    return max(1, -(-words // READING_WORDS_PER_MINUTE))


def plain_text(html: str) -> str:
    """Return the words of an HTML fragment, one line for each block, entities resolved.

    It is for comparing, counting and describing. The result is text: escape it like any other.
    """
    # nh3 reads any input as a browser would and in linear time; Python's own parser raises on
    # some (`<![foo[x]]>`), and 48 kB of `<a ` took it a minute. What nh3 writes has tags without
    # attributes, and every other "<" escaped.
    cleaned = _READER.clean(html)
    lines = _BLOCK_TAG.sub("\n", _HTML_SPACES.sub(" ", cleaned)).split("\n")
    # A line feed that was written as a reference is a space of the text, not an end of it.
    words = (re.sub("[ \n]+", " ", unescape(line)).strip() for line in lines)
    return "\n".join(line for line in words if line)


def script_json(value: dict[str, Any]) -> str:
    """Return JSON in which nothing can end the script element that holds it.

    It is for a script element: there entities are not resolved, so `<` must be a JSON escape.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def spreadsheet_text(text: str) -> str:
    """Return the text with a ' before it when a spreadsheet would take it for a formula.

    (https://owasp.org/www-community/attacks/CSV_Injection)
    """
    return f"'{text}" if text.startswith(_FORMULAS) else text
