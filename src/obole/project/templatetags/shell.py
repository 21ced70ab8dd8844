"""The parts of the page shell that many pages have in common."""

from dataclasses import replace

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from obole.foundation.ingredients import use
from obole.foundation.memory import remembered
from obole.newsroom.models import ArticlePage
from obole.newsroom.queries.front import Shell
from obole.newsroom.rules.ingredients import SITE

register = template.Library()


@register.simple_tag(takes_context=True)
def around(context: Context, part: str) -> SafeString:
    """Show a part of the shell, drawn once for all pages at the same place among its links.

    It is told no more of the page than that, so that it cannot show one page on another. The
    request is there for addresses alone, which depend on its site.
    """
    shell: Shell = context["shell"]
    page = context.get("page")
    shown = {
        "shell": replace(shell, languages=[]),
        "own": _own_link(shell, page),
        "request": context.get("request"),
        "above": page.section_id if isinstance(page, ArticlePage) else None,
    }

    def draw() -> SafeString:
        use(SITE)
        return render_to_string(f"shell/{part}.html", shown)

    place = shell.newsroom.site_id, get_language(), shown["own"], shown["above"]
    return remembered((part, *place), draw)


def _own_link(shell: Shell, page: object) -> int | None:
    """Return the key of the page if the shell links to it."""
    linked = {each.pk for each in (*shell.sections, *shell.standing_pages)}
    return page.pk if isinstance(page, Page) and page.pk in linked else None
