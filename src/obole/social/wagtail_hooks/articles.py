"""From an article in the editor to its channels: a notice with states, and a button above."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from obole.accounts.models import User
from obole.newsroom.models import ArticlePage
from obole.newsroom.panels import PAGE_NOTICES
from obole.social.actions import article_choices, tuning
from obole.social.queries.article_deliveries import Standing, standings_of
from obole.social.queries.channels import standing_channels
from obole.social.queries.words import DELIVERY_STATES, word
from obole.social.views.desk_permissions import CHOOSE


class ChannelsNotice(Component):
    """Where an article stands on each channel, and the way to choose."""

    template_name = "social/desk/article_notice.html"

    def __init__(self, *, page: Page, standings: list[Standing]) -> None:
        self._page = page
        self._standings = standings

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return what the template shows; nothing for whoever does not choose."""
        request: HttpRequest | None = (parent_context or {}).get("request")
        if request is None or not request.user.has_perm(CHOOSE):
            return {"rows": []}
        return {
            "url": reverse("social_article", args=[self._page.pk]),
            "rows": [
                {"channel": each.channel, "choice": each.choice, "creation": each.creation,
                 "state": word(DELIVERY_STATES, each.creation.state) if each.creation else ""}
                for each in self._standings
            ],
        }  # fmt: skip


@hooks.register(PAGE_NOTICES)
def notice_of_channels(page: Page) -> ChannelsNotice | None:
    """Return the notice of an article, where there are channels."""
    if not isinstance(page.specific_deferred, ArticlePage):
        return None
    standings = standings_of(page.pk)
    return ChannelsNotice(page=page, standings=standings) if standings else None


@hooks.register("register_page_header_buttons")
def channels_button(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Yield the way from an article to its channels."""
    if not isinstance(page.specific_deferred, ArticlePage) or not user.has_perm(CHOOSE):
        return
    if standing_channels().exists():
        yield Button(
            _("Social networks"),
            url=reverse("social_article", args=[page.pk]),
            icon_name="globe",
            priority=60,
        )


@hooks.register("register_log_actions")
def social_log_actions(actions: LogActionRegistry) -> None:
    """Name what is written down of articles and channels."""
    actions.register_action(
        article_choices.LOG_CHOSEN,
        _("Choose channels of an article"),
        _("Channels of the article chosen"),
    )
    actions.register_action(
        article_choices.LOG_EVERGREEN,
        _("Share an article again by itself"),
        _("Said whether it is shared again by itself"),
    )
    actions.register_action(
        tuning.LOG_TUNED,
        _("Change the settings of a channel"),
        _("Settings of the channel changed"),
    )
