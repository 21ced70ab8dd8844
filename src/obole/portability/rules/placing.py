"""Where a post goes: its section, its tags and its label.

A post stands in one section: the top-level category above its main category, which is the one
that Yoast calls primary, or else the first that the export names. All its other categories, and
a nested main one, become tags. WordPress's own category for what has none counts for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from obole.portability.rules.items import SourceItem, SourceTermRef

CATEGORY, TAG, FORMAT, AUTHOR = "category", "post_tag", "post_format", "author"
HANDLED = frozenset((CATEGORY, TAG, FORMAT, AUTHOR))

# What WordPress calls "Uncategorized" in the languages of its users, as slugs.
_DEFAULT_SLUGS = """
    uncategorized uncategorised non-classe non-class%c3%a9 nonclasse allgemein sin-categoria
    sin-categorizar senza-categoria sem-categoria geen-categorie rumbos-varios
"""
DEFAULT_CATEGORIES = frozenset(_DEFAULT_SLUGS.split())
YOAST_PRIMARY = "_yoast_wpseo_primary_category"
# A chat is what WordPress calls questions and answers; no other format says what kind of
# journalism a post is.
_LABELS = {"post-format-chat": "interview"}


@dataclass(frozen=True, slots=True)
class Place:
    """The slug of a section, empty for the one of posts without a category; and the tags."""

    section: str
    tags: tuple[SourceTermRef, ...]


def place_of(
    item: SourceItem, *, parents: Mapping[str, str], slugs_by_id: Mapping[int, str]
) -> Place:
    """Return where a post goes; `parents` names the category above each nested one."""
    categories = [
        term
        for term in item.terms
        if term.domain == CATEGORY and term.slug not in DEFAULT_CATEGORIES
    ]
    main = _main(item, categories, slugs_by_id)
    section = _top(main.slug, parents) if main else ""
    tags = [term for term in item.terms if term.domain == TAG]
    tags += [term for term in categories if term.slug != section]
    return Place(section=section, tags=tuple(tags))


def label_of(item: SourceItem) -> str | None:
    """Return the label that the post's format stands for, if there is one."""
    formats = (_LABELS.get(term.slug) for term in item.terms if term.domain == FORMAT)
    return next((label for label in formats if label), None)


def value_of(item: SourceItem, key: str) -> str:
    """Return the first custom field of this name; nothing if there is none."""
    return next((value for name, value in item.meta if name == key), "")


def _main(
    item: SourceItem, categories: list[SourceTermRef], slugs_by_id: Mapping[int, str]
) -> SourceTermRef | None:
    written = value_of(item, YOAST_PRIMARY).strip()
    number = int(written) if written.isascii() and written.isdecimal() else 0
    primary = slugs_by_id.get(number)
    chosen = next((term for term in categories if term.slug == primary), None)
    return chosen or next(iter(categories), None)


def _top(slug: str, parents: Mapping[str, str]) -> str:
    seen = {slug}
    while (parent := parents.get(slug)) and parent not in seen:
        seen.add(parent)
        slug = parent
    return slug
