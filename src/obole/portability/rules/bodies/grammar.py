"""The grammar of WordPress' block editor: HTML with `<!-- wp:name {json} -->` around each block.

https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# Deeper blocks are read as if they stood at this depth; WordPress' own layouts stay under ten.
MAX_BLOCK_DEPTH = 24

_COMMENT = re.compile(r"<!--\s+(/?)wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+")
# <!--more-->, <!--nextpage--> and what people wrote for themselves.
_OTHER_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass
class Block:
    """A block: its name without "core/", its attributes, its HTML with its inner blocks in place.

    The name is empty for HTML that stands outside of blocks.
    """

    name: str
    attributes: dict[str, Any] = field(default_factory=dict)
    content: "list[str | Block]" = field(default_factory=list)
    is_damaged: bool = False

    @property
    def inner(self) -> "list[Block]":
        """The blocks inside this one."""
        return [piece for piece in self.content if isinstance(piece, Block)]


class _Mark(NamedTuple):
    """The comment that opens a block, closes it, or is all of it."""

    name: str
    json: str
    closes: bool
    is_whole: bool
    start: int
    end: int


def parse_blocks(content: str) -> list[Block]:
    """Return the blocks of a body, in order.

    Nothing is refused: what closes no block is left out, a block that is not closed ends with
    the one around it, attributes that are not JSON are none and the block says so.
    """
    root = Block("")
    stack = [root]
    position = 0
    for mark in _marks(content):
        _add_html(stack[-1], content[position : mark.start])
        position = mark.end
        if mark.closes:
            _close(stack, mark.name)
            continue
        block = _block(mark)
        stack[-1].content.append(block)
        if not mark.is_whole:
            # Beyond the limit the parent stands in for the block, so that its end is still found.
            stack.append(block if len(stack) <= MAX_BLOCK_DEPTH else stack[-1])
    _add_html(stack[-1], content[position:])
    return [piece if isinstance(piece, Block) else Block("", {}, [piece]) for piece in root.content]


def _marks(content: str) -> list[_Mark]:
    marks: list[_Mark] = []
    position = 0
    while (comment := _COMMENT.search(content, position)) is not None:
        # WordPress writes "--" inside of attributes as \u002d\u002d.
        end = content.find("-->", comment.end())
        if end < 0:
            break
        rest = content[comment.end() : end].strip()
        is_whole = rest.endswith("/")
        marks.append(
            _Mark(
                name=comment.group(2).removeprefix("core/"),
                json=rest.removesuffix("/").strip(),
                closes=bool(comment.group(1)),
                is_whole=is_whole,
                start=comment.start(),
                end=end + 3,
            )
        )
        position = end + 3
    return marks


def _block(mark: _Mark) -> Block:
    if not mark.json:
        return Block(mark.name)
    try:
        attributes = json.loads(mark.json)
    except (ValueError, RecursionError):
        return Block(mark.name, is_damaged=True)
    if not isinstance(attributes, dict):
        return Block(mark.name, is_damaged=True)
    return Block(mark.name, attributes)


def _close(stack: list[Block], name: str) -> None:
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].name == name:
            del stack[depth:]
            return


def _add_html(block: Block, html: str) -> None:
    html = _OTHER_COMMENT.sub("", html) if "<!--" in html else html
    if html and (block.name or not html.isspace()):
        block.content.append(html)
