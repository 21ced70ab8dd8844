"""Where readers find an article, and which articles show it under themselves."""

from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils import timezone
from wagtail.query import PageQuerySet

from obole.newsroom.models import ArticlePage, ArticleTag, Byline, Correction
from obole.newsroom.rules import ingredients as names
from obole.newsroom.rules.ingredients import Place

# What stands under an article: one row of a wide screen.
NEIGHBOURS = 3
_OF_ITS_PLACE: Final = (
    "language",
    "published_at",
    "label",
    "url_path",
    "section",
    "translation_key",
)


def readable_article(*, page_id: int, among: PageQuerySet) -> ArticlePage | None:
    """Return an article of those that readers may read, with no more than its place needs."""
    found: ArticlePage | None = among.filter(pk=page_id).only(*_OF_ITS_PLACE).first()
    return found


def place_of_article(*, article: ArticlePage | None) -> Place:
    """Return the lists in which readers find this article now; none if they may not read it."""
    if article is None:
        return Place()
    page_id = article.pk
    language, published_at = article.language, article.published_at
    assert published_at is not None, "Readable articles are dated."
    day = timezone.localtime(published_at)
    lists = {
        names.articles_of_language(language),
        names.every_article(language),
        names.articles_of_month(language, day.year, day.month),
        *map(names.articles_of_author, _values(Byline, "article", page_id, "author_id")),
        *map(names.articles_of_tag, _values(ArticleTag, "content_object", page_id, "tag_id")),
    }
    if article.section_id is not None:
        lists.add(names.articles_of_section(article.section_id))
    if Correction.objects.filter(article=page_id).exists():
        lists.add(names.corrections(language))
    return Place(
        lists=sorted(lists),
        order=f"{published_at.isoformat()} {article.label} {article.url_path}",
    )


def _values(model: type[Byline | ArticleTag], owner: str, page_id: int, wanted: str) -> list[int]:
    rows = model.objects.filter(**{owner: page_id}).order_by()
    return list(rows.values_list(wanted, flat=True))


def earlier(articles: PageQuerySet, *, article: ArticlePage, moment: datetime) -> PageQuerySet:
    """Return those of the section that come before the article, nearest first.

    `moment` is when it was published, or now for a draft.
    """
    before = Q(published_at__lt=moment) | Q(pk__lt=article.pk)
    # The moment by itself, outside of the OR: SQLite begins there, and not at the newest article.
    in_section: PageQuerySet = articles.filter(
        before, published_at__lte=moment, section=article.section_id
    )
    in_section = in_section.order_by("-published_at", "-pk")
    return in_section  # noqa: RET504 - the name gives it its type


def later(articles: PageQuerySet, *, article: ArticlePage, moment: datetime) -> PageQuerySet:
    """Return those of the section that come after the article, nearest first."""
    after = Q(published_at__gt=moment) | Q(pk__gt=article.pk)
    in_section: PageQuerySet = articles.filter(
        after, published_at__gte=moment, section=article.section_id
    )
    in_section = in_section.order_by("published_at", "pk")
    return in_section  # noqa: RET504 - the name gives it its type


def around_article(
    *, page_id: int, article: ArticlePage | None, readable: PageQuerySet
) -> set[str]:
    """Return the ingredients that tell of an article elsewhere than in lists.

    Those are its translations, and the articles that would show it as their neighbour. Where it
    is shown already, its own name is an ingredient. `article`: None where nobody may read it.
    """
    article = article or readable_article(page_id=page_id, among=ArticlePage.objects.all())
    if article is None:
        return set()
    changed = {names.translations(article.translation_key)}
    moment = article.published_at
    if moment is None:
        return changed
    after = later(readable, article=article, moment=moment).values_list("pk", flat=True)
    changed |= {names.neighbours(key) for key in after[:NEIGHBOURS]}
    before = earlier(readable, article=article, moment=moment).values_list("pk", flat=True)
    # The earliest of a section lack earlier ones, and show later ones.
    earliest = list(before[: NEIGHBOURS + 1])
    if len(earliest) <= NEIGHBOURS:
        changed |= {names.neighbours(key) for key in earliest}
    return changed
