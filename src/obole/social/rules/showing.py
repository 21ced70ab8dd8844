"""What of an article a post tells, and whether a change of the article is one for the post.

A post is changed when the headline, the standfirst or the address changed, or a correction was
made; never for a comma in the text, and never because a campaign's figure moved.
"""

from collections.abc import Mapping
from typing import Any


def shown(*, title: str, standfirst: str, address: str, corrections: int) -> dict[str, Any]:
    """Return what is kept of an article beside a post."""
    return {
        "title": title,
        "standfirst": standfirst,
        "address": address,
        "corrections": corrections,
    }


def must_follow(before: Mapping[str, Any], after: Mapping[str, Any], *, by_address: bool) -> bool:
    """Tell whether a post that tells `before` is to be changed for an article that says `after`.

    `by_address`: the article's address stands in the post itself; a short address of ours leads
    to wherever the article is. A correction that is taken back is no new one.
    """
    if after["corrections"] > before.get("corrections", 0):
        return True
    keys = ("title", "standfirst", "address") if by_address else ("title", "standfirst")
    return any(before.get(key) != after[key] for key in keys)
