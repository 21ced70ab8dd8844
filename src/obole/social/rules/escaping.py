"""Characters that networks read as marks of their own, taken literally."""

from typing import Final

# https://core.telegram.org/bots/api#html-style
_HTML: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format
_LITTLE: Final = frozenset("\\|{}@[]()<>#*_~")


def telegram_html(text: str) -> str:
    """Return a text that Telegram shows as it is when it reads it as HTML."""
    return text.translate(_HTML)


def little_text(text: str) -> str:
    r"""Return a text that LinkedIn shows as it is: an unescaped "(" cuts the rest of a post off."""
    return "".join(f"\\{each}" if each in _LITTLE else each for each in text)


def plain_of_little_text(text: str) -> str:
    """Return what LinkedIn shows of a text that `little_text` made."""
    plain: list[str] = []
    is_escaped = False
    for each in text:
        if each == "\\" and not is_escaped:
            is_escaped = True
            continue
        plain.append(each)
        is_escaped = False
    return "".join(plain)
