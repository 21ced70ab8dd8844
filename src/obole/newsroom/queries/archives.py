"""How many articles each month of the archives holds, and who signs in a language."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncMonth
from django.utils import timezone

from obole.foundation.ingredients import use
from obole.newsroom.models import ArticleTag, Author, Byline, Tag
from obole.newsroom.queries.listings import readable_articles
from obole.newsroom.rules import ingredients as names


@dataclass(frozen=True)
class MonthCount:
    """A month, as its first day, and how many articles it holds."""

    first_day: date
    articles: int

    @property
    def key(self) -> tuple[int, int]:
        """The year and the month."""
        return self.first_day.year, self.first_day.month


def months_of(*, language: str, now: datetime) -> dict[int, list[MonthCount]]:
    """Return the months with articles by year, the latest first.

    It counts every article of the language: the page that shows it is the only one that does.
    """
    use(names.articles_of_language(language))
    counted = (
        readable_articles(now=now)
        .filter(language=language)
        .order_by()
        .annotate(month=TruncMonth("published_at"))
        .values("month")
        .annotate(articles=Count("pk"))
        .order_by("-month")
    )
    years: dict[int, list[MonthCount]] = {}
    for row in counted:
        month = MonthCount(row["month"].date(), row["articles"])
        years.setdefault(month.first_day.year, []).append(month)
    return years


def bounds_of_month(*, year: int, month: int) -> tuple[datetime, datetime]:
    """Return the first moment of a month and that of the next, in the newsroom's time zone."""
    zone = timezone.get_default_timezone()
    assert isinstance(zone, ZoneInfo), "Django's time zones are those of zoneinfo."
    following = (year + month // 12, month % 12 + 1)
    first, last = (
        datetime.combine(date(*key, 1), time.min, tzinfo=zone) for key in ((year, month), following)
    )
    return first, last


def signing_authors(*, language: str, now: datetime) -> list[Author]:
    """Return the authors of readable articles of a language, by name."""
    readable = readable_articles(now=now).filter(language=language)
    signed = Byline.objects.filter(author=OuterRef("pk"), article__in=readable.values("pk"))
    authors = list(Author.objects.filter(Exists(signed)).order_by("name", "pk"))
    # A second author of an article that is listed already changes this list alone.
    use(names.every_article(language), *(names.author(author.pk) for author in authors))
    return authors


def languages_of_author(*, author: Author, now: datetime) -> set[str]:
    """Return the languages in which the author has readable articles."""
    use(names.author(author.pk), names.articles_of_author(author.pk))
    readable = readable_articles(now=now)
    signed = Byline.objects.filter(author=author).order_by().values("article")
    return set(
        readable.filter(pk__in=signed).order_by().values_list("language", flat=True).distinct()
    )


def languages_of_tag(*, tag: Tag, now: datetime) -> set[str]:
    """Return the languages in which readable articles carry the tag."""
    use(names.tag(tag.pk), names.articles_of_tag(tag.pk))
    readable = readable_articles(now=now)
    tagged = ArticleTag.objects.filter(tag=tag).order_by().values("content_object")
    return set(
        readable.filter(pk__in=tagged).order_by().values_list("language", flat=True).distinct()
    )
