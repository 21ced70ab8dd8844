"""One gift of a donor: whether their name and message may be seen."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from obole.donations.actions.consenting import choose_showing
from obole.donations.forms.donors import ShowingForm
from obole.donations.models import Donor
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.donor_gifts import gifts_of
from obole.donations.views.private import of_donor
from obole.foundation.private_answers import for_whoever_asks, takes_foreign_posts


@takes_foreign_posts
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_asks
@of_donor
def gift_of_donor(request: HttpRequest, *, donor: Donor, token: str, pk: int) -> HttpResponse:
    """Show what is seen of a gift, and let the donor choose again."""
    gift = get_object_or_404(gifts_of(donor).select_related("campaign"), pk=pk)
    is_sent = request.method == "POST"
    form = ShowingForm.of(gift, request.POST if is_sent else None)
    if is_sent and form.is_valid():
        choose_showing(gift=gift, **form.cleaned_data)
        back = reverse("gifts:mine", args=[token])
        return HttpResponseRedirect(back, status=HTTPStatus.SEE_OTHER)
    context = {
        "gift": gift,
        "token": token,
        "form": form,
        "campaign": text_of(gift.campaign, get_language() or ""),
    }
    return render(request, "donations/gifts/my_gift.html", context)
