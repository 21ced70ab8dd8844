"""Which articles go to a channel, and on which occasion: a table of conditions, read purely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Occasion(StrEnum):
    """When a channel is asked whether it wants an article."""

    PUBLICATION = "publication"
    UPDATE = "update"


class WrongRules(ValueError):
    """The rules of a channel cannot be read; the message says which part."""


@dataclass(frozen=True, kw_only=True)
class ArticleFacts:
    """What rules look at."""

    page_type: str
    language: str
    label: str
    section: int | None
    """Of the section's page, and of every one above it: `sections`."""
    sections: frozenset[int] = frozenset()
    tags: frozenset[str] = frozenset()
    """Slugs."""
    authors: frozenset[int] = frozenset()
    is_corrected: bool = False


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a channel wants. An empty condition asks for nothing; all that ask must hold.

    `must_have_all` makes tags, authors and sections of one condition all necessary, where
    otherwise one of them is enough. `not_*` wins over everything.
    """

    occasions: frozenset[Occasion] = frozenset({Occasion.PUBLICATION})
    must_have_all: bool = False
    sections: frozenset[int] = frozenset()
    tags: frozenset[str] = frozenset()
    authors: frozenset[int] = frozenset()
    labels: frozenset[str] = frozenset()
    page_types: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    not_sections: frozenset[int] = frozenset()
    not_tags: frozenset[str] = frozenset()
    not_labels: frozenset[str] = frozenset()

    @property
    def looks_at_articles(self) -> bool:
        """Whether anything of an article decides, and not the occasion alone."""
        return any(getattr(self, name) for name in (*_NUMBERS, *_WORDS))


_NUMBERS: Final = ("sections", "authors", "not_sections")
_WORDS: Final = ("tags", "labels", "page_types", "languages", "not_tags", "not_labels")


def read_rules(stored: Mapping[str, Any]) -> Rules:
    """Return the rules of a channel as they are stored. Raise WrongRules.

    A key that nobody knows is refused: a misspelt condition would let everything through.
    """
    values: dict[str, Any] = {}
    for name, value in stored.items():
        if name == "must_have_all" and isinstance(value, bool):
            values[name] = value
        elif name == "occasions":
            values[name] = frozenset(_occasion(each) for each in _listed(name, value, str))
        elif name in _NUMBERS:
            values[name] = frozenset(_listed(name, value, int))
        elif name in _WORDS:
            values[name] = frozenset(_listed(name, value, str))
        else:
            raise WrongRules(f"{name!r} is no condition.")
    return Rules(**values)


def is_wanted(rules: Rules, facts: ArticleFacts, *, occasion: Occasion) -> bool:
    """Tell whether a channel with these rules wants this article on this occasion."""
    if occasion not in rules.occasions or _is_barred(rules, facts):
        return False
    one_each = (
        (rules.labels, facts.label),
        (rules.page_types, facts.page_type),
        (rules.languages, facts.language),
    )
    if any(wanted and value not in wanted for wanted, value in one_each):
        return False
    several = (
        (rules.sections, facts.sections),
        (rules.tags, facts.tags),
        (rules.authors, facts.authors),
    )
    return all(_holds(wanted, has, every=rules.must_have_all) for wanted, has in several)


def _is_barred(rules: Rules, facts: ArticleFacts) -> bool:
    return bool(
        rules.not_sections & facts.sections
        or rules.not_tags & facts.tags
        or facts.label in rules.not_labels
    )


def _holds(wanted: frozenset[Any], has: frozenset[Any], *, every: bool) -> bool:
    if not wanted:
        return True
    return wanted <= has if every else bool(wanted & has)


def _listed(name: str, value: Any, kind: type) -> Sequence[Any]:
    if not isinstance(value, list) or any(type(each) is not kind for each in value):
        raise WrongRules(f"{name!r} must be a list of {kind.__name__}.")
    return value


def _occasion(value: str) -> Occasion:
    try:
        return Occasion(value)
    except ValueError:
        raise WrongRules(f"{value!r} is no occasion.") from None
