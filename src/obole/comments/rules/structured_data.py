"""Published comments in the words of schema.org."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class PublishedComment:
    """What machines are told of a comment that readers see."""

    url: str
    text: str
    author: str
    made_at: datetime
    edited_at: datetime | None
    language: str
    answered_url: str


def comments_data(
    *, page_url: str, count: int, comments: Sequence[PublishedComment]
) -> dict[str, Any]:
    """Return what belongs to the article of this address, whose own data have the same `@id`."""
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": page_url,
        "commentCount": count,
        "comment": [_comment(each) for each in comments],
    }


def _comment(comment: PublishedComment) -> dict[str, Any]:
    thing: dict[str, Any] = {
        "@type": "Comment",
        "@id": comment.url,
        "url": comment.url,
        "text": comment.text,
        "inLanguage": comment.language,
        "dateCreated": comment.made_at.isoformat(),
    }
    if comment.author:
        thing["author"] = {"@type": "Person", "name": comment.author}
    if comment.edited_at is not None:
        thing["dateModified"] = comment.edited_at.isoformat()
    if comment.answered_url:
        thing["parentItem"] = {"@type": "Comment", "@id": comment.answered_url}
    return thing
