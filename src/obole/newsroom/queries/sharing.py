"""What a link to a page says of it: in its own head, and on the card that a network shows."""

from dataclasses import dataclass

from wagtail.models import Page

LONGEST_DESCRIPTION = 300


@dataclass(frozen=True, kw_only=True)
class SharedWords:
    """The title and the description of a link."""

    title: str
    description: str


def words_to_share(page: Page) -> SharedWords:
    """Return the words of a link to the page."""
    return SharedWords(
        title=page.seo_title or page.title,
        description=cut_description(page.search_description or _says(page)),
    )


def cut_description(text: str) -> str:
    """Return a description on one line, cut on a word where it is too long."""
    text = " ".join(text.split())
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    return text[:LONGEST_DESCRIPTION].rpartition(" ")[0] + "…"


def _says(page: Page) -> str:
    for name in ("standfirst", "introduction", "tagline"):
        if text := getattr(page, name, ""):
            return str(text)
    return ""
