"""What stands on an article's page beside its own fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from obole.foundation.ingredients import use
from obole.foundation.memory import once
from obole.kernel.text import reading_minutes
from obole.newsroom.models import (
    ArticlePage,
    ArticleTag,
    Author,
    Byline,
    Correction,
    RelatedArticle,
    Tag,
)
from obole.newsroom.queries.listings import (
    in_order,
    readable_articles,
    shown,
)
from obole.newsroom.queries.pictures import pictures_of_body
from obole.newsroom.queries.places import NEIGHBOURS
from obole.newsroom.queries.references import names_in
from obole.newsroom.queries.surroundings import homes_by_language, place
from obole.newsroom.queries.written import (
    UNLISTED,
    live_article,
    pictures_with_keys,
    readable_after,
    readable_before,
    renditions_of,
    signed_by,
)
from obole.newsroom.rules import ingredients as names
from obole.newsroom.rules.renditions import READ, RENDITIONS, Use
from obole.pages.models import Picture


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


def article_at(*, section: str, slug: str, language: str, now: datetime) -> ArticlePage | None:
    """Return the live article of these slugs with all that its page shows; None if there is none.

    It may be under embargo or behind a wall: whoever serves it finds out.
    """
    home = homes_by_language().get(language)
    if home is None:
        return None
    article = live_article(slug=slug, url_path=f"{home.url_path}{section}/{slug}/")
    if article is not None:
        place([article])
        _fetch_beside(article)
        _below(article, now=now, beside=[article])
    return article


def _fetch_beside(article: ArticlePage) -> None:
    """Give a stored article its corrections, its subjects and what is recommended under it."""
    own = {"article": article.pk}
    article.corrections.set(Correction.objects.filter(**own) if article.is_corrected else [])
    article.related_items.set(RelatedArticle.objects.filter(**own) if article.has_related else [])
    tagged = ArticleTag.objects.filter(content_object=article.pk)
    article.tagged_items.set(tagged.select_related("tag"))


def bylines_of(article: ArticlePage) -> list[Byline]:
    """Return the bylines in their order, each with its author."""
    # Only `all()`: on relations that were fetched ahead, modelcluster's managers forget under a
    # filter or an order which article they belong to.
    bylines = sorted(article.bylines.all(), key=lambda byline: byline.sort_order or 0)
    prefetch_related_objects(bylines, "author")
    return bylines


def words_of(article: ArticlePage) -> list[str]:
    """Return what a reader reads, a line a paragraph; taken out of the markup once an answer."""

    def ask() -> list[str]:
        use(names.page(article.pk))
        return article.readable_lines()

    return once(("words", article.pk), ask)


def reading_of(*, article: ArticlePage, now: datetime) -> Reading:
    """Return what a reader of the article sees around its text.

    It also fetches the sizes of the pictures in the article and in its body, all at once.
    """
    use(*names_in(article.body), *(names.tag(tag.pk) for tag in article.tags.all()))
    below = _below(article, now=now)
    fetch_renditions(pictures=_pictures_in(article))
    return Reading(
        minutes=reading_minutes("\n".join(words_of(article))),
        signatures=_signatures(article),
        corrections=sorted(
            article.corrections.all(), key=lambda correction: correction.made_at, reverse=True
        ),
        tags=sorted(article.tags.all(), key=lambda tag: tag.name.casefold()),
        related=below.related,
        more_in_section=below.more_in_section,
    )


def fetch_renditions(*, pictures: Sequence[Picture]) -> None:
    """Fetch the renditions that reading pages show of these pictures, in one query."""
    missing = [each for each in pictures if not hasattr(each, "prefetched_renditions")]
    if not missing:
        return
    made = renditions_of({each.pk for each in missing}, specs=READ)
    for picture in missing:
        # The name under which Wagtail looks for what was fetched ahead.
        renditions = [each for each in made if each.image_id == picture.pk]
        for rendition in renditions:
            rendition.image = picture
        picture.prefetched_renditions = renditions


def _signatures(article: ArticlePage) -> list[Signatures]:
    bylines = bylines_of(article)
    authors = [byline.author for byline in bylines]
    pictured = [author for author in authors if author.portrait_id is not None]
    use(*(names.author(author.pk) for author in authors))
    use(*(names.picture(author.portrait_id) for author in authors if author.portrait_id))
    if pictured:
        portraits = Picture.objects.prefetch_renditions(*RENDITIONS[Use.PORTRAIT].all())
        prefetch_related_objects(pictured, Prefetch("portrait", portraits))
    by_role: dict[str, list[Author]] = {}
    for byline in bylines:
        by_role.setdefault(byline.role, []).append(byline.author)
    return [Signatures(role=role, authors=authors) for role, authors in by_role.items()]


@dataclass(frozen=True)
class _Below:
    """The articles under an article: those that its editor chose, or its neighbours."""

    related: list[ArticlePage]
    more_in_section: list[ArticlePage]


def _below(article: ArticlePage, *, now: datetime, beside: Sequence[ArticlePage] = ()) -> _Below:
    """Return what stands under the article, fetched once an answer.

    For `beside`, the article itself, authors and sizes of pictures are fetched in the same queries.
    """

    def ask() -> _Below:
        use(names.page(article.pk))
        keys = [item.related_id for item in article.related_items.all()]
        related = in_order(readable_articles(now=now).defer("body", *UNLISTED), keys=keys)
        neighbours = [] if related else _more_in_section(article, now=now)
        found = [*related, *neighbours]
        _fetch_bylines_and_pictures([*beside, *found])
        pictures = [picture for each in beside for picture in _pictures_in(each)]
        fetch_renditions(pictures=[*pictures, *filter(None, (each.picture for each in found))])
        return _Below(related=shown(related), more_in_section=shown(neighbours))

    return once(("below", article.pk), ask)


def _fetch_bylines_and_pictures(articles: Sequence[ArticlePage]) -> None:
    if not articles:
        return
    bylines = signed_by([article.pk for article in articles])
    keys = {article.picture_id for article in articles if article.picture_id is not None}
    pictures = pictures_with_keys(keys) if keys else {}
    for article in articles:
        article.bylines.set([each for each in bylines if each.article_id == article.pk])
        if article.picture_id is not None:
            # It may be gone since the article was read.
            article.picture = pictures.get(article.picture_id)


def _pictures_in(article: ArticlePage) -> list[Picture]:
    return [*pictures_of_body(article.body), *filter(None, [article.picture])]


def _more_in_section(article: ArticlePage, *, now: datetime) -> list[ArticlePage]:
    """Return the articles that came before this one, and after the earliest those that followed.

    They stay what they are: the newest of the section would be others with each article, on every
    page of the section.
    """
    if article.section_id is None:
        return []
    use(names.neighbours(article.pk))
    moment = article.published_at or now
    found = readable_before(article, at=moment, now=now, most=NEIGHBOURS)
    if len(found) < NEIGHBOURS:
        missing = NEIGHBOURS - len(found)
        found += readable_after(article, at=moment, now=now, most=missing)
    return found
