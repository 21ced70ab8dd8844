"""Characters that networks read as marks of their own, taken literally."""

from typing import Final

import regex

# https://core.telegram.org/bots/api#html-style
_HTML: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format
_LITTLE: Final = frozenset("\\|{}@[]()<>#*_~")
# https://support.discord.com/hc/en-us/articles/210298617: marks anywhere, marks that begin a line.
# An address is found as Discord finds it, and left whole.
_DISCORD: Final = regex.compile(
    r"(https?://[^\s<]+[^<.,:;\"')\]\s])|[\\*_~`|\[]|(?m:(?<=^[ \t]*)(?:>>>|>|#{1,3}|-#?)(?=\s))"
)
_HASHTAG: Final = regex.compile(r"(?<!\S)#([\p{M}\p{N}]*\p{L}[\p{L}\p{M}\p{N}]*)")
_WRITTEN: Final = regex.compile(r"\\(.)|\{hashtag\|\\?#\|([^|{}]*)\}", regex.DOTALL)


def telegram_html(text: str) -> str:
    """Return a text that Telegram shows as it is when it reads it as HTML."""
    return text.translate(_HTML)


def discord_markdown(text: str) -> str:
    """Return a text that Discord shows as it is: its Markdown is escaped, but not in addresses."""
    return _DISCORD.sub(lambda found: found[1] or f"\\{found[0]}", text)


def little_text(text: str) -> str:
    r"""Return a text that LinkedIn shows as it is: an unescaped "(" cuts the rest of a post off.

    What other networks make a link of, "#Crues", is one here, too: an escaped "#" is none.
    """
    pieces, end = [], 0
    for found in _HASHTAG.finditer(text):
        pieces.append(f"{_escaped(text[end : found.start()])}{{hashtag|\\#|{found.group(1)}}}")
        end = found.end()
    return "".join([*pieces, _escaped(text[end:])])


def plain_of_little_text(text: str) -> str:
    """Return what LinkedIn shows of a text that `little_text` made."""
    return _WRITTEN.sub(lambda found: found.group(1) or f"#{found.group(2)}", text)


def _escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in _LITTLE else each for each in text)
