"""All articles in one list, with what a newsroom looks for: section, kind, language, dates."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from obole.newsroom import actions
from obole.newsroom.models import ArticlePage


class ArticlesMenuItem(MenuItem):
    """Shown to whoever writes or edits."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this person has to do with articles."""
        policy = policy_registry.get_by_type(ArticlePage)
        return bool(policy.user_has_any_permission(request.user, {"add", "change", "publish"}))


class ArticleListing(PageListingViewSet):
    """The list of articles; whoever may add some finds the button there too."""

    model: Any = ArticlePage
    name = "articles"
    icon = "doc-full"
    menu_label = _("Articles")
    menu_order = 110
    menu_item_class = ArticlesMenuItem
    add_to_admin_menu = True
    list_filter = ["section", "label", "live", "owner"]
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Headline"), sort_key="title", classname="title"),
        Column("section", label=pgettext_lazy("of the newspaper", "Section")),
        Column("get_label_display", label=_("Kind")),
        DateColumn(
            "published_at", label=pgettext_lazy("date", "Published"), sort_key="published_at"
        ),
        DateColumn(
            "latest_revision_created_at",
            label=pgettext_lazy("date", "Edited"),
            sort_key="latest_revision_created_at",
        ),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
    ]


@hooks.register("register_admin_viewset")
def article_listing() -> ArticleListing:
    """Return the list of articles."""
    return ArticleListing("articles")


@hooks.register("after_create_page")
def place_draft(request: HttpRequest, page: Page) -> None:
    """Write a draft's section where lists look for it; publishing and moving do the same."""
    actions.place_article(page_id=page.pk)


@hooks.register("after_copy_page")
def place_copy(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Do the same for a copy, which may stand in another section."""
    actions.place_article(page_id=new_page.pk)
