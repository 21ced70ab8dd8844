"""What readers find: the newest articles with all the words, those in whose headline first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from obole.newsroom.models import SearchEntry
from obole.newsroom.models.search_index import WORDS_TABLE
from obole.newsroom.queries import listings
from obole.newsroom.rules.words import SoughtWord, first_key_at, page_of_key

# Nobody reads further; filters narrow the rest. A walk along the index ends here, however many
# articles hold the words.
MOST_FOUND = 200


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where to look: a language, perhaps a section, perhaps from one moment to before another."""

    language: str
    section_id: int | None = None
    since: datetime | None = None
    before: datetime | None = None

    def key_range(self) -> tuple[int, int]:
        """Return the lowest key within, and the lowest beyond."""
        since = first_key_at(self.since) if self.since else -(2**63)
        before = first_key_at(self.before) if self.before else 2**63 - 1
        return since, before


def found_articles(
    *, sought: Sequence[SoughtWord], scope: Scope, now: datetime
) -> tuple[list[int], bool]:
    """Return the keys of the readable articles that hold all the words, best first.

    Best are those with the words in the headline; within each half, the newest. The second value
    tells whether there may be more than were looked at.
    """
    if not sought:
        return [], False
    walk = {"sqlite": _walk_sqlite, "postgresql": _walk_postgresql}[connection.vendor]
    in_headline = walk(sought, scope, headline_only=True)
    anywhere = walk(sought, scope, headline_only=False)
    keys = [page_of_key(key) for key in dict.fromkeys([*in_headline, *anywhere])]
    readable = set(
        listings.readable_articles(now=now).filter(pk__in=keys).values_list("pk", flat=True)
    )
    return [key for key in keys if key in readable], len(anywhere) == MOST_FOUND


def _walk_sqlite(sought: Sequence[SoughtWord], scope: Scope, *, headline_only: bool) -> list[int]:
    columns = "{headline}" if headline_only else "{headline text}"
    parts = [f'{{language}}: "{scope.language}"']
    if scope.section_id is not None:
        parts.append(f'{{section_id}}: "{scope.section_id}"')
    parts += [f"{columns}: ({_fts5(word)})" for word in sought]
    since, before = scope.key_range()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM {WORDS_TABLE} WHERE {WORDS_TABLE} MATCH %s "  # noqa: S608
            "AND rowid >= %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
            [" AND ".join(parts), since, before, MOST_FOUND],
        )
        return [key for (key,) in cursor.fetchall()]


def _fts5(word: SoughtWord) -> str:
    # Stems are letters and digits only, so quoting them is enough.
    if word.is_phrase:
        return '"' + " ".join(place[0] for place in word.places) + '"'
    return " OR ".join(f'"{stem}"' for stem in word.places[0])


def _walk_postgresql(
    sought: Sequence[SoughtWord], scope: Scope, *, headline_only: bool
) -> list[int]:
    query = " & ".join(f"({_tsquery(word, 'A' if headline_only else '')})" for word in sought)
    since, before = scope.key_range()
    entries = SearchEntry.objects.filter(language=scope.language, id__gte=since, id__lt=before)
    if scope.section_id is not None:
        entries = entries.filter(section_id=scope.section_id)
    matching = entries.extra(where=["words @@ %s::tsquery"], params=[query])
    return list(matching.order_by("-id").values_list("id", flat=True)[:MOST_FOUND])


def _tsquery(word: SoughtWord, weight: str) -> str:
    suffix = f":{weight}" if weight else ""
    if word.is_phrase:
        return " <-> ".join(f"'{place[0]}'{suffix}" for place in word.places)
    return " | ".join(f"'{stem}'{suffix}" for stem in word.places[0])
