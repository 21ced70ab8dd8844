"""Small sites that move in, and what is then there: for the tests of importing."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from django.db.models import Model
from made_exports import export
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document

from obole.comments.models import Comment, Decision, Reader
from obole.newsroom.models import ArticlePage, Author, HomePage, SectionPage, StandingPage, Tag
from obole.pages.models import Picture, Publication
from obole.portability.actions import FileSource, ImportOptions, advance_import, start_import
from obole.portability.models import OldAddress, SourceRecord, StagedComment

DATA = Path(__file__).parents[3] / "shared/data"
EXPORTS = DATA / "exports"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADDRESS = "https://old.example"


def never():
    return False


def nothing_fetched(url, wanted):
    raise AssertionError(f"{url} was fetched")


def bring_in(file, *, fetch=nothing_fetched, now=NOW, **options):
    """Import a file to its end and return the finished run; nothing is fetched unless told."""
    chosen = ImportOptions(**{"is_offline": fetch is nothing_fetched, **options})
    run = start_import(file=file, options=chosen, now=now)
    files = FileSource(
        uploads=chosen.uploads,
        is_offline=chosen.is_offline,
        fetch=fetch,
        pause=lambda seconds: None,
    )
    return advance_import(run_id=run.pk, now=now, is_time_up=never, files=files)


def post(number, *, title=None, kind="post", content="<p>Du texte.</p>", inside="", **fields):
    """Return an item as WordPress writes a published post; `fields` are elements of wp:."""
    said = {
        "post_id": number,
        "post_date": "2020-05-04 12:00:00",
        "post_date_gmt": "2020-05-04 10:00:00",
        "post_modified_gmt": "2020-05-06 10:00:00",
        "post_name": f"post-{number}",
        "status": "publish",
        "post_parent": 0,
        "post_type": kind,
        **fields,
    }
    link = said.pop("link", f"{ADDRESS}/2020/05/04/{said['post_name']}/")
    creator = said.pop("creator", "ines")
    elements = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in said.items())
    return (
        f"<item><title>{f'Post {number}' if title is None else title}</title><link>{link}</link>"
        f"<dc:creator>{creator}</dc:creator>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded>{elements}{inside}</item>"
    )


def attachment(number, path, *, parent=0, inside="", **fields):
    return post(
        number,
        kind="attachment",
        content="",
        status="inherit",
        post_parent=parent,
        link=f"{ADDRESS}/?attachment_id={number}",
        attachment_url=f"{ADDRESS}/wp-content/uploads/{path}",
        inside=inside,
        **fields,
    )


def meta(key, value):
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )


def term(domain, slug, name=None):
    return f'<category domain="{domain}" nicename="{slug}">{name or slug.title()}</category>'


def comment(number, *, parent=0, content="Merci.", **fields):
    said = {
        "comment_id": number,
        "comment_parent": parent,
        "comment_author": "Zoé",
        "comment_author_email": "zoe@mail.example",
        "comment_author_IP": "192.0.2.1",
        "comment_date_gmt": "2020-05-05 08:00:00",
        "comment_content": content,
        "comment_approved": "1",
        **fields,
    }
    inside = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in said.items())
    return f"<wp:comment>{inside}</wp:comment>"


def file_of(folder, *children, name="export.xml"):
    """Write an export with these children of the channel."""
    path = folder / name
    path.write_text(export(*children), encoding="utf-8")
    return path


def counts(run, name):
    """Return found, imported, updated, unchanged and how many were skipped."""
    said = run.report[name]
    return (
        *(said[each] for each in ("found", "imported", "updated", "unchanged")),
        len(said["skipped"]),
    )


def page_of(number, *, kind="post"):
    """Return the page that a post became, of its own model."""
    return SourceRecord.objects.get(kind=kind, key=str(number)).page.specific


# Numbers of rows, and when we made them.
_OF_A_COMMENT = ("thread_id", "parent_id", "reader_id", "queued_at")


def state():
    """Return all that imports have made, by content: no number of a row, no time of making."""
    return {
        "records": [_record(each) for each in SourceRecord.objects.order_by("kind", "key")],
        "staged": [
            _values(each, "record_id", "site_id", "run_id", "outcome")
            for each in StagedComment.objects.order_by("key")
        ],
        "comments": [
            _values(each, *_OF_A_COMMENT) | {"page": each.thread.page.url_path}
            for each in Comment.objects.select_related("thread__page").order_by("source_key")
        ],
        "readers": sorted(Reader.objects.values_list("email", "name", "approved_count")),
        "decisions": list(Decision.objects.order_by("pk").values_list("measure", "facts")),
        "addresses": list(
            OldAddress.objects.order_by("path").values_list(
                "path", "record__key", "outcome", "reason", "redirect__old_path"
            )
        ),
        "redirects": sorted((each.old_path, each.link) for each in Redirect.objects.all()),
        "pages": [
            _page(each)
            for model in (HomePage, SectionPage, StandingPage, ArticlePage)
            for each in model.objects.order_by("url_path")
        ],
        "publications": [
            (*said, _moment(published_at))
            for *said, published_at in Publication.objects.order_by(
                "page__url_path", "number"
            ).values_list("page__url_path", "number", "headline", "lines", "published_at")
        ],
        "authors": sorted(Author.objects.values_list("name", "slug")),
        "tags": sorted(Tag.objects.values_list("name", "slug")),
        "pictures": sorted(
            Picture.objects.values_list("title", "description", "caption", "credit", "file_hash")
        ),
        "documents": sorted(Document.objects.values_list("title", "file_hash")),
    }


def _values(row: Model, *left_out):
    left_out = {"id", *left_out}
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in left_out
    }


def _record(record):
    numbers = (
        *("site_id", "run_id", "page_id", "picture_id", "document_id", "author_id", "tag_id"),
        *("revision_id", "links", "kept", "comment_counts"),
    )
    counted = {name: value for name, value in record.comment_counts.items() if name != "run"}
    kept = {name: value for name, value in record.kept.items() if name != "section"}
    broken = record.links.get("broken", [])
    page = record.page.url_path if record.page else None
    return _values(record, *numbers) | {
        "counted": counted,
        "kept": kept,
        "broken": broken,
        "page": page,
    }


def _page(page):
    said = {name: getattr(page, name) for name in ("title", "url_path", "live", "seo_title")}
    said["dates"] = [_moment(page.first_published_at), _moment(page.last_published_at)]
    body = getattr(page, "body", None)
    if body is not None:
        said["body"] = [[each.block_type, _shown(each.value)] for each in body]
        said["standfirst"] = page.standfirst
        said["revisions"] = page.revisions.count()
    if isinstance(page, ArticlePage):
        said["authors"] = [
            each.author.name
            for each in page.bylines.select_related("author").order_by("sort_order")
        ]
        said["tags"] = sorted(each.name for each in page.tags.all())
        said["section"] = page.section.title
        said["announced"] = [page.published_at, page.updated_at]
        said["is_found"] = hasattr(page, "search_entry")
    return said


def _moment(moment):
    """Return a moment of the old site; sections and front pages are published when we do it."""
    return moment if moment is None or moment <= NOW else "now"


def _shown(value):
    with contextlib.suppress(AttributeError):
        return str(value.source)
    return str(value)
