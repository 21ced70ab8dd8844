"""A short text for lists, where a post has none of its own."""

import re
from html import unescape

import nh3

from obole.portability.rules.bodies.grammar import parse_blocks
from obole.portability.rules.bodies.shortcodes import expand_shortcodes

# A standfirst of two or three lines.
MAX_EXCERPT_CHARACTERS = 300
# No excerpt needs more of a body, and most bodies are shorter.
MAX_CHARACTERS_READ = 20_000

_MORE = re.compile(r"<!--\s*(?:more\b|wp:more\b)")
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|blockquote|div|figure|tr)>|<br\s*/?>", re.IGNORECASE)
_SKIPPED = re.compile(
    r"<(figure|pre|table|x-note|h[1-6]|iframe)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL
)
_SHORTCODE = re.compile(r"\[/?[a-zA-Z][\w-]*(?:\s[^\[\]<>]*)?\]")
_SENTENCE_END = re.compile(r"[.!?…][»”\"')]*\s")
_QUOTED = frozenset(("pullquote", "code", "preformatted", "html", "table", "image", "gallery"))


def excerpt_from(content: str, *, limit: int = MAX_EXCERPT_CHARACTERS) -> str:
    """Return the first sentences of a body as plain text: up to its "more" mark, or to a limit.

    It ends with a sentence if one ends in the second half of what fits, or else with "…" after
    a word.
    """
    head = content[:MAX_CHARACTERS_READ]
    more = _MORE.search(head)
    if more is not None and more.start() > 0:
        head = head[: more.start()]
    html = "".join(
        piece
        for block in parse_blocks(head)
        if block.name not in _QUOTED
        for piece in block.content
        if isinstance(piece, str)
    )
    words = _words(html) or _words(head)
    return words if len(words) <= limit else _shortened(words, limit)


def _words(html: str) -> str:
    html = expand_shortcodes(html, on_unknown=lambda _name: None)
    html = _BLOCK_END.sub(r" \g<0>", _SKIPPED.sub(" ", html))
    text = unescape(nh3.clean(html, tags=set(), clean_content_tags={"script", "style", "noscript"}))
    return " ".join(_SHORTCODE.sub(" ", text).split())


def _shortened(words: str, limit: int) -> str:
    fitting = words[: limit + 1]
    ends = [end.start() + len(end.group().rstrip()) for end in _SENTENCE_END.finditer(fitting)]
    if ends and ends[-1] > limit // 2:
        return fitting[: ends[-1]]
    cut = words[: limit - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–—-") + "…"
