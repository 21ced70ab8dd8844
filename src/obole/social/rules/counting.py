"""How long a text is, as each network counts: never less than the network does.

X: https://docs.x.com/fundamentals/counting-characters; Mastodon: an address counts what the
server's `characters_reserved_per_url` says; Bluesky: lexicon app.bsky.feed.post, graphemes and
bytes; Telegram: UTF-16 units, https://core.telegram.org/api/entities; Discord: what is escaped
counts, too; Threads: emoji count their UTF-8 bytes.
"""

import unicodedata
from collections.abc import Callable
from typing import Final

import regex

from obole.social.rules.escaping import discord_markdown
from obole.social.rules.network import Limits

# An address ends before white space, quotes, brackets and the marks that close a sentence.
ADDRESS: Final = regex.compile(r"https?://[^\s<>\"'«»()\[\]{}]*[^\s<>\"'«»()\[\]{}.,;:!?…]")
# What X makes a link of (twitter-text 3.1.0), of ASCII and Latin letters; what else could belong to
# an address counts beside it. A name without "https://" counts as an address even if it is shorter.
_ACCENTED: Final = r"\u00c0-\u02af\u0300-\u036f\u1e00-\u1eff"
_LABEL: Final = rf"[A-Za-z0-9_\-{_ACCENTED}]+"
_TOP: Final = r"(?:[A-Za-z]{2,}|(?:(?!\p{Latin})\p{L}){2,})(?::[0-9]+)?"
_IN_PATH: Final = r"A-Za-z0-9_!*';:=+,.$/%#\[\]~@|&\-"
_PATH: Final = (
    rf"(?:/(?:[{_IN_PATH}]*[A-Za-z0-9_=/#+\-])?)?(?:\?[{_IN_PATH}?()]*[A-Za-z0-9_&=#/\-])?"
)
_X_ADDRESS: Final = regex.compile(
    rf"(?<![A-Za-z0-9@＠$#＃])[Hh][Tt][Tt][Pp][Ss]?://(?:{_LABEL}\.)+{_TOP}{_PATH}"
)
_BARE_NAME: Final = regex.compile(
    rf"(?<![A-Za-z0-9@＠$#＃_./\-])(?:(?=[A-Za-z0-9])|(?<=[{_ACCENTED}]))(?:{_LABEL}\.)+{_TOP}{_PATH}"
)
# The emoji that X takes for one: those of Emoji 11. Newer ones count by their parts.
_SKIN: Final = r"[\U0001f3fb-\U0001f3ff]"
_X_EMOJI: Final = regex.compile(
    rf"[👨👩]{_SKIN}?\u200d(?:[\u2695\u2696\u2708]\ufe0f|[🌾🍳🎓🎤🎨🏫🏭💻💼🔧🔬🚀🚒🦰🦱🦲🦳])"
    rf"|\p{{Emoji_Modifier_Base}}(?:{_SKIN}|\ufe0f)?\u200d[\u2640\u2642]\ufe0f"
    r"|👨\u200d❤\ufe0f\u200d(?:💋\u200d)?👨|👩\u200d❤\ufe0f\u200d(?:💋\u200d)?[👨👩]"
    r"|(?:👨\u200d[👨👩]|👩\u200d👩|[👨👩])\u200d(?:👧\u200d[👦👧]|👦\u200d👦|[👦👧])"
    r"|🏳\ufe0f\u200d🌈|🏴\u200d☠\ufe0f|👁\u200d🗨"
    r"|[#*0-9]\ufe0f?\u20e3|[©®]\ufe0f"
    r"|🏴\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    r"|\U000e0077\U000e006c\U000e0073)\U000e007f"
    r"|\p{Regional_Indicator}{2}"
    rf"|(?![🤌🤏🥷🦻🧍🧎🧏\U0001fa00-\U0001faff])\p{{Emoji_Modifier_Base}}{_SKIN}"
    r"|(?![©®\U0001fa70-\U0001faff])\p{Extended_Pictographic}\ufe0f"
)
_GRAPHEME: Final = regex.compile(r"\X")
_EMOJI: Final = regex.compile(
    r"\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\ufe0f?\u20e3"
)
# Letters of Latin alphabets, and the signs between them: each stands for itself, whatever is beside
# it (UAX 29), and belongs to no emoji. A text of nothing else, as most are, is soon counted.
_MAY_JOIN: Final = regex.compile(
    r"[^\u0000-\u000c\u000e-\u02ff\u2010-\u2027\u202f\u2030-\u205e\u20a0-\u20bf]"
)
# Not of weight one, twitter-text's version 3 configuration: these weigh two.
_HEAVY: Final = regex.compile(r"[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_X_ADDRESS_WEIGHT: Final = 23


def graphemes(text: str) -> list[str]:
    """Return what a reader takes for one character each: a family emoji is one."""
    return _GRAPHEME.findall(text)


def count(text: str, limits: Limits) -> int:
    """Return how much of `limits.text` the text takes."""
    return _COUNTS[limits.unit](text, limits)


def fits(text: str, limits: Limits) -> bool:
    """Tell whether the network takes a text of this length."""
    if limits.bytes is not None and len(text.encode()) > limits.bytes:
        return False
    return count(text, limits) <= limits.text


def _without_addresses(
    text: str, weight: int, pattern: regex.Pattern[str] = ADDRESS
) -> tuple[str, int]:
    """Return the text without its addresses, and what they weigh."""
    rest, found = pattern.subn(" ", text)
    # A space stands for each address, so that words do not grow together; it weighs nothing.
    return rest, found * (weight - 1)


def _characters(text: str, limits: Limits) -> int:
    if limits.url_weight is None:
        return len(text)
    rest, weight = _without_addresses(text, limits.url_weight)
    return len(rest) + weight


def _graphemes(text: str, _limits: Limits) -> int:
    return len(graphemes(text)) if _MAY_JOIN.search(text) else len(text)


def _utf16(text: str, _limits: Limits) -> int:
    return len(text.encode("utf-16-le")) // 2


def _discord(text: str, _limits: Limits) -> int:
    return len(discord_markdown(text))


def _mixed_bytes(text: str, _limits: Limits) -> int:
    if not _EMOJI.search(text):
        return len(text)
    return sum(len(each.encode()) if _EMOJI.search(each) else len(each) for each in graphemes(text))


def _weighted(text: str, _limits: Limits) -> int:
    rest = unicodedata.normalize("NFC", text)
    rest, weight = _without_addresses(rest, _X_ADDRESS_WEIGHT, _X_ADDRESS)
    rest, bare_weight = _without_addresses(rest, _X_ADDRESS_WEIGHT, _BARE_NAME)
    emoji = 0
    if _MAY_JOIN.search(rest):
        rest, emoji = _X_EMOJI.subn("", rest)
    return weight + bare_weight + 2 * emoji + len(rest) + len(_HEAVY.findall(rest))


_COUNTS: Final[dict[str, Callable[[str, Limits], int]]] = {
    "characters": _characters,
    "graphemes": _graphemes,
    "weighted": _weighted,
    "utf16": _utf16,
    "discord": _discord,
    "mixed-bytes": _mixed_bytes,
}
