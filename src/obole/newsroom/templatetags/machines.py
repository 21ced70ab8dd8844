"""What the templates ask for machines, and for lists: heads, structured data."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from obole.foundation import clock
from obole.newsroom.heads import head_of_page
from obole.newsroom.models import LegalSettings, SectionPage
from obole.newsroom.queries.listings import Listing, newest_articles, page_of
from obole.newsroom.rules.heads import Head
from obole.newsroom.rules.structured_data import structured_data
from obole.pages.models import PublicPage

register = template.Library()


@register.simple_tag(takes_context=True)
def head_of(context: Context) -> Head | None:
    """Return the head of the page that is shown: the view's, or that of the page in the tree.

    None where there is neither, such as on a page that says what went wrong.
    """
    head: Head | None = context.get("page_head")
    page, request = context.get("page"), context.get("request")
    if head is None and request is not None and isinstance(page, PublicPage) and page.pk:
        return head_of_page(page, request=request)
    return head


@register.simple_tag
def json_ld(head: Head) -> SafeString:
    """Return the structured data of a page for a script element."""
    # Its own escapes leave nothing in it that could end the element.
    return mark_safe(structured_data(head))  # noqa: S308


@register.simple_tag(takes_context=True)
def section_listing(context: Context, section: SectionPage) -> Listing:
    """Return the page of a section's list that the view has chosen, or the first."""
    chosen = context.get("listing")
    if isinstance(chosen, Listing):
        return chosen
    articles = newest_articles(
        language=section.locale.language_code, section=section, now=clock.now()
    )
    base = section.get_url(context.get("request")) or ""
    return page_of(articles, number=1, base=base, title=section.title)


@register.simple_tag(takes_context=True)
def legal_settings(context: Context) -> LegalSettings:
    """Return the facts of the legal notice."""
    settings: LegalSettings = LegalSettings.for_request(context["request"])
    return settings
