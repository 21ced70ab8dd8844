"""Empty, unpublished pages: they exist before any text is written, so that all links have a target.

They are written in bulk, as Wagtail's own tree would have it: a page at a time, this stage would
take longer than all the others together.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from wagtail.models import Page

from obole.newsroom.models import ArticlePage, SectionPage, StandingPage
from obole.portability.actions.filing import Shelves, is_for_pages
from obole.portability.actions.work import Work
from obole.portability.models import Kind, SourceRecord
from obole.portability.rules.items import SourceItem
from obole.portability.rules.wording import shortened, slug_of, title_of

MAX_SLUG_WITH_NUMBER = 230


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item that needs a page, and the record that is to know it."""

    item: SourceItem
    record: SourceRecord


def make_shells(work: Work, shelves: Shelves, wanted: Sequence[Wanted]) -> None:
    """Make a page for each; the records are not saved."""
    below: dict[int, list[Wanted]] = defaultdict(list)
    parents: dict[int, Page] = {}
    for each in wanted:
        parent = parent_of(work, shelves, each.item, kind=each.record.kind)
        parents[parent.pk] = parent
        below[parent.pk].append(each)
    for parent_id, group in below.items():
        _make_below(work, parents[parent_id], group)


def parent_of(work: Work, shelves: Shelves, item: SourceItem, *, kind: str) -> Page:
    """Return the page under which an item belongs: its section, or the front page."""
    if kind == Kind.PAGE:
        return work.home
    section: Page = shelves.section(shelves.place_of(item).section)
    return section


def title_for(item: SourceItem, *, language: str) -> str:
    """Return the title of an item; of one without any words, its date."""
    title = title_of(item)
    if title:
        return title
    with translation.override(language):
        if item.published_at is None:
            return gettext("Untitled")
        day = date_format(timezone.localtime(item.published_at), "DATE_FORMAT")
        return gettext("Untitled, %(date)s") % {"date": day}


def _make_below(work: Work, parent: Page, group: Sequence[Wanted]) -> None:
    locked = Page.objects.select_for_update().get(pk=parent.pk)
    slugs = _slugs(work, locked, group)
    last = Page.objects.child_of(locked).order_by("path").last()
    model = StandingPage if group[0].record.kind == Kind.PAGE else ArticlePage
    content_type = ContentType.objects.get_for_model(model)
    language = work.locale.language_code
    pages: list[Page] = []
    path = last._inc_path() if last else Page._get_path(locked.path, locked.depth + 1, 1)
    for each, slug in zip(group, slugs, strict=True):
        title = title_for(each.item, language=language)
        page = Page(
            title=title,
            draft_title=title,
            slug=slug,
            path=path,
            depth=locked.depth + 1,
            url_path=f"{locked.url_path}{slug}/",
            content_type=content_type,
            locale=work.locale,
            live=False,
            has_unpublished_changes=True,
        )
        pages.append(page)
        path = page._inc_path()
    Page.objects.bulk_create(pages)
    Page.objects.filter(pk=locked.pk).update(numchild=F("numchild") + len(pages))
    for each, page in zip(group, pages, strict=True):
        _add_own_row(model, page, parent=locked, language=language)
        each.record.page = page
        each.record.was_made = True


def _add_own_row(model: type[Model], page: Page, *, parent: Page, language: str) -> None:
    own = model(page_ptr=page)
    own.__dict__.update({key: value for key, value in page.__dict__.items() if key != "_state"})
    if isinstance(own, ArticlePage):
        own.section = SectionPage(pk=parent.pk)
        own.language = language
    # As Django loads a fixture: the row of the parent table is there already, and nobody is told
    # of a page that says nothing yet.
    own.save_base(raw=True, force_insert=True)


def _slugs(work: Work, parent: Page, group: Sequence[Wanted]) -> list[str]:
    """Return a free slug for each: the old one, with the old number after it if it is taken."""
    wanted = [_slug_for(each.item) for each in group]
    taken = set(
        Page.objects.child_of(parent).filter(slug__in=wanted).values_list("slug", flat=True)
    )
    slugs: list[str] = []
    for each, first_choice in zip(group, wanted, strict=True):
        slug = first_choice
        while slug in taken or not is_for_pages(parent, slug, work=work):
            # Two items of a site never have the same number; a page that an editor made might.
            slug = f"{slug}-{each.item.old_id or 'x'}"
            if Page.objects.child_of(parent).filter(slug=slug).exists():
                taken.add(slug)
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _slug_for(item: SourceItem) -> str:
    fallback = f"{'page' if item.kind == 'page' else 'article'}-{item.old_id or 'x'}"
    slug = slug_of(item.slug, title_of(item), fallback)
    return shortened(slug, MAX_SLUG_WITH_NUMBER)
