"""Texts written into their pages and published, a portion with a few statements.

It leaves behind what Wagtail's own publishing does: a revision, the page's columns, and our
announcement. Wagtail's takes some 120 statements for each page, dates it now, and queues five
tasks; an import writes a whole archive, and keeps its dates.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import COMMENTS_RELATION_NAME, Page, Revision

from obole.newsroom.models import ArticlePage, ArticleTag, Byline, Label, StandingPage
from obole.pages.actions import announce_publication, announce_withdrawal
from obole.portability.actions.composing import Composed
from obole.portability.models import Kind, SourceRecord
from obole.portability.rules.items import SourceItem
from obole.portability.rules.placing import label_of
from obole.portability.rules.publishing import Publishing
from obole.portability.rules.wording import description_of, seo_title_of, standfirst_of

_PAGE_COLUMNS = (
    *("title", "draft_title", "seo_title", "search_description", "live", "go_live_at", "expired"),
    *("has_unpublished_changes", "first_published_at", "last_published_at"),
    *("latest_revision_id", "live_revision_id", "latest_revision_created_at"),
    *("standfirst", "body"),
)
_ARTICLE_COLUMNS = (*_PAGE_COLUMNS, "label", "picture_id")

TextPage = ArticlePage | StandingPage


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A text that is ready for its page."""

    item: SourceItem
    record: SourceRecord
    composed: Composed
    publishing: Publishing
    title: str
    author_ids: Sequence[int]
    tag_ids: Sequence[int]

    @property
    def is_first(self) -> bool:
        """Whether nothing was written into its page yet."""
        return self.record.revision_id is None


def publish(manuscripts: Sequence[Manuscript]) -> None:
    """Write the texts into their pages; the records know the revisions, and are not saved."""
    pages = _pages_of(manuscripts)
    ready = [(each, pages[each.record.page_id]) for each in manuscripts if each.record.page_id]
    was_live = {page.pk: page.live for _, page in ready}
    for manuscript, page in ready:
        _fill(page, manuscript)
    _sign_and_tag(ready)
    revisions = [_revision_of(page, manuscript) for manuscript, page in ready]
    Revision.objects.bulk_create(revisions)
    for (manuscript, page), revision in zip(ready, revisions, strict=True):
        _store(page, revision)
        manuscript.record.revision_id, manuscript.record.was_live = revision.pk, page.live
        if page.live:
            announce_publication(page=page)
        elif was_live[page.pk]:
            announce_withdrawal(page=page)


def _pages_of(manuscripts: Sequence[Manuscript]) -> dict[int, TextPage]:
    pages: dict[int, TextPage] = {}
    for kind, model in ((Kind.POST, ArticlePage), (Kind.PAGE, StandingPage)):
        wanted = [each.record.page_id for each in manuscripts if each.record.kind == kind]
        if wanted:
            pages.update(model.objects.select_related("locale").in_bulk(wanted))
    return pages


def _fill(page: TextPage, manuscript: Manuscript) -> None:
    item, publishing = manuscript.item, manuscript.publishing
    page.title = page.draft_title = manuscript.title
    page.seo_title = seo_title_of(item)
    page.search_description = description_of(item)
    page.standfirst = standfirst_of(item)
    page.body = json.dumps(manuscript.composed.blocks)
    page.live, page.expired = publishing.is_live, False
    page.go_live_at = publishing.go_live_at
    page.has_unpublished_changes = not publishing.is_live
    page.first_published_at = publishing.first_at or page.first_published_at
    page.last_published_at = publishing.last_at if publishing.is_live else page.last_published_at
    if isinstance(page, ArticlePage):
        page.label = label_of(item) or Label.NEWS
        page.picture_id = manuscript.composed.picture_id
    if manuscript.is_first:
        # What cannot be there need not be asked for when the revision is written.
        for relation in _empty_relations(page):
            getattr(page, relation).set([])


def _empty_relations(page: TextPage) -> list[str]:
    own = ["corrections", "related_items"] if isinstance(page, ArticlePage) else []
    return [COMMENTS_RELATION_NAME, *own]


def _sign_and_tag(ready: Sequence[tuple[Manuscript, TextPage]]) -> None:
    articles = [(each, page) for each, page in ready if isinstance(page, ArticlePage)]
    again = [page.pk for each, page in articles if not each.is_first]
    if again:
        Byline.objects.filter(article_id__in=again).delete()
        ArticleTag.objects.filter(content_object_id__in=again).delete()
    bylines: list[Byline] = []
    tagged: list[ArticleTag] = []
    for manuscript, page in articles:
        signed = [
            Byline(article=page, author_id=author_id, sort_order=order)
            for order, author_id in enumerate(manuscript.author_ids)
        ]
        carried = [ArticleTag(content_object=page, tag_id=tag) for tag in manuscript.tag_ids]
        page.bylines.set(signed)
        page.tagged_items.set(carried)
        bylines += signed
        tagged += carried
    Byline.objects.bulk_create(bylines)
    ArticleTag.objects.bulk_create(tagged)


def _revision_of(page: TextPage, manuscript: Manuscript) -> Revision:
    last_at = manuscript.publishing.last_at
    # The latest revision is the one with the latest date.
    written_at = max(last_at, page.latest_revision_created_at or last_at)
    page.latest_revision_created_at = written_at
    return Revision(
        content_type=ContentType.objects.get_for_model(type(page)),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        object_str=str(page),
        created_at=written_at,
        content=page.serializable_data(),
        approved_go_live_at=manuscript.publishing.go_live_at,
    )


def _store(page: TextPage, revision: Revision) -> None:
    page.latest_revision = revision
    page.live_revision = revision if page.live else None
    columns = _ARTICLE_COLUMNS if isinstance(page, ArticlePage) else _PAGE_COLUMNS
    values: dict[str, Any] = {name: getattr(page, name) for name in columns}
    type(page).objects.filter(pk=page.pk).update(**values)
