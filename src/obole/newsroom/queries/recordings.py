"""The films and sounds of an article."""

from collections.abc import Iterator
from typing import Final

from wagtail.documents.models import Document

from obole.newsroom.models import ArticlePage

_RECORDINGS: Final = ("video", "audio")


def titled_recordings(*, article: ArticlePage) -> Iterator[tuple[Document, str]]:
    """Yield the films and sounds that the text shows, with their titles, in its order."""
    for block in article.body:
        if block.block_type in _RECORDINGS and block.value["file"]:
            yield block.value["file"], block.value["title"]
