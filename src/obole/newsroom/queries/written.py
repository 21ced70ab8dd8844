"""What the page of each article asks of the database, written out.

To put such questions together takes Django ten times as long as the database takes to answer them.
So what may be read is said here and in `listings.readable_articles`; a test compares the two.
"""

import functools
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Field

from obole.foundation.statements import places
from obole.newsroom.models import ArticlePage, Author, Byline
from obole.pages.models import Picture, PictureRendition, walled_paths

_ARTICLES = """FROM "wagtailcore_page" page
    JOIN "newsroom_articlepage" article ON article.page_ptr_id = page.id"""

# Columns of a page that only the desk reads.
UNLISTED = (
    *("draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"),
    *("live_revision", "owner", "locked", "locked_at", "locked_by", "go_live_at", "expire_at"),
    *("expired", "show_in_menus", "search_description", "seo_title", "numchild"),
)


class Condition(NamedTuple):
    """A piece of SQL and its values."""

    sql: str
    values: Sequence[Any]


def live_article(*, slug: str, url_path: str) -> ArticlePage | None:
    """Return the live article at a path in the tree, readable or not.

    Its `is_corrected` and `has_related` tell whether it has corrections and related articles.
    """
    # Only the slug has an index.
    question = f"""SELECT page.*, article.*,
        EXISTS (SELECT 1 FROM "newsroom_correction" WHERE article_id = page.id) AS is_corrected,
        EXISTS (SELECT 1 FROM "newsroom_relatedarticle" WHERE article_id = page.id) AS has_related
        {_ARTICLES} WHERE page.slug = %s AND page.url_path = %s AND page.live"""  # noqa: S608
    return next(iter(ArticlePage.objects.raw(question, [slug, url_path])), None)


def readable_versions(*, translation_key: UUID, now: datetime) -> list[ArticlePage]:
    """Return an article in each language in which anybody may read it: where it stands, no more."""
    readable = readable_now(now)
    columns = "page.id, page.url_path, page.locale_id, article.page_ptr_id, article.section_id"
    question = f"""SELECT {columns} {_ARTICLES}
        WHERE page.translation_key = %s AND {readable.sql} ORDER BY page.id"""
    values = [_stored("translation_key", translation_key), *readable.values]
    return list(ArticlePage.objects.raw(question, values))


def readable_before(
    article: ArticlePage, *, at: datetime, now: datetime, most: int
) -> list[ArticlePage]:
    """Return those of the section that came before the article of this moment, nearest first."""
    return _beside(article, at=at, now=now, most=most, sign="<", order="DESC")


def readable_after(
    article: ArticlePage, *, at: datetime, now: datetime, most: int
) -> list[ArticlePage]:
    """Return those of the section that came after the article of this moment, nearest first."""
    return _beside(article, at=at, now=now, most=most, sign=">", order="ASC")


def _beside(
    article: ArticlePage, *, at: datetime, now: datetime, most: int, sign: str, order: str
) -> list[ArticlePage]:
    readable, moment = readable_now(now), _stored("published_at", at)
    # The moment by itself, outside of the OR: SQLite begins there, and not at the newest article.
    question = f"""SELECT {_listed_columns()} {_ARTICLES}
        WHERE article.section_id = %s AND {readable.sql} AND article.published_at {sign}= %s
            AND (article.published_at <> %s OR article.page_ptr_id {sign} %s)
        ORDER BY article.published_at {order}, article.page_ptr_id {order} LIMIT %s"""
    values = [article.section_id, *readable.values, moment, moment, article.pk, most]
    return list(ArticlePage.objects.raw(question, values))


def signed_by(articles: Collection[int]) -> list[Byline]:
    """Return the bylines of the articles with these keys, each with its author, in their order."""
    question = f"""SELECT author.*, byline.id AS byline_id, byline.article_id AS signed_id,
            byline.role AS signed_as, byline.sort_order AS place
        FROM "newsroom_byline" byline JOIN "newsroom_author" author ON author.id = byline.author_id
        WHERE byline.article_id IN ({places(articles)}) ORDER BY byline.sort_order, byline.id"""  # noqa: S608
    return [
        Byline(
            pk=author.byline_id,
            article_id=author.signed_id,
            author=author,
            role=author.signed_as,
            sort_order=author.place,
        )
        for author in Author.objects.raw(question, [*articles])
    ]


def pictures_with_keys(keys: Collection[int]) -> dict[int, Picture]:
    """Return these pictures by their keys."""
    question = f'SELECT * FROM "pages_picture" WHERE id IN ({places(keys)})'  # noqa: S608
    return {picture.pk: picture for picture in Picture.objects.raw(question, [*keys])}


def renditions_of(pictures: Collection[int], *, specs: Collection[str]) -> list[PictureRendition]:
    """Return the renditions of these pictures that were made to these specifications."""
    question = f"""SELECT * FROM "pages_picturerendition"
        WHERE image_id IN ({places(pictures)}) AND filter_spec IN ({places(specs)})"""  # noqa: S608
    return list(PictureRendition.objects.raw(question, [*pictures, *specs]))


def readable_now(now: datetime) -> Condition:
    """Return the condition for articles that anybody may read now."""
    sql = """page.live AND article.published_at IS NOT NULL
        AND (article.embargo_until IS NULL OR article.embargo_until <= %s)"""
    values: list[Any] = [_stored("embargo_until", now)]
    for path in walled_paths():
        sql += f" AND substr(page.path, 1, {len(path)}) <> %s"
        values.append(path)
    return Condition(sql, values)


@functools.cache
def _listed_columns() -> str:
    """Return the columns that a list item shows."""
    fields = [
        field
        for field in ArticlePage._meta.concrete_fields
        if field.name not in ("body", *UNLISTED)
    ]
    return ", ".join(
        f'{"article" if field.model is ArticlePage else "page"}."{field.column}"'
        for field in fields
    )


def _stored(name: str, value: object) -> Any:
    """Return a value as the database keeps it in this column."""
    field = ArticlePage._meta.get_field(name)
    assert isinstance(field, Field), f"{name} is no column."
    return field.get_db_prep_value(value, connection)
