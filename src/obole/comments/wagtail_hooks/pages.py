"""From a page in the desk to the rules of its comments."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from obole.accounts.models import User
from obole.comments.models import ThreadRules
from obole.comments.wagtail_hooks.lists import thread_rules

CHANGE = "comments.change_threadrules"
# Above this stand the root of all pages and the front pages, whose rules are the site's settings.
SHALLOWEST_DEPTH = 3


@hooks.register("register_page_header_buttons")
def comments_button(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Yield the way to the rules of the page's comments."""
    if page.depth >= SHALLOWEST_DEPTH and user.has_perm(CHANGE):
        yield Button(
            _("Rules of comments"),
            url=reverse("comments_rules_of_page", args=[page.pk]),
            icon_name="comment-add",
            priority=70,
        )


def rules_of_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Lead to the rules of one page's comments, or to the form that makes them."""
    page = get_object_or_404(Page, pk=page_id)
    rules = ThreadRules.objects.filter(page=page).first()
    if rules is not None:
        return redirect(thread_rules.get_url_name("edit"), rules.pk)
    return redirect(f"{reverse(thread_rules.get_url_name('add'))}?page={page.pk}")


@hooks.register("register_admin_urls")
def page_urls() -> list[URLPattern]:
    """Return the address of the way."""
    return [path("comments/of-page/<int:page_id>/", rules_of_page, name="comments_rules_of_page")]
