"""Where an old address leads now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from wagtail.models import Page

from obole.foundation import clock
from obole.newsroom.addresses import address_in, front_path
from obole.newsroom.models import HomePage, SectionPage
from obole.newsroom.queries.archives import (
    bounds_of_month,
    languages_of_author,
    languages_of_tag,
)
from obole.newsroom.queries.listings import newest_articles
from obole.portability.models import ImportedSite, Kind, OldAddress, SourceRecord
from obole.portability.rules.old_paths import OldRequest, Sought
from obole.portability.rules.uploads import FileName, file_name_of

# Not needed to tell where something leads, and long.
_SAID = ("kept", "written", "flags", "links", "comment_counts")
_ITEM_KINDS = (Kind.POST, Kind.PAGE, Kind.ATTACHMENT)
_FEED_FILE = "feed.xml"
# The months that a database's dates know.
_YEARS = range(1800, 2200)


@dataclass(frozen=True, slots=True)
class Target:
    """A path of ours; for a page, a document or a picture, which one."""

    address: str = ""
    page_id: int | None = None
    document_id: int | None = None
    picture_id: int | None = None


def target_of(
    *, site: ImportedSite, requests: Iterable[OldRequest], published_only: bool
) -> Target | None:
    """Return where the first of these readings leads that leads anywhere.

    With `published_only` that is what readers can open now; without, what there will be once all
    is published.
    """
    for request in requests:
        target = _READERS[request.what](site, request, published_only)
        if target is not None:
            return target
    return None


def records_of_file(*, site: ImportedSite, file: FileName) -> list[SourceRecord]:
    """Return the attachments that may be meant by a file's name: the likeliest first."""
    if not file.form:
        return []
    found = SourceRecord.objects.filter(
        site=site, file_form=file.form, kind=Kind.ATTACHMENT
    ).order_by("pk")
    own_host = site.key.partition("/")[0]
    near = [each for each in found if file.host in {"", own_host, each.file_host}]
    return sorted(near, key=lambda each: each.file_path != file.path)


def _records() -> QuerySet[SourceRecord]:
    return SourceRecord.objects.select_related("page__locale").defer(*_SAID)


def _item(site: ImportedSite, request: OldRequest, published_only: bool) -> Target | None:  # noqa: FBT001
    records = _records().filter(site=site, old_id=int(request.value), kind__in=_ITEM_KINDS)
    return _first(site, records.order_by("pk"), request, published_only=published_only)


def _path(site: ImportedSite, request: OldRequest, published_only: bool) -> Target | None:  # noqa: FBT001
    addresses = OldAddress.objects.filter(site=site, path=request.value)
    record_ids = list(addresses.values_list("record", flat=True))
    if not record_ids:
        return None
    records = _records().filter(pk__in=record_ids)
    return _first(site, records, request, published_only=published_only)


def _term(site: ImportedSite, request: OldRequest, published_only: bool) -> Target | None:  # noqa: FBT001
    kind = Kind.CATEGORY if request.what is not Sought.TAG else Kind.TAG
    records = _records().filter(site=site, kind=kind)
    if request.what is Sought.CATEGORY_NUMBER:
        records = records.filter(old_id=int(request.value))
    else:
        records = records.filter(key=request.value)
    target = _first(site, records.order_by("pk"), request, published_only=published_only)
    # What nothing is in, or nothing published, answered there with an empty list.
    return target or (_front(site, request, published_only) if records.exists() else None)


def _author(site: ImportedSite, request: OldRequest, published_only: bool) -> Target | None:  # noqa: FBT001
    records = _records().filter(site=site, kind=Kind.AUTHOR)
    if request.what is Sought.AUTHOR_NUMBER:
        records = records.filter(old_id=int(request.value))
    else:
        records = records.filter(kept__nicename=request.value) | records.filter(key=request.value)
    target = _first(site, records.order_by("pk"), request, published_only=published_only)
    return target or (_front(site, request, published_only) if records.exists() else None)


def _month(site: ImportedSite, request: OldRequest, published_only: bool) -> Target | None:  # noqa: FBT001
    year, month = map(int, request.value.split("/"))
    language = site.locale.language_code
    if year not in _YEARS or not 1 <= month <= 12:  # noqa: PLR2004
        return None
    bounds = bounds_of_month(year=year, month=month)
    is_empty = (
        published_only
        and not newest_articles(language=language, month=bounds, now=clock.now()).exists()
    )
    if is_empty:
        return Target(address_in(language, "archives"))
    return Target(address_in(language, "month", month=(year, month)))


def _year(site: ImportedSite, request: OldRequest, _: bool) -> Target | None:  # noqa: FBT001
    is_year = int(request.value) in _YEARS
    return Target(address_in(site.locale.language_code, "archives")) if is_year else None


def _front(site: ImportedSite, request: OldRequest, _: bool) -> Target:  # noqa: FBT001
    language = site.locale.language_code
    if request.is_feed:
        return Target(address_in(language, "rss"))
    home = HomePage.objects.filter(locale=site.locale).order_by("path").first()
    return Target(front_path(language), page_id=home.pk if home else None)


def _file(site: ImportedSite, request: OldRequest, _: bool) -> Target | None:  # noqa: FBT001
    file = file_name_of(f"https://{site.key.partition('/')[0]}{request.value}")
    for record in records_of_file(site=site, file=file):
        if record.document is not None:
            return Target(record.document.url, document_id=record.document_id)
        if record.picture_id is not None:
            return Target(picture_id=record.picture_id)
    return None


def _search(site: ImportedSite, request: OldRequest, _: bool) -> Target:  # noqa: FBT001
    query = urlencode({"q": request.value})
    return Target(f"{address_in(site.locale.language_code, 'search')}?{query}")


def _first(
    site: ImportedSite,
    records: Iterable[SourceRecord],
    request: OldRequest,
    *,
    published_only: bool,
) -> Target | None:
    for record in records:
        target = _of_record(site, record, request, published_only=published_only)
        if target is not None:
            return target
    return None


def _of_record(
    site: ImportedSite, record: SourceRecord, request: OldRequest, *, published_only: bool
) -> Target | None:
    if record.page is not None and (record.page.live or not published_only):
        return _of_page(site, record.page, is_feed=request.is_feed)
    language = site.locale.language_code
    if record.tag is not None:
        tag = record.tag
        if published_only and language not in languages_of_tag(tag=tag, now=clock.now()):
            return None
        return _listing(language, "tag", tag.slug, is_feed=request.is_feed)
    if record.author is not None:
        author = record.author
        if published_only and language not in languages_of_author(author=author, now=clock.now()):
            return None
        return _listing(language, "author", author.slug, is_feed=request.is_feed)
    return _of_attachment(site, record, published_only=published_only)


def _listing(language: str, name: str, slug: str, *, is_feed: bool) -> Target:
    if is_feed:
        return Target(address_in(language, f"{name}_feed", slug=slug, file=_FEED_FILE))
    return Target(address_in(language, name, slug=slug))


def _of_page(site: ImportedSite, page: Page, *, is_feed: bool) -> Target:
    if is_feed and issubclass(page.specific_class, SectionPage):
        language = site.locale.language_code
        return Target(address_in(language, "section_feed", slug=page.slug, file=_FEED_FILE))
    return Target(page.url or "", page_id=page.pk)


def _of_attachment(
    site: ImportedSite, record: SourceRecord, *, published_only: bool
) -> Target | None:
    """Return the article that an attachment belongs to, or else its file."""
    parent = (
        _records()
        .filter(site=site, old_id=record.parent_old_id, kind__in=(Kind.POST, Kind.PAGE))
        .exclude(old_id=0)
        .first()
    )
    if parent and parent.page and (parent.page.live or not published_only):
        return Target(parent.page.url or "", page_id=parent.page.pk)
    if record.document is not None:
        return Target(record.document.url, document_id=record.document_id)
    return Target(picture_id=record.picture_id) if record.picture_id is not None else None


_Reader = Callable[[ImportedSite, OldRequest, bool], Target | None]
_READERS: dict[Sought, _Reader] = {
    Sought.PATH: _path,
    Sought.ITEM: _item,
    Sought.CATEGORY: _term,
    Sought.CATEGORY_NUMBER: _term,
    Sought.TAG: _term,
    Sought.AUTHOR: _author,
    Sought.AUTHOR_NUMBER: _author,
    Sought.MONTH: _month,
    Sought.YEAR: _year,
    Sought.FRONT: _front,
    Sought.FILE: _file,
    Sought.SEARCH: _search,
}
