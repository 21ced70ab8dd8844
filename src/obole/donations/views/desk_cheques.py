"""Cheques and cash in the desk: a dozen at once, what waits for a slip, and the slips."""

from typing import Any, Final
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from obole.accounts.colleagues import colleague
from obole.donations.actions.cheques import (
    NothingToDeposit,
    SlipFound,
    dissolve_slip,
    enter_cheques,
    make_slip,
)
from obole.donations.actions.recording import ReferenceUsed, WrongCurrency
from obole.donations.models import DepositSlip
from obole.donations.queries.cheques import cheques_on, slips, waiting_cheques, worth_of
from obole.donations.queries.house import donation_settings
from obole.donations.views.desk_cheque_forms import BatchForm, rows_form
from obole.donations.views.desk_permissions import may_change_gifts, may_record_gifts, may_see_gifts
from obole.donations.views.desk_screen import DeskScreen
from obole.foundation import clock
from obole.kernel.money import Money

TITLE = gettext_lazy("Cheques and cash")
SLIPS_SHOWN: Final = 50


@method_decorator(may_see_gifts, name="dispatch")
class ChequesView(DeskScreen, TemplateView):
    """Shows the cheques that lie in the drawer, and the slips."""

    template_name = "donations/desk/cheques.html"
    page_title = TITLE
    header_icon = "form"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        waiting = list(waiting_cheques())
        by_currency: dict[str, list[Any]] = {}
        for cheque in waiting:
            by_currency.setdefault(cheque.gift.currency, []).append((cheque, worth_of(cheque)))
        return {
            **super().get_context_data(**named),
            "drawers": [
                {"rows": rows, "total": Money.total((worth for _, worth in rows), currency)}
                for currency, rows in by_currency.items()
            ],
            "slips": list(slips()[:SLIPS_SHOWN]),
        }


@method_decorator(may_record_gifts, name="dispatch")
class EnterChequesView(DeskScreen, TemplateView):
    """The form: what all have in common, and a row for each."""

    template_name = "donations/desk/enter_cheques.html"
    page_title = gettext_lazy("Enter cheques and cash")
    header_icon = "form"
    list_title = TITLE
    list_url_name = "donations_cheques"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        today = timezone.localdate(clock.now())
        return {
            "batch": BatchForm(initial={"form_key": uuid4().hex, "day": today}),
            "rows": rows_form()(prefix="row"),
            **super().get_context_data(**named),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Record all rows that were filled in, or say at each what is wrong and record none."""
        batch = BatchForm(request.POST)
        rows = rows_form()(request.POST, prefix="row", form_kwargs={"batch": batch})
        is_good = batch.is_valid() and rows.is_valid()
        if not is_good:
            return self._again(batch, rows, problem=_("Nothing was recorded yet: see the rows."))
        handed = [form.handed(row) for row, form in enumerate(rows.forms) if form.has_changed()]
        if not handed:
            return self._again(batch, rows, problem=_("Fill in a row at least."))
        said = batch.cleaned_data
        try:
            gifts = enter_cheques(
                rows=handed,
                campaign=said["campaign"],
                form_key=said["form_key"],
                language="fr",
                now=clock.now(),
            )
        except (WrongCurrency, ReferenceUsed, ValidationError):
            return self._again(
                batch,
                rows,
                problem=_("A gift of a row is of another currency: nothing was recorded."),
            )
        counted = {"count": len(gifts)}
        recorded = ngettext(
            "%(count)d gift was recorded.", "%(count)d gifts were recorded.", counted["count"]
        )
        messages.success(request, recorded % counted)
        return redirect("donations_cheques")

    def _again(self, batch: forms.Form, rows: Any, *, problem: str) -> HttpResponse:
        context = self.get_context_data(batch=batch, rows=rows, problem=problem)
        return self.render_to_response(context, status=422)


@require_POST
@may_change_gifts
def make(request: HttpRequest) -> HttpResponse:
    """Put the ticked cheques on a slip."""
    ticked = [int(each) for each in request.POST.getlist("cheque") if each.isdecimal()]
    try:
        slip = make_slip(cheques=ticked, by=colleague(request), day=timezone.localdate(clock.now()))
    except NothingToDeposit:
        messages.warning(request, _("Tick the cheques that go to the bank first."))
        return redirect("donations_cheques")
    return redirect("donations_slip", slip.pk)


@require_POST
@may_change_gifts
def dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a slip back that the bank has not booked."""
    try:
        dissolve_slip(slip=get_object_or_404(DepositSlip, pk=pk))
    except SlipFound:
        messages.error(
            request, _("The bank has the money of this slip: undo the line of the statement first.")
        )
        return redirect("donations_slip", pk)
    messages.success(request, _("The slip is taken back; its cheques wait again."))
    return redirect("donations_cheques")


@method_decorator(may_see_gifts, name="dispatch")
class SlipView(DeskScreen, TemplateView):
    """A deposit slip, to be printed and handed in with the cheques."""

    template_name = "donations/desk/slip.html"
    header_icon = "form"
    list_title = TITLE
    list_url_name = "donations_cheques"

    def setup(self, request: HttpRequest, *arguments: Any, **named: Any) -> None:
        """Find the slip."""
        super().setup(request, *arguments, **named)
        self.slip = get_object_or_404(
            DepositSlip.objects.select_related("line", "made_by"), pk=named["pk"]
        )

    def get_page_title(self) -> str:
        """Name the slip."""
        return _("Deposit slip %(number)d") % {"number": self.slip.pk}

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        cheques = cheques_on(self.slip)
        return {
            **super().get_context_data(**named),
            "slip": self.slip,
            "rows": [(cheque, worth_of(cheque)) for cheque in cheques],
            "house": donation_settings(),
        }
