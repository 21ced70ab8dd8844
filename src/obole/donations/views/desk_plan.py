"""One recurring gift in the desk: its instalments, and ending it."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from obole.accounts.colleagues import colleague
from obole.donations.actions.plans import end_plan
from obole.donations.gateways.registry import NoGateway
from obole.donations.models import Plan
from obole.donations.rules.gateway import GatewayDown, GatewayRefused
from obole.donations.views.desk_gifts import PlansView
from obole.donations.views.desk_permissions import may_change_gifts, may_see_gifts
from obole.donations.views.desk_screen import DeskScreen
from obole.foundation import clock

MOST_INSTALMENTS: Final = 60


@method_decorator(may_see_gifts, name="dispatch")
class PlanView(DeskScreen, TemplateView):
    """Shows one recurring gift."""

    template_name = "donations/desk/plan.html"
    page_title = gettext_lazy("Recurring gift")
    header_icon = "rotate"
    list_title = PlansView.page_title
    list_url_name = "donations_plans"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        plans = Plan.objects.select_related("donor", "campaign")
        plan = get_object_or_404(plans, pk=self.kwargs["pk"])
        return {
            **super().get_context_data(**named),
            "plan": plan,
            "gifts": list(plan.gifts.order_by("-begun_at", "-pk")[:MOST_INSTALMENTS]),
        }


@require_POST
@may_change_gifts
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a recurring gift."""
    plan = get_object_or_404(Plan, pk=pk)
    try:
        end_plan(plan=plan, by=str(colleague(request)), now=clock.now())
    except GatewayDown:
        messages.warning(
            request, _("The provider does not answer just now: it is asked again until it does.")
        )
    except (GatewayRefused, NoGateway):
        messages.error(request, _("The provider refuses. End the recurring gift there."))
    else:
        messages.success(request, _("No more instalments are taken."))
    return redirect("donations_plan", pk)
