"""Exports made in a test, as small as they can be, and a reader for them."""

import io

from obole.portability.rules.items import ReadingProblem, SourceItem
from obole.portability.rules.wxr import read_export

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def export(*children, version="1.2", scheme="http", declaration=DECLARATION):
    """Return an export with these children of the channel, each on a line of its own."""
    wordpress = f"{scheme}://wordpress.org/export/{version}/"
    root = (
        f'<rss version="2.0" xmlns:wp="{wordpress}" xmlns:excerpt="{wordpress}excerpt/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
    )
    return "\n".join(
        [
            f"{declaration}{root}<channel>",
            "<title>The Lantern</title><link>https://old.example</link>",
            f"<wp:wxr_version>{version}</wp:wxr_version>",
            *children,
            "</channel></rss>",
        ]
    )


def item(inside="", *, number=7, title="The mill", kind="post"):
    """Return an item on one line."""
    return (
        f"<item><title>{title}</title><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_type>{kind}</wp:post_type>{inside}</item>"
    )


def read(text, *, recover=False, **options):
    """Return every record of an export; text is read as UTF-8."""
    data = text.encode() if isinstance(text, str) else text
    return list(read_export(io.BytesIO(data), recover=recover, **options))


def items(records):
    return [record for record in records if isinstance(record, SourceItem)]


def problems(records):
    return [record for record in records if isinstance(record, ReadingProblem)]


def only_item(inside="", **options):
    """Return what becomes of an item with these elements in it."""
    [only] = items(read(export(item(inside)), **options))
    return only
