"""The list of channels, and everything paused at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from obole.accounts.colleagues import colleague
from obole.social.actions.channels import pause_everything, resume_everything
from obole.social.networks.catalogue import kinds, label_of
from obole.social.queries.channels import channels_with_counts
from obole.social.queries.deliveries import is_everything_paused
from obole.social.queries.words import CHANNEL_STATES, word
from obole.social.views.desk_permissions import CONNECT, may_connect, may_see


@method_decorator(may_see, name="dispatch")
class ChannelsView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Shows each channel with its state, what waits and what is stuck."""

    template_name = "social/desk/channels.html"
    page_title = gettext_lazy("Social networks")
    header_icon = "globe"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        may_change = self.request.user.has_perm(CONNECT)
        return {
            **super().get_context_data(**named),
            "rows": [
                {
                    "channel": each,
                    "network": label_of(each.network),
                    "state": word(CHANNEL_STATES, each.state),
                    "is_well": each.state == "active",
                }
                for each in channels_with_counts()
            ],
            "networks": [(each, label_of(each)) for each in kinds()] if may_change else [],
            "is_paused": is_everything_paused(),
            "may_change": may_change,
        }


@require_POST
@may_connect
def pause_all(request: HttpRequest) -> HttpResponse:
    """Pause every channel, or let them go on."""
    if request.POST.get("do") == "resume":
        resume_everything(by=colleague(request))
        messages.success(request, _("Posts go out again."))
    else:
        pause_everything(by=colleague(request))
        messages.success(request, _("Nothing goes out any more until somebody says so."))
    return redirect("social_channels")
