"""The words of a StreamField, for histories, reading times and feeds."""

from wagtail.blocks import StreamValue

from obole.kernel.text import plain_text


def lines_of(body: StreamValue) -> list[str]:
    """Return the words of each block, a line each, without markup."""
    return [
        line
        for child in body
        for part in child.block.get_searchable_content(child.value)
        if (line := " ".join(plain_text(str(part)).split()))
    ]
