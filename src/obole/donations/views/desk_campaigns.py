"""Where a campaign stands, and whether it takes gifts: decided with a button each."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from obole.donations.actions.campaigns import (
    CampaignClosed,
    close_campaign,
    make_current,
    reopen_campaign,
    take_down,
)
from obole.donations.models import Campaign
from obole.donations.queries.campaigns import current_campaign, text_of
from obole.donations.queries.meter import pledged_of
from obole.donations.queries.showing import shown_meter
from obole.donations.views.campaigns import spoken

LIST = "wagtailsnippets_donations_campaign:list"

Done = tuple[Callable[..., None], str | Promise]

may_change_campaigns = permission_required("donations.change_campaign", raise_exception=True)

DEEDS: Mapping[str, Done] = {
    "current": (make_current, gettext_lazy("It stands below every article.")),
    "down": (take_down, gettext_lazy("No campaign stands below articles.")),
    "close": (close_campaign, gettext_lazy("It takes no more gifts.")),
    "reopen": (reopen_campaign, gettext_lazy("It takes gifts again.")),
}


@method_decorator(may_change_campaigns, name="dispatch")
class PlaceView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Shows how a campaign stands, and changes it."""

    template_name = "donations/desk/campaign_place.html"
    header_icon = "pick"
    page_title = gettext_lazy("Where it stands, whether it is open")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        items = [*self.breadcrumbs_items, {"url": reverse(LIST), "label": _("Campaigns")}]
        return [*items, {"url": "", "label": self.get_page_subtitle()}]

    def get_page_subtitle(self) -> str:
        """Return what the campaign is called."""
        return text_of(self._campaign(), spoken()).title

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the page shows."""
        campaign, current = self._campaign(), current_campaign()
        pledged = pledged_of(campaign=campaign)
        return {
            **super().get_context_data(**named),
            "campaign": campaign,
            "meter": shown_meter(campaign=campaign, language=spoken()),
            "pledged": pledged.gifts,
            "pledged_amount": pledged.amount.formatted(spoken()),
            "other": text_of(current, spoken()).title
            if current is not None and current != campaign
            else "",
        }

    def post(self, request: HttpRequest, campaign_id: int) -> HttpResponse:
        """Do what the button says."""
        deed = DEEDS.get(request.POST.get("do", ""))
        if deed is not None:
            act, words = deed
            try:
                act(campaign=self._campaign())
                messages.success(request, str(words))
            except CampaignClosed:
                messages.error(request, _("A closed campaign cannot stand below articles."))
        return redirect("donations_campaign_place", campaign_id)

    def _campaign(self) -> Campaign:
        return get_object_or_404(Campaign, pk=self.kwargs["campaign_id"])


place = PlaceView.as_view()
