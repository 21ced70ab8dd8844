"""What providers told us and nobody could post, and notices that could not be handled."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from obole.accounts.colleagues import colleague
from obole.donations.actions.problems import solve_problem
from obole.donations.models import PaymentProblem
from obole.donations.queries.worklists import open_problems, stuck_notices
from obole.donations.views.desk_permissions import may_change_gifts, may_see_gifts
from obole.donations.views.desk_screen import DeskScreen
from obole.foundation import clock
from obole.foundation.inbox import try_message
from obole.foundation.models import InboxMessage

MOST_SHOWN = 200


@method_decorator(may_see_gifts, name="dispatch")
class ProblemsView(DeskScreen, TemplateView):
    """Lists both, the latest first."""

    template_name = "donations/desk/problems.html"
    page_title = gettext_lazy("Payments to look at")
    header_icon = "warning"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        return {
            **super().get_context_data(**named),
            "problems": list(open_problems()[:MOST_SHOWN]),
            "notices": list(stuck_notices(now=clock.now())[:MOST_SHOWN]),
        }


@require_POST
@may_change_gifts
def solve(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody has seen to a problem."""
    problem = get_object_or_404(PaymentProblem, pk=pk)
    solve_problem(problem=problem, by=str(colleague(request)), now=clock.now())
    messages.success(request, _("It is off the list."))
    return redirect("donations_problems")


@require_POST
@may_change_gifts
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a notice be handled once more."""
    try_message(message=get_object_or_404(InboxMessage, pk=pk))
    messages.success(request, _("The notice is looked at again in a moment."))
    return redirect("donations_problems")
