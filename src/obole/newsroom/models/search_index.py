"""The full-text index over search entries, in each database's own words.

Wagtail's index serves the desk. Its relevance is computed for every match, which takes seconds
for a word that stands in each of 100,000 articles; this one is walked from the newest entry and
left as soon as there are enough.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

WORDS_TABLE = "newsroom_searchentry_words"

# The words stand in `newsroom_searchentry` only; FTS5 keeps nothing but the index. They are
# folded and stemmed already, so both databases only part them at spaces.
_SQLITE = [
    """
    CREATE VIRTUAL TABLE newsroom_searchentry_words USING fts5(
        language, section_id, headline, text,
        content='newsroom_searchentry', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0'
    )
    """,
    """
    CREATE TRIGGER newsroom_searchentry_added AFTER INSERT ON newsroom_searchentry BEGIN
        INSERT INTO newsroom_searchentry_words (rowid, language, section_id, headline, text)
        VALUES (new.id, new.language, new.section_id, new.headline, new.text);
    END
    """,
    """
    CREATE TRIGGER newsroom_searchentry_removed AFTER DELETE ON newsroom_searchentry BEGIN
        INSERT INTO newsroom_searchentry_words
            (newsroom_searchentry_words, rowid, language, section_id, headline, text)
        VALUES ('delete', old.id, old.language, old.section_id, old.headline, old.text);
    END
    """,
    """
    CREATE TRIGGER newsroom_searchentry_changed AFTER UPDATE ON newsroom_searchentry BEGIN
        INSERT INTO newsroom_searchentry_words
            (newsroom_searchentry_words, rowid, language, section_id, headline, text)
        VALUES ('delete', old.id, old.language, old.section_id, old.headline, old.text);
        INSERT INTO newsroom_searchentry_words (rowid, language, section_id, headline, text)
        VALUES (new.id, new.language, new.section_id, new.headline, new.text);
    END
    """,
]

_POSTGRESQL = [
    """
    ALTER TABLE newsroom_searchentry ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, headline), 'A')
        || setweight(to_tsvector('simple'::regconfig, text), 'B')
    ) STORED
    """,
    "CREATE INDEX newsroom_searchentry_words ON newsroom_searchentry USING gin (words)",
]

_STATEMENTS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the index; entries that are added from now on are found."""
    with connection.cursor() as cursor:
        for statement in _STATEMENTS[connection.vendor]:
            cursor.execute(statement)


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the index exists: a database that was made without migrations lacks it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return WORDS_TABLE in connection.introspection.table_names(cursor)
        columns = connection.introspection.get_table_description(cursor, "newsroom_searchentry")
        return any(column.name == "words" for column in columns)
