"""What the desk says after an article was saved."""

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from obole.newsroom.models import ArticlePage


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def tell_of_embargo(request: HttpRequest, page: Page) -> None:
    """Say that an article under embargo was scheduled, not published."""
    if "action-publish" not in request.POST or not isinstance(page, ArticlePage):
        return
    article = page.get_latest_revision_as_object()
    if article.is_under_embargo():
        when = date_format(localtime(article.go_live_at), "DATETIME_FORMAT")
        messages.warning(
            request,
            _("This article is under embargo: it is scheduled for %(when)s, not published.")
            % {"when": when},
        )
