"""Possible doubles of donors: side by side, merged or told apart by a person, and undone."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages

from obole.accounts.colleagues import colleague
from obole.donations.actions.merging import (
    CannotMerge,
    CannotUndo,
    merge_donors,
    propose_pair,
    tell_apart,
    undo_merge,
)
from obole.donations.models import DonorMerge, DonorPair
from obole.donations.queries.duplicates import compared, live_donors, open_pairs
from obole.donations.views.desk_permissions import may_change_donors
from obole.donations.views.desk_screen import DeskScreen
from obole.foundation import clock

PAIRS_A_PAGE = 20


@method_decorator(may_change_donors, name="dispatch")
class DoublesView(DeskScreen, TemplateView):
    """Lists the pairs that wait for a decision."""

    template_name = "donations/desk/doubles.html"
    page_title = gettext_lazy("Possible doubles")
    header_icon = "group"
    list_title = gettext_lazy("Donors")
    list_url_name = "donations_donors:index"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        pairs = open_pairs()
        if (wanted := self.request.GET.get("pair", "")).isdecimal():
            pairs = pairs.filter(pk=wanted)
        page = Paginator(pairs, PAIRS_A_PAGE).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "page_obj": page,
            "pairs": compared(list(page)),
        }


@require_POST
@may_change_donors
def compare_donors(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a donor beside the one of an e-mail address."""
    donor = get_object_or_404(live_donors(), pk=pk)
    email = request.POST.get("email", "").strip()
    other = live_donors().filter(email__iexact=email).first() if email else None
    if other is None or other == donor:
        messages.error(request, _("No other donor has this e-mail address."))
        return redirect("donations_donor", pk)
    pair = propose_pair(one=donor, other=other, now=clock.now())
    return redirect(f"{reverse('donations_doubles')}?pair={pair.pk}")


@require_POST
@may_change_donors
def decide_pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge two rows into the one that was chosen, or remember that they are two people."""
    pair = get_object_or_404(open_pairs(), pk=pk)
    match request.POST.get("do"):
        case "different":
            tell_apart(pair=pair, by=colleague(request), now=clock.now())
            messages.success(request, _("Two people: this pair is not proposed again."))
        case "first" | "second" as kept:
            _merge(request, pair, keeps_first=kept == "first")
        case _:
            raise Http404
    return redirect("donations_doubles")


def _merge(request: HttpRequest, pair: DonorPair, *, keeps_first: bool) -> None:
    kept, gone = (pair.first, pair.second) if keeps_first else (pair.second, pair.first)
    try:
        merge_donors(kept=kept, gone=gone, by=colleague(request), now=clock.now())
    except CannotMerge:
        messages.error(request, _("One of the two is gone, or was merged meanwhile."))
        return
    messages.success(
        request,
        _("%(gone)s is %(kept)s now. It can be undone on the donor’s screen.")
        % {"gone": gone, "kept": kept},
        buttons=[
            messages.button(reverse("donations_donor", args=[kept.pk]), _("See the donor")),
        ],
    )


@require_POST
@may_change_donors
def part_donors(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge."""
    merge = get_object_or_404(DonorMerge.objects.select_related("kept", "gone"), pk=pk)
    try:
        undo_merge(merge=merge, by=colleague(request), now=clock.now())
    except CannotUndo:
        messages.error(
            request,
            _("This merge cannot be undone any more: one of the two was merged again or erased."),
        )
    else:
        messages.success(request, _("They are two donors again."))
    return redirect("donations_donor", merge.kept_id)
