"""The steps of a delivery: the post, each further part of a thread, the first comment.

Each is its own irreversible call, with a marker of its own.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from obole.social.rules.network import Marker

MARKER_LENGTH = 26


@dataclass(frozen=True, kw_only=True)
class Step:
    """One call. Number 0 is the post itself; the others are answers, and have only a text."""

    number: int
    text: str = ""


def steps_of(post: Mapping[str, Any]) -> list[Step]:
    """Return the steps that a frozen post (`social/rules/posts.py`) is made of, in order."""
    texts = [*post.get("parts", ()), *filter(None, [post.get("first_comment", "")])]
    return [Step(number=0), *(Step(number=at, text=text) for at, text in enumerate(texts, 1))]


def marker_of_step(*, key: str, url: str, made_at: datetime, number: int) -> Marker:
    """Return the marker of a step; that of the post itself is the delivery's own key."""
    if number:
        digest = hashlib.sha256(f"{key}:{number}".encode()).digest()
        key = base64.b32encode(digest).decode().lower()[:MARKER_LENGTH]
    return Marker(key=key, url=url, made_at=made_at)


def done_of(*, remote_id: str, steps: Sequence[object]) -> int:
    """Return how many steps of a post are done: it stands, and so many answers below it."""
    return len(steps) + 1 if remote_id else 0
