"""Hashtags: the names of subjects as networks make links of them."""

import unicodedata
from collections.abc import Iterable
from typing import Final

import regex

# Letters, marks and digits; everything else parts words, apostrophes included.
_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def hashtag(name: str) -> str:
    """Return a name as a hashtag: « Port de Sète » is "#PortDeSète"; empty where there is none.

    Each word begins with a capital, so that screen readers part them (WCAG techniques and
    https://www.w3.org/WAI speak of camel case). What has no letter is no hashtag on any network.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", name))
    joined = "".join(each[:1].upper() + each[1:] for each in words)
    return f"#{joined}" if regex.search(r"\p{L}", joined) else ""


def hashtags(names: Iterable[str]) -> str:
    """Return the hashtags of several names, each once, with spaces between them."""
    found = dict.fromkeys(filter(None, map(hashtag, names)))
    return " ".join(found)
