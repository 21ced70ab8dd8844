"""What stands on an article's page beside its own fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from obole.foundation.ingredients import use
from obole.kernel.text import reading_minutes
from obole.newsroom.models import ArticlePage, Author, Byline, Correction, Tag
from obole.newsroom.queries.listings import (
    articles_in_order,
    as_listed,
    readable_articles,
    shown,
)
from obole.newsroom.queries.pictures import pictures_of_body
from obole.newsroom.queries.places import NEIGHBOURS, earlier, later
from obole.newsroom.queries.references import names_in
from obole.newsroom.queries.surroundings import homes_by_language, place
from obole.newsroom.rules import ingredients as names
from obole.newsroom.rules.renditions import READ, RENDITIONS, Use
from obole.pages.models import Picture, PictureRendition


@dataclass(frozen=True)
class Signatures:
    """Authors who did the same; an empty role is that of the writers."""

    role: str
    authors: list[Author]


@dataclass(frozen=True)
class Reading:
    """An article's authors, corrections, subjects and neighbours."""

    minutes: int
    signatures: list[Signatures]
    corrections: list[Correction]
    tags: list[Tag]
    related: list[ArticlePage]
    more_in_section: list[ArticlePage]


def article_at(*, section: str, slug: str, language: str) -> ArticlePage | None:
    """Return the live article of these slugs with all that its page shows; None if there is none.

    It may be under embargo or behind a wall: whoever serves it finds out.
    """
    home = homes_by_language().get(language)
    if home is None:
        return None
    # Only the slug has an index.
    found = ArticlePage.objects.live().filter(
        slug=slug, url_path=f"{home.url_path}{section}/{slug}/"
    )
    article: ArticlePage | None = found.select_related("picture").first()
    if article is not None:
        place([article])
        bylines = Byline.objects.select_related("author").order_by("sort_order")
        prefetch_related_objects(
            [article], Prefetch("bylines", bylines), "corrections", "related_items", "tags"
        )
        fetch_renditions(pictures=[*filter(None, [article.picture])])
    return article


def bylines_of(article: ArticlePage) -> list[Byline]:
    """Return the bylines in their order, each with its author."""
    # Only `all()`: on relations that were fetched ahead, modelcluster's managers forget under a
    # filter or an order which article they belong to.
    bylines = sorted(article.bylines.all(), key=lambda byline: byline.sort_order or 0)
    prefetch_related_objects(bylines, "author")
    return bylines


def reading_of(*, article: ArticlePage, now: datetime) -> Reading:
    """Return what a reader of the article sees around its text.

    It also fetches the sizes of the pictures in the article and in its body, all at once.
    """
    use(*names_in(article.body), *(names.tag(tag.pk) for tag in article.tags.all()))
    fetch_renditions(pictures=[*pictures_of_body(article.body), *filter(None, [article.picture])])
    related = articles_in_order(
        keys=[item.related_id for item in article.related_items.all()], now=now
    )
    return Reading(
        minutes=reading_minutes("\n".join(article.readable_lines())),
        signatures=_signatures(article),
        corrections=sorted(
            article.corrections.all(), key=lambda correction: correction.made_at, reverse=True
        ),
        tags=sorted(article.tags.all(), key=lambda tag: tag.name.casefold()),
        related=related,
        more_in_section=[] if related else _more_in_section(article, now=now),
    )


def fetch_renditions(*, pictures: Sequence[Picture]) -> None:
    """Fetch the renditions that reading pages show of these pictures, in one query."""
    renditions = PictureRendition.objects.filter(filter_spec__in=READ)
    prefetch_related_objects(
        list(pictures), Prefetch("renditions", renditions, to_attr="prefetched_renditions")
    )


def _signatures(article: ArticlePage) -> list[Signatures]:
    bylines = bylines_of(article)
    for author in (byline.author for byline in bylines):
        use(names.author(author.pk))
        if author.portrait_id is not None:
            use(names.picture(author.portrait_id))
    portraits = Picture.objects.prefetch_renditions(*RENDITIONS[Use.PORTRAIT].all())
    prefetch_related_objects([byline.author for byline in bylines], Prefetch("portrait", portraits))
    by_role: dict[str, list[Author]] = {}
    for byline in bylines:
        by_role.setdefault(byline.role, []).append(byline.author)
    return [Signatures(role=role, authors=authors) for role, authors in by_role.items()]


def _more_in_section(article: ArticlePage, *, now: datetime) -> list[ArticlePage]:
    """Return the articles that came before this one, and after the earliest those that followed.

    They stay what they are: the newest of the section would be others with each article, on every
    page of the section.
    """
    if article.section_id is None:
        return []
    use(names.neighbours(article.pk))
    readable = as_listed(readable_articles(now=now))
    moment = article.published_at or now
    found = list(earlier(readable, article=article, moment=moment)[:NEIGHBOURS])
    if len(found) < NEIGHBOURS:
        missing = NEIGHBOURS - len(found)
        found += later(readable, article=article, moment=moment)[:missing]
    return shown(found)
