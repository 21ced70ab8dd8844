"""Lists of articles as readers page through them: only what anybody may read now, newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, Q
from wagtail.models import Page
from wagtail.query import PageQuerySet

from obole.foundation.ingredients import use
from obole.foundation.memory import once
from obole.newsroom.models import ArticlePage, ArticleTag, Author, Byline, SectionPage, Tag
from obole.newsroom.queries.surroundings import place
from obole.newsroom.queries.written import UNLISTED, readable_versions
from obole.newsroom.rules import ingredients as names
from obole.newsroom.rules.renditions import LISTED
from obole.pages.models import PictureRendition, outside_walls

# A long screen on a phone; the next page is one tap away.
ARTICLES_PER_PAGE = 20
# Skipping rows costs time for each of them; what is older is found through the archives.
DEEPEST_PAGE = 250
# The first page has the address of the list itself.
FIRST_NUMBERED = 2


class NoSuchPage(LookupError):
    """A list has no page of this number."""


@dataclass(frozen=True)
class Listing:
    """One page of a list of articles, and whether there are others around it."""

    base: str
    title: str = ""
    articles: list[ArticlePage] = field(default_factory=list)
    number: int = 1
    has_older: bool = False

    @property
    def older_url(self) -> str:
        """The address of the next page, of older articles; empty on the last."""
        return f"{self.base}page/{self.number + 1}/" if self.has_older else ""

    @property
    def newer_url(self) -> str:
        """The address of the page before, of newer articles; empty on the first."""
        if self.number == 1:
            return ""
        return self.base if self.number == FIRST_NUMBERED else f"{self.base}page/{self.number - 1}/"


def readable_articles(*, now: datetime) -> PageQuerySet:
    """Return the articles that anybody may read now, in no order, with nothing fetched beside."""
    embargo_is_over = Q(embargo_until__isnull=True) | Q(embargo_until__lte=now)
    readable: PageQuerySet = ArticlePage.objects.filter(
        embargo_is_over, outside_walls(), live=True, published_at__isnull=False
    )
    return readable


def newest_articles(
    *,
    language: str,
    now: datetime,
    section: SectionPage | None = None,
    author: Author | None = None,
    tag: Tag | None = None,
    month: tuple[datetime, datetime] | None = None,
) -> PageQuerySet:
    """Return the readable articles of a language, newest first, with all that a list shows.

    Each filter narrows the list; `month` is from the first moment to before the second.
    """
    articles = readable_articles(now=now)
    use(_name_of_list(language=language, section=section, author=author, tag=tag, month=month))
    if section is not None:
        # The section implies the language; naming both would part the query from its index.
        articles = articles.filter(section=section)
    else:
        articles = articles.filter(language=language)
    if author is not None:
        signed = Byline.objects.filter(author=author).order_by()
        articles = articles.filter(pk__in=signed.values("article"))
    if tag is not None:
        tagged = ArticleTag.objects.filter(tag=tag).order_by()
        articles = articles.filter(pk__in=tagged.values("content_object"))
    if month is not None:
        articles = articles.filter(published_at__gte=month[0], published_at__lt=month[1])
    newest: PageQuerySet = as_listed(articles).order_by("-published_at", "-pk")
    return newest


def _name_of_list(
    *,
    language: str,
    section: SectionPage | None,
    author: Author | None,
    tag: Tag | None,
    month: tuple[datetime, datetime] | None,
) -> str:
    """Return the ingredient that a list is; of several filters one says enough."""
    if section is not None:
        return names.articles_of_section(section.pk)
    if author is not None:
        return names.articles_of_author(author.pk)
    if tag is not None:
        return names.articles_of_tag(tag.pk)
    if month is not None:
        return names.articles_of_month(language, month[0].year, month[0].month)
    return names.articles_of_language(language)


def shown(articles: Iterable[ArticlePage]) -> list[ArticlePage]:
    """Return the articles with section and locale, and say that the answer shows them so."""
    listed = list(articles)
    place(listed)
    for article in listed:
        use(names.page(article.pk))
        use(*(names.author(byline.author_id) for byline in article.bylines.all()))
        if article.picture_id is not None:
            use(names.picture(article.picture_id))
    return listed


def as_listed(articles: PageQuerySet) -> PageQuerySet:
    """Return the same articles with what a list item shows, in a constant number of queries.

    Section and locale are put in by `shown`.
    """
    renditions = PictureRendition.objects.filter(filter_spec__in=LISTED)
    listed: PageQuerySet = (
        articles.defer("body", *UNLISTED)
        .select_related("picture")
        .prefetch_related(
            Prefetch("bylines", Byline.objects.select_related("author").order_by("sort_order")),
            Prefetch("picture__renditions", renditions, to_attr="prefetched_renditions"),
        )
    )
    return listed


def page_of(articles: PageQuerySet, *, number: int, base: str, title: str = "") -> Listing:
    """Return one page of the list at the address `base`. Raise NoSuchPage beyond its end or limit.

    The first page exists even when it is empty. One row more than shown tells whether an older
    page follows; nothing is counted.
    """
    if not 1 <= number <= DEEPEST_PAGE:
        raise NoSuchPage(number)
    start = (number - 1) * ARTICLES_PER_PAGE
    found = list(articles[start : start + ARTICLES_PER_PAGE + 1])
    if not found and number > 1:
        raise NoSuchPage(number)
    return Listing(
        base=base,
        title=title,
        articles=shown(found[:ARTICLES_PER_PAGE]),
        number=number,
        has_older=len(found) > ARTICLES_PER_PAGE and number < DEEPEST_PAGE,
    )


def articles_in_order(*, keys: Sequence[int], now: datetime) -> list[ArticlePage]:
    """Return the readable articles of these keys in their order; the others are left out."""
    return shown(in_order(as_listed(readable_articles(now=now)), keys=keys))


def in_order(articles: PageQuerySet, *, keys: Sequence[int]) -> list[ArticlePage]:
    """Return those of the articles that have these keys, in their order."""
    if not keys:
        return []
    # Those that may not be read yet, too: one day they may.
    use(*map(names.page, keys))
    found = {page.pk: page for page in articles.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def readable_translations(*, page: Page, now: datetime) -> list[Page]:
    """Return the page in each language in which anybody may read it, this one included.

    Only what addresses are made of is fetched.
    """
    return once(("translations", page.pk), lambda: _readable_translations(page=page, now=now))


def _readable_translations(*, page: Page, now: datetime) -> list[Page]:
    use(names.translations(page.translation_key))
    if isinstance(page, ArticlePage):
        found = readable_versions(translation_key=page.translation_key, now=now)
        place(found)
        return [*found]
    versions = page.get_translations(inclusive=True).live().filter(outside_walls())
    located = versions.select_related("locale").only("url_path", "locale__language_code")
    return list(located.order_by("pk"))
