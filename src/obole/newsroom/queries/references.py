"""What the text of a page refers to."""

from collections.abc import Iterator

from wagtail.blocks import StreamValue
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from obole.newsroom.rules import ingredients as names
from obole.pages.models import Picture


def names_in(body: StreamValue) -> Iterator[str]:
    """Yield the ingredients that the body refers to: pictures, documents, linked pages."""
    for model, key, _, _ in body.stream_block.extract_references(body):
        if issubclass(model, Page):
            yield names.page(int(key))
        elif issubclass(model, Picture):
            yield names.picture(int(key))
        elif issubclass(model, AbstractDocument):
            yield names.document(int(key))
