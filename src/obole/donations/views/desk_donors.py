"""Donors at the desk: who they are, what they gave, what the newsroom wants to remember of them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import CreateView, IndexView

from obole.accounts.colleagues import colleague
from obole.donations.actions.noting import note_about
from obole.donations.models import Donor, DonorMerge, DonorNote
from obole.donations.queries import receipt_links
from obole.donations.queries.donor_gifts import plans_of, years_of
from obole.donations.queries.donors import rows_of
from obole.donations.queries.duplicates import live_donors
from obole.donations.queries.links import spoken
from obole.donations.views.desk_permissions import may_change_donors, may_see_donors
from obole.donations.views.desk_screen import DeskScreen
from obole.donations.views.portal_data import as_file
from obole.foundation import clock

LONGEST_NOTE = 2_000


class NoteForm(forms.Form):
    """What the desk wants to remember."""

    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Donors who ask for their data read it, too."),
    )


class DonorsIndex(IndexView):  # type: ignore[misc]
    """Lists the donors that are neither erased nor merged; a click leads to all about one."""

    def get_base_queryset(self) -> QuerySet[Donor]:
        """Return the donors."""
        return live_donors()

    def get_edit_url(self, instance: Donor) -> str:
        """Lead to the screen of the donor, where editing is one of several things."""
        return reverse("donations_donor", args=[instance.pk])


class AddDonor(CreateView):  # type: ignore[misc]
    """The form of a donor who is known from elsewhere: a letter, a list of members."""

    def get_initial_form_instance(self) -> Donor:
        """Begin with a donor who is known from now on."""
        return Donor(created_at=clock.now())


@method_decorator(may_see_donors, name="dispatch")
class DonorView(DeskScreen, TemplateView):
    """Shows one donor."""

    template_name = "donations/desk/donor.html"
    header_icon = "user"
    list_title = gettext_lazy("Donors")
    list_url_name = "donations_donors:index"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the donor."""
        super().setup(request, *args, **kwargs)
        self.donor = get_object_or_404(Donor.objects.select_related("merged_into"), pk=kwargs["pk"])

    def get_page_title(self) -> str:
        """Name the donor."""
        return str(self.donor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        keys = rows_of(self.donor)
        return {
            **super().get_context_data(**kwargs),
            "donor": self.donor,
            "years": years_of(self.donor, language=spoken(get_language() or "")),
            "plans": plans_of(self.donor),
            "notes": DonorNote.objects.filter(donor__in=keys).select_related("by").order_by("-pk"),
            "merges": DonorMerge.objects.filter(kept=self.donor, undone_at=None)
            .select_related("gone")
            .order_by("-pk"),
            "receipts": receipt_links.receipts_for(donor=self.donor),
            "note_form": kwargs.get("note_form") or NoteForm(),
        }


@require_POST
@may_change_donors
def note_donor(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a note about a donor."""
    donor = get_object_or_404(live_donors(), pk=pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        note_about(donor=donor, text=text, by=colleague(request), now=clock.now())
        messages.success(request, _("The note is kept."))
    else:
        messages.error(request, _("Write the note first; it has at most 2,000 characters."))
    return redirect("donations_donor", pk)


@require_POST
@may_see_donors
def export_donor(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out all that is held of a donor: for one who asks by letter."""
    return as_file(get_object_or_404(Donor, pk=pk))
