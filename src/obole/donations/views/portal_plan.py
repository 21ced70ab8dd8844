"""One recurring gift of a donor: another amount, another card, the end."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from obole.donations.forms.donors import PlanAmountForm
from obole.donations.models import Donor, Plan
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.donor_gifts import RUNNING, plans_of
from obole.donations.queries.links import spoken
from obole.donations.views.ending import mending_address, try_to_change, try_to_end
from obole.donations.views.private import of_donor
from obole.foundation.private_answers import for_whoever_asks, takes_foreign_posts


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
@of_donor
def plan_of_donor(request: HttpRequest, *, donor: Donor, token: str, pk: int) -> HttpResponse:
    """Show a recurring gift, and change it when a button is pressed."""
    plan = get_object_or_404(plans_of(donor), pk=pk)
    page = PlanPage(request=request, plan=plan, token=token)
    if request.method != "POST" or plan.state not in RUNNING:
        return page.show()
    match request.POST.get("do"):
        case "amount":
            return page.change_amount()
        case "mend":
            return page.mend()
        case "end" if request.POST.get("sure") == "on":
            return page.end()
        case _:
            return page.show()


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """One request for the page of a recurring gift."""

    request: HttpRequest
    plan: Plan
    token: str

    def show(self, *, problem: str = "", done: str = "", **more: Any) -> HttpResponse:
        """Answer with the page; with a problem it says that nothing was done."""
        language = spoken(get_language() or "")
        context = {
            "plan": self.plan,
            "token": self.token,
            "campaign": text_of(self.plan.campaign, language),
            "is_running": self.plan.state in RUNNING,
            "form": PlanAmountForm(currency=self.plan.currency, language=language),
            "problem": problem,
            "done": done,
            **more,
        }
        status = HTTPStatus.BAD_GATEWAY if problem else HTTPStatus.OK
        return render(self.request, "donations/gifts/my_plan.html", context, status=status)

    def change_amount(self) -> HttpResponse:
        """Take another amount from the next instalment on."""
        language = spoken(get_language() or "")
        form = PlanAmountForm(self.request.POST, currency=self.plan.currency, language=language)
        if not form.is_valid():
            return self.show(form=form)
        amount = form.cleaned_data["amount"]
        asked = try_to_change(self.plan, amount=amount)
        if asked.problem:
            return self.show(problem=asked.problem, form=form)
        said = {"amount": amount.formatted(language)}
        if asked.url:
            return self.show(provider_url=asked.url)
        return self.show(done=_("From the next time on, you give %(amount)s.") % said)

    def mend(self) -> HttpResponse:
        """Lead to the provider's page where the card is changed."""
        back = f"{settings.WAGTAILADMIN_BASE_URL}{self.request.path}"
        address = mending_address(self.plan, back_url=back)
        if address:
            return self.show(provider_url=address)
        return self.show(
            problem=_(
                "The payment provider does not answer. Nothing has changed: please try again in a "
                "few minutes."
            )
        )

    def end(self) -> HttpResponse:
        """Take no more instalments."""
        asked = try_to_end(self.plan)
        self.plan.refresh_from_db()
        if asked.problem:
            return self.show(problem=asked.problem)
        if asked.is_waiting:
            return self.show(
                done=_(
                    "The payment provider does not answer just now. We go on asking until your "
                    "recurring gift has ended; a mail tells you when it is done."
                )
            )
        return self.show(done=_("Your recurring gift has ended."))
