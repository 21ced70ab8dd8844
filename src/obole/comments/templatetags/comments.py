"""What readers' pages ask for comments."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from obole.comments.forms import CommentForm
from obole.comments.models import Comment
from obole.comments.queries.addresses import (
    address_of_page,
    anchor_of,
    path_of_thread,
    permanent_path,
    root_of_site,
)
from obole.comments.queries.threads import Line, ThreadPage, thread_page
from obole.comments.rules.orders import Order
from obole.comments.rules.structured_data import PublishedComment, comments_data
from obole.foundation import clock
from obole.foundation.ingredients import use
from obole.foundation.memory import remembered
from obole.kernel.text import french_first, french_spaces, plain_text, script_json
from obole.pages.models import PublicPage
from obole.pages.rules import SITE

register = template.Library()


@register.inclusion_tag("comments/thread.html", takes_context=True)
def comments_below(context: Context, page: PublicPage) -> dict[str, Any]:
    """Show the first comments of an article; nothing below one that has no address yet."""
    request = context.get("request")
    if page.pk is None or not page.takes_comments or getattr(request, "is_preview", False):
        return {}
    shown = thread_page(page=page, order=Order.OLDEST, now=clock.now())
    form = None if shown.is_closed else _empty_form(longest_body=shown.policy.longest_body)
    return {"page": page, "thread": shown, "form": form, "is_on_article": True}


@register.simple_tag
def form_fields(form: CommentForm) -> SafeString:
    """Show what is filled in; an empty form is drawn once for all articles of a language."""

    def draw() -> SafeString:
        use(SITE)
        return render_to_string("comments/parts/form_fields.html", {"form": form})

    if not form.is_empty:
        return draw()
    return remembered(("comment form", get_language(), form.longest_body), draw)


@register.simple_tag
def thread_path(thread: ThreadPage, order: str, after: int | None = None) -> str:
    """Return the path of another page of a thread."""
    return path_of_thread(page_id=thread.page_id, order=Order(order), after=after)


@register.simple_tag
def path_of_next(thread: ThreadPage) -> str:
    """Return the path of the page that follows; empty on the last."""
    if thread.after_this is None:
        return ""
    return path_of_thread(page_id=thread.page_id, order=thread.order, after=thread.after_this)


@register.simple_tag
def path_of_previous(thread: ThreadPage) -> str:
    """Return the path of the page before; empty on the first."""
    if thread.is_first:
        return ""
    return path_of_thread(page_id=thread.page_id, order=thread.order, after=thread.after_previous)


@register.simple_tag
def path_to(comment: Comment, line: Line | None = None) -> str:
    """Return how to reach a comment: on the same page if it is known to be there."""
    if line is not None and line.is_answered_here:
        return f"#{anchor_of(comment.pk)}"
    return permanent_path(comment)


@register.simple_tag
def written_at(moment: datetime) -> SafeString:
    """Show a day and an hour in full: a page that is kept must stay right."""
    local = timezone.localtime(moment)
    words = formats.date_format(local, "DATETIME_FORMAT")
    shown = french_first(words) if _is_french() else words
    return format_html('<time datetime="{}">{}</time>', local.isoformat("T", "minutes"), shown)


@register.filter
def typeset_headline(text: str) -> str:
    """Return a headline with the spaces that the language of the page puts around its marks."""
    return french_spaces(text) if _is_french() else text


@register.filter
def comment_html(comment: Comment) -> SafeString:
    """Return the text of a comment as it is stored."""
    # Sanitised as the last step before storage (rules.texts).
    return mark_safe(comment.html)  # noqa: S308


@register.simple_tag
def comments_json_ld(page: Page, thread: ThreadPage) -> SafeString:
    """Return the structured data of the published comments of a page for a script element."""
    root = root_of_site(page)
    data = comments_data(
        page_url=address_of_page(page),
        count=thread.published_count,
        comments=[_published(line, root=root) for line in thread.lines if line.is_text],
    )
    # Its own escapes leave nothing in it that could end the element.
    return mark_safe(script_json(data))  # noqa: S308


def _empty_form(*, longest_body: int) -> CommentForm:
    """Return the form of an article that nobody has written into; change nothing of it."""

    def make() -> CommentForm:
        use(SITE)
        return CommentForm(longest_body=longest_body)

    return remembered(("empty comment form", get_language(), longest_body), make)


def _published(line: Line, *, root: str) -> PublishedComment:
    comment = line.comment
    return PublishedComment(
        url=root + permanent_path(comment),
        text=plain_text(comment.html),
        author=comment.author_name,
        made_at=comment.created_at,
        edited_at=comment.edited_at,
        language=comment.language,
        answered_url=root + permanent_path(line.answered) if line.answered else "",
    )


def _is_french() -> bool:
    return (get_language() or "").startswith("fr")
