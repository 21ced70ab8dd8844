"""How the ingredients of readers' pages are called, and in which lists an article stands."""

from collections.abc import Collection
from dataclasses import dataclass

from obole.pages import rules

SITE = rules.SITE
"""What stands around every page: name, look, sections, standing pages, legal facts."""

HUB = "hub"
"""Which WebSub hub the feeds name."""


def page(page_id: int) -> str:
    """Return the name of a page: its own text, its headline in a list, its address in a link."""
    return f"page:{page_id}"


def author(author_id: int) -> str:
    """Return the name of an author, as bylines and author pages show them."""
    return f"author:{author_id}"


def picture(picture_id: int) -> str:
    """Return the name of a picture of the library."""
    return f"picture:{picture_id}"


def document(document_id: int) -> str:
    """Return the name of a document, a sound or a film."""
    return f"document:{document_id}"


def tag(tag_id: int) -> str:
    """Return the name of a subject itself, not of its list."""
    return f"tag:{tag_id}"


def translations(key: object) -> str:
    """Return the name of the set of a page's versions in all languages."""
    return f"translations:{key}"


def articles_of_language(language: str) -> str:
    """Return the name of the list of a language: which articles, and in which order."""
    return f"articles:{language}"


def articles_of_section(section_id: int) -> str:
    """Return the name of a section's list."""
    return f"articles:section:{section_id}"


def articles_of_author(author_id: int) -> str:
    """Return the name of an author's list."""
    return f"articles:author:{author_id}"


def articles_of_tag(tag_id: int) -> str:
    """Return the name of a subject's list."""
    return f"articles:tag:{tag_id}"


def articles_of_month(language: str, year: int, month: int) -> str:
    """Return the name of a month's list."""
    return f"articles:month:{language}:{year:04}-{month:02}"


def neighbours(page_id: int) -> str:
    """Return the name of the articles of its section that an article shows under itself."""
    return f"articles:around:{page_id}"


def corrections(language: str) -> str:
    """Return the name of the list of a language's corrections."""
    return f"corrections:{language}"


def every_article(language: str) -> str:
    """Return the name of all that is written about a language's articles, each change included."""
    return f"every-article:{language}"


SAYS_MORE = ("every-article:", "corrections:")
"""How lists begin that change with every change of an article in them."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where readers find an article; nowhere, when they may not read it.

    `order` is what else decides its place in its lists, and its address.
    """

    lists: Collection[str] = ()
    order: str = ""


def moved_lists(*, before: Place, now: Place) -> set[str]:
    """Return the lists whose members or order changed when an article went from place to place."""
    if before.order != now.order:
        return {*before.lists, *now.lists}
    return set(before.lists) ^ set(now.lists)
