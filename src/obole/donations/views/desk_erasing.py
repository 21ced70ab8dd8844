"""Erasing a donor at the desk: for one who asks by letter. A page says first what will happen."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import DeleteView

from obole.accounts.colleagues import colleague
from obole.donations.actions.erasing import ErasedBefore, PlansStillRun, erase_donor
from obole.donations.models import Donor
from obole.donations.views.desk_permissions import may_erase_donors
from obole.donations.views.desk_screen import DeskScreen
from obole.foundation import clock


class EraseForm(forms.Form):
    """The tick before something that nobody can bring back."""

    sure = forms.BooleanField(
        label=gettext_lazy("The donor has asked for it, and it was they who asked."),
        error_messages={"required": gettext_lazy("Tick the box first.")},
    )


@method_decorator(may_erase_donors, name="dispatch")
class EraseDonorView(DeskScreen, FormView[EraseForm]):
    """Asks once more, then erases."""

    template_name = "donations/desk/erase_donor.html"
    form_class = EraseForm
    page_title = gettext_lazy("Erase a donor")
    header_icon = "bin"
    list_title = gettext_lazy("Donors")
    list_url_name = "donations_donors:index"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the donor."""
        super().setup(request, *args, **kwargs)
        self.donor = get_object_or_404(Donor, pk=kwargs["pk"], erased_at=None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        return {**super().get_context_data(**kwargs), "donor": self.donor}

    def form_valid(self, form: EraseForm) -> HttpResponse:
        """Erase the donor."""
        try:
            erasure = erase_donor(donor=self.donor, by=colleague(self.request), now=clock.now())
        except ErasedBefore:
            return redirect("donations_donors:index")
        except PlansStillRun:
            form.add_error(None, _("End the recurring gifts of this donor first."))
            return self.render_to_response(self.get_context_data(form=form))
        said = {"count": erasure.gifts}
        messages.success(
            self.request,
            _("The donor is erased. Gifts that stay in the books without a name: %(count)s.")
            % said,
        )
        return redirect("donations_donors:index")


@method_decorator(may_erase_donors, name="dispatch")
class DeleteDonorView(DeleteView):  # type: ignore[misc]
    """Wagtail's "delete" leads to erasing: a row is never taken away, and the log keeps no name."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead there, whatever was asked."""
        return redirect("donations_erase", kwargs["pk"])
