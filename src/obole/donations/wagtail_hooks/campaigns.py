"""Campaigns in the desk: their texts, steps and news; which one stands below articles."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
)
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from obole.donations.forms_campaigns import CampaignForm
from obole.donations.models import Campaign
from obole.donations.queries.campaigns import text_of
from obole.donations.views import desk_campaigns
from obole.donations.wagtail_hooks.menu import REGISTER_ITEM


def _title(campaign: Campaign) -> str:
    return text_of(campaign, "fr").title


class CampaignViewSet(SnippetViewSet):
    """What readers give to."""

    model: Any = Campaign
    icon = "pick"
    menu_label = _("Campaigns")
    menu_hook = REGISTER_ITEM
    menu_name = "donations-campaigns"
    menu_order = 20
    url_prefix = "donations/campaigns"
    copy_view_enabled = False
    list_display = [
        "slug",
        Column(_title, label=_("Title")),
        BooleanColumn("is_current", label=_("Below articles")),
        BooleanColumn("is_closed", label=pgettext_lazy("of a campaign", "Closed")),
        "ends_on",
    ]
    ordering = ["-created_at"]
    edit_handler = ObjectList(
        [
            InlinePanel(
                "texts",
                heading=_("Texts"),
                label=pgettext_lazy("of a campaign", "Text"),
                min_num=1,
                help_text=_("Once in each language. Readers of another one see the first."),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("goal_kind"), FieldPanel("currency")]),
                    FieldRowPanel([FieldPanel("goal_minor_units"), FieldPanel("goal_donors")]),
                    FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
                ],
                heading=_("Goal and days"),
            ),
            InlinePanel(
                "steps",
                heading=_("Steps"),
                label=pgettext_lazy("of a campaign", "Step"),
                help_text=_("What you do once so much is there: a tick on the meter."),
                panels=[
                    FieldPanel("amount_minor_units"),
                    FieldPanel("label_fr"),
                    FieldPanel("label_en"),
                    FieldPanel("done_on"),
                    PageChooserPanel("page"),
                ],
            ),
            InlinePanel(
                "updates",
                heading=pgettext_lazy("of a campaign", "News"),
                label=pgettext_lazy("of a campaign", "News"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("slug", help_text=_("The last part of the campaign’s address.")),
                    FieldPanel("image"),
                    FieldPanel("is_public"),
                    FieldPanel("shows_wall"),
                ],
                heading=_("What readers see"),
            ),
        ],
        base_form_class=CampaignForm,
    )


register_snippet(CampaignViewSet)


@hooks.register("register_admin_urls")
def campaign_urls() -> list[URLPattern]:
    """Return where a campaign is put below articles, taken down and closed."""
    return [
        path(
            "donations/campaign/<int:campaign_id>/place/",
            desk_campaigns.place,
            name="donations_campaign_place",
        )
    ]


@hooks.register("register_snippet_listing_buttons")
def campaign_buttons(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Yield the way to the page that decides where a campaign stands."""
    del next_url
    if isinstance(snippet, Campaign) and user.has_perm("donations.change_campaign"):
        yield Button(
            _("Where it stands, whether it is open"),
            reverse("donations_campaign_place", args=[snippet.pk]),
            icon_name="view",
            priority=20,
        )
