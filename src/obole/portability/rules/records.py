"""Elements of WXR made into what they say."""

from collections.abc import Iterable
from datetime import datetime, tzinfo

from obole.portability.rules import texts
from obole.portability.rules.items import (
    Meta,
    SourceAuthor,
    SourceComment,
    SourceItem,
    SourceTerm,
    SourceTermRef,
)
from obole.portability.rules.trees import Element

_TERM_KINDS = {"category": "category", "post_tag": "tag"}
# WXR 1.0 has its own word.
_TERM_DOMAINS = {"tag": "post_tag"}


def author_of(element: Element) -> SourceAuthor:
    """Return the author that a `wp:author` declares."""
    text = element.child_text
    login = texts.login(text("wp:author_login"))
    full_name = f"{text('wp:author_first_name')} {text('wp:author_last_name')}"
    return SourceAuthor(
        login=login,
        name=texts.title_text(text("wp:author_display_name")) or texts.title_text(full_name),
        email=texts.one_line(text("wp:author_email")),
        old_id=texts.number(text("wp:author_id")),
    )


def category_of(element: Element) -> SourceTerm:
    """Return the category that a `wp:category` declares."""
    text = element.child_text
    return SourceTerm(
        kind="category",
        slug=texts.slug(text("wp:category_nicename")),
        name=texts.title_text(text("wp:cat_name")),
        parent_slug=texts.slug(text("wp:category_parent")),
        description=texts.title_text(text("wp:category_description")),
        old_id=texts.number(text("wp:term_id")),
    )


def tag_of(element: Element) -> SourceTerm:
    """Return the tag that a `wp:tag` declares."""
    text = element.child_text
    return SourceTerm(
        kind="tag",
        slug=texts.slug(text("wp:tag_slug")),
        name=texts.title_text(text("wp:tag_name")),
        description=texts.title_text(text("wp:tag_description")),
        old_id=texts.number(text("wp:term_id")),
    )


def term_of(element: Element) -> SourceTerm:
    """Return the term, of whatever taxonomy, that a `wp:term` declares."""
    text = element.child_text
    taxonomy = texts.one_line(text("wp:term_taxonomy"))
    return SourceTerm(
        kind=_TERM_KINDS.get(taxonomy, f"term:{taxonomy}"),
        slug=texts.slug(text("wp:term_slug")),
        name=texts.title_text(text("wp:term_name")),
        parent_slug=texts.slug(text("wp:term_parent")),
        description=texts.title_text(text("wp:term_description")),
        old_id=texts.number(text("wp:term_id")),
    )


def item_of(element: Element, *, time_zone: tzinfo) -> SourceItem:
    """Return what an `item` is; dates without a twin in UTC are dates of the time zone."""
    text = element.child_text
    return SourceItem(
        line=element.line,
        old_id=texts.number(text("wp:post_id")) or 0,
        kind=texts.one_line(text("wp:post_type")),
        title=texts.title_text(text("title")),
        link=texts.address(text("link")),
        guid=texts.address(text("guid")),
        creator=texts.login(text("dc:creator")),
        creator_as_written=texts.one_line(text("dc:creator")),
        content=text("content:encoded"),
        excerpt=text("excerpt:encoded"),
        published_at=_published_at(element, time_zone),
        local_published_at=texts.naive_date(text("wp:post_date")),
        modified_at=_date(element, "wp:post_modified", time_zone),
        slug=texts.slug(text("wp:post_name")),
        status=texts.one_line(text("wp:status")) or "publish",
        parent_old_id=texts.number(text("wp:post_parent")) or 0,
        menu_order=texts.number(text("wp:menu_order")) or 0,
        is_sticky=texts.number(text("wp:is_sticky")) == 1,
        password=text("wp:post_password"),
        attachment_url=texts.address(text("wp:attachment_url")),
        terms=_terms(element),
        meta=_meta(element, container="wp:postmeta"),
        comments=tuple(
            _comment_of(child, time_zone)
            for child in element.children
            if child.name == "wp:comment"
        ),
    )


def _comment_of(element: Element, time_zone: tzinfo) -> SourceComment:
    text = element.child_text
    return SourceComment(
        old_id=texts.number(text("wp:comment_id")) or 0,
        parent_old_id=texts.number(text("wp:comment_parent")) or 0,
        author_name=texts.title_text(text("wp:comment_author")),
        author_email=texts.one_line(text("wp:comment_author_email")),
        author_url=texts.address(text("wp:comment_author_url")),
        author_ip=texts.one_line(text("wp:comment_author_IP")),
        written_at=_date(element, "wp:comment_date", time_zone),
        content=text("wp:comment_content"),
        approved=texts.one_line(text("wp:comment_approved")) or "1",
        kind=texts.one_line(text("wp:comment_type")) or "comment",
        user_id=texts.number(text("wp:comment_user_id")) or 0,
        meta=_meta(element, container="wp:commentmeta"),
    )


def _terms(element: Element) -> tuple[SourceTermRef, ...]:
    references: dict[tuple[str, str], SourceTermRef] = {}
    for child in element.children:
        # WXR 1.0 names each category twice, once for feed readers and without its slug.
        if child.name != "category" or not child.attributes.get("nicename"):
            continue
        domain = texts.one_line(child.attributes.get("domain", "category"))
        reference = SourceTermRef(
            domain=_TERM_DOMAINS.get(domain, domain),
            slug=texts.slug(child.attributes["nicename"]),
            name=texts.title_text(child.text),
        )
        references.setdefault((reference.domain, reference.slug), reference)
    return tuple(references.values())


def _meta(element: Element, *, container: str) -> Meta:
    fields: Iterable[Element] = (child for child in element.children if child.name == container)
    return tuple(
        (texts.one_line(field.child_text("wp:meta_key")), field.child_text("wp:meta_value"))
        for field in fields
    )


def _published_at(element: Element, time_zone: tzinfo) -> datetime | None:
    return (
        texts.utc_date(element.child_text("wp:post_date_gmt"))
        or texts.feed_date(element.child_text("pubDate"))
        or texts.local_date(element.child_text("wp:post_date"), time_zone)
    )


def _date(element: Element, name: str, time_zone: tzinfo) -> datetime | None:
    return texts.utc_date(element.child_text(f"{name}_gmt")) or texts.local_date(
        element.child_text(name), time_zone
    )
