"""Finding rows by words that somebody types, where their columns have no index of words."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Final, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)

# More words than this narrow nothing down, and each is a look at every row.
MOST_WORDS: Final = 6


# A field with how to look into it, or what makes a condition of a word.
Lookup = str | Callable[[str], Q]


def with_all_words(rows: QuerySet[Row], words: str | None, *lookups: Lookup) -> QuerySet[Row]:
    """Return the rows of which each word is found by one of the lookups at least."""
    for word in (words or "").split()[:MOST_WORDS]:
        rows = rows.filter(reduce(or_, (_condition(lookup, word) for lookup in lookups)))
    return rows


def _condition(lookup: Lookup, word: str) -> Q:
    return Q((lookup, word)) if isinstance(lookup, str) else lookup(word)
