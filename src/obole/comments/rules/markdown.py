"""The little Markdown that comments are written in: a parser that no text keeps busy, or deceives.

Emphasis, links, lists, quotes and code in a line; no HTML, no pictures, no headings. What goes
beyond a limit is not dropped: it is text.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_inline import StateInline, autolink, emphasis, link
from markdown_it.token import Token

from obole.comments.rules.cleaning import visible

# Quotes count one, lists two. Nobody can tell deeper quotes apart anyway.
DEEPEST_LEVEL = 8
# What is looked at as a link, an address or emphasis, in one comment: the time grows with the
# square of each number. Long comments have a dozen.
MOST_BRACKETS = 50
MOST_ADDRESSES = 50
MOST_MARKS = 200
# Browsers and servers take no longer ones everywhere.
LONGEST_ADDRESS = 1_000

_RULES = (
    *("autolink", "backticks", "blockquote", "emphasis", "entity", "escape"),
    *("link", "list", "newline"),
)
# A host with a dot, and perhaps a port. No user's name before it: who sees `bank.fr@` reads a bank.
_WEB_ADDRESS = re.compile(
    rf"(?!.{{{LONGEST_ADDRESS}}})https?://(?=[^/?#]*\.)[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?(?::[0-9]{{1,5}})?(?:[/?#].*)?",
    re.IGNORECASE,
)
_PROTOCOL = re.compile(r"(?:^|[^a-z0-9.+-])(https?)$", re.IGNORECASE)
ADDRESS_CHARACTER = r"[^\s<>\"«»“”]"
_AFTER_PROTOCOL = re.compile(rf"://(?![/?#]){ADDRESS_CHARACTER}{{1,{LONGEST_ADDRESS}}}")
_NEVER_LAST = frozenset(".,;:!?'’)]}*_~")

_BlockRule = Callable[[StateBlock, int, int, bool], bool]
_InlineRule = Callable[[StateInline, bool], bool]


def to_html(body: str) -> str:
    """Return HTML for a body, to be sanitised: what is in it is what its author wrote."""
    parser = _parser()
    # The parser's own notes on this text, where our rules count.
    notes: dict[str, Any] = {}
    tokens = parser.parse(body, notes)
    for token in tokens:
        if token.children:
            token.children = list(_legible(token.children))
    html: str = parser.renderer.render(tokens, parser.options, notes)
    return html


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's name for it
        """Tell whether an address may be a link; others stay the text that they are."""
        return is_web_address(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the parser's name for it
        """Return an address as it is shown."""
        return _shown_address(link)


@cache
def _parser() -> _Parser:
    parser = _Parser("zero", {"breaks": True})
    parser.enable(list(_RULES))
    # What each of them interrupts, as in CommonMark.
    interrupted = ["paragraph", "reference", "blockquote"]
    parser.block.ruler.at("list", _shallow(list_block), {"alt": interrupted})
    parser.block.ruler.at("blockquote", _shallow(blockquote), {"alt": [*interrupted, "list"]})
    parser.inline.ruler.at("autolink", _outside_links(autolink))
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.inline.ruler.at("link", _link)
    parser.inline.ruler.push("address", _outside_links(_address))
    return parser


def is_web_address(address: str) -> bool:
    """Tell whether an address leads to a host of the web, and says so plainly."""
    return _WEB_ADDRESS.fullmatch(address) is not None


def _shallow(rule: _BlockRule) -> _BlockRule:
    def shallow(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001 - so the parser calls it
        # The parser has a limit of its own, beyond which it drops the text.
        is_shallow: bool = state.level < DEEPEST_LEVEL
        return is_shallow and rule(state, start_line, end_line, silent)

    return shallow


def _may_try(state: StateInline, what: str, *, most: int) -> bool:
    """Tell whether so few attempts were made in this text, and count this one."""
    tried: int = state.env.get(what, 0) + 1
    state.env[what] = tried
    return tried <= most


def _outside_links(rule: _InlineRule) -> _InlineRule:
    def outside_links(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - so the parser calls it
        return state.linkLevel == 0 and rule(state, silent)

    return outside_links


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - so the parser calls it
    return (
        state.src[state.pos] in "*_"
        and _may_try(state, "emphasis", most=MOST_MARKS)
        and emphasis.tokenize(state, silent)
    )


def _link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - so the parser calls it
    return (
        state.src[state.pos] == "["
        # There are no links but these here: without the middle of one, its end is not looked for.
        and "](" in state.src[state.pos : state.posMax]
        and _may_try(state, "link", most=MOST_BRACKETS)
        and link(state, silent)
    )


def _address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - so the parser calls it
    """Make a link of what is written as an address, beginning with http.

    Bare hosts stay text: "la fin.La suite" has no domain in Laos.
    """
    source, position = state.src, state.pos
    # Silent is the search for the end of a link's words: it may stand in the middle of an address.
    if silent or source[position] != ":":
        return False
    protocol = _PROTOCOL.search(source[max(position - 6, 0) : position])
    if not protocol or not state.pending.endswith(protocol[1]):
        return False
    rest = _AFTER_PROTOCOL.match(source, position, state.posMax)
    if not rest or not _may_try(state, "address", most=MOST_ADDRESSES):
        return False
    rest_as_meant = without_final_marks(rest[0])
    address = protocol[1] + rest_as_meant
    target = state.md.normalizeLink(address)
    if not state.md.validateLink(target):
        return False
    state.pending = state.pending.removesuffix(protocol[1])
    state.push("link_open", "a", 1).attrs = {"href": target}
    state.push("text", "", 0).content = _shown_address(address)
    state.push("link_close", "a", -1)
    state.pos += len(rest_as_meant)
    return True


def without_final_marks(address: str) -> str:
    """Return an address without the marks behind it; a bracket that it opened itself stays."""
    unopened = address.count(")") - address.count("(")
    end = len(address)
    while end and address[end - 1] in _NEVER_LAST:
        if address[end - 1] == ")":
            if unopened <= 0:
                break
            unopened -= 1
        end -= 1
    return address[:end]


def _shown_address(address: str) -> str:
    """Return an address as it was written, unless its host could be taken for another.

    Other renderers decode hosts for the eye: with Cyrillic letters `xn--80ak6aa92e.com` reads
    as a well-known name.
    """
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    return address if host and host.isascii() else normalizeLink(address)


def _legible(tokens: Iterable[Token]) -> Iterable[Token]:
    """Return what stands in a line, so that all of it is seen.

    References such as `&#8238;` bring back what was cleaned away.
    """
    silent_link: Token | None = None
    for token in tokens:
        if token.type in ("text", "code_inline"):
            token.content = visible(token.content)
            silent_link = None if token.content.strip() else silent_link
        elif token.type == "link_open":
            silent_link = token
        elif token.type == "link_close" and silent_link:
            # A link without words could be neither seen nor heard.
            yield Token("text", "", 0, content=str(silent_link.attrs["href"]))
            silent_link = None
        yield token
