"""Nothing is lost by accident: what must not be deleted or withdrawn, and why, in one sentence.

The database's own constraints are the last wall; `newsroom.middleware` words what they refuse.
"""

from collections.abc import Iterable, Sequence

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from obole.newsroom.models import Author, HomePage, SectionPage

# Enough to recognise the case; the page of uses, to which one is led, has them all.
TITLES_SHOWN = 3


@hooks.register("before_delete_page")
def refuse_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a front page, or a section that is not empty."""
    return _refused(request, [page])


@hooks.register("before_unpublish_page")
def refuse_withdrawal(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to unpublish a front page, or a section whose articles stay readable."""
    if request.method != "POST":
        return None
    return _still_needed(request, [page], with_descendants="include_descendants" in request.POST)


@hooks.register("before_bulk_action")
def refuse_in_bulk(
    request: HttpRequest, action_type: str, objects: Sequence[Model], action: object
) -> HttpResponse | None:
    """Refuse the same to whoever ticks several pages at once."""
    pages = [each for each in objects if isinstance(each, Page)]
    if action_type == "delete":
        return _refused(request, pages)
    if action_type == "unpublish":
        return _still_needed(request, pages, with_descendants="include_descendants" in request.POST)
    return None


@hooks.register("before_delete_snippet")
def refuse_to_delete_author(
    request: HttpRequest, instances: Iterable[Model]
) -> HttpResponse | None:
    """Refuse to delete an author who signs articles, and show which."""
    for author in instances:
        if isinstance(author, Author) and (titles := _signed(author)):
            messages.error(
                request,
                _("%(name)s can't be deleted: the author signs %(titles)s.")
                % {"name": author.name, "titles": titles},
            )
            viewset = Author.snippet_viewset
            return redirect(reverse(viewset.get_url_name("usage"), args=[author.pk]))
    return None


def _signed(author: Author) -> str:
    bylines = author.bylines.select_related("article").order_by("-article_id")
    titles = [
        _("“%(title)s”") % {"title": byline.article.title} for byline in bylines[: TITLES_SHOWN + 1]
    ]
    more = ["…"] if len(titles) > TITLES_SHOWN else []
    return ", ".join(titles[:TITLES_SHOWN] + more)


def _refused(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    for page in pages:
        specific = page.specific
        if isinstance(specific, HomePage):
            messages.error(request, _("A front page can't be deleted: the whole site is below it."))
            return redirect("wagtailadmin_explore", specific.pk)
        if isinstance(specific, SectionPage) and (count := specific.get_children().count()):
            messages.error(request, _full_section(title=specific.title, count=count))
            return redirect("wagtailadmin_explore", specific.pk)
    return None


def _full_section(*, title: str, count: int) -> str:
    return ngettext(
        "“%(title)s” still has %(count)d article. Move it to another section first: tick it "
        "below and choose “Move”.",
        "“%(title)s” still has %(count)d articles. Move them to another section first: tick them "
        "below and choose “Move”.",
        count,
    ) % {"title": title, "count": count}


def _still_needed(
    request: HttpRequest, pages: Iterable[Page], *, with_descendants: bool
) -> HttpResponse | None:
    for page in pages:
        specific = page.specific
        if isinstance(specific, HomePage):
            messages.error(
                request, _("A front page can't be unpublished: the whole site is below it.")
            )
            return redirect("wagtailadmin_explore", specific.pk)
        is_section = isinstance(specific, SectionPage)
        if is_section and not with_descendants and specific.get_children().live().exists():
            messages.error(
                request,
                _(
                    "“%(title)s” has published articles, which link to it. Unpublish them with it, "
                    "or move them to another section first."
                )
                % {"title": specific.title},
            )
            return redirect("wagtailadmin_explore", specific.pk)
    return None
