"""The page of one gift: where it stands, and where it is in the books. It names nobody."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from obole.donations.models import Campaign
from obole.donations.queries import receipt_links
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.donor_gifts import gift_with_key, line_of
from obole.donations.queries.links import spoken
from obole.donations.queries.meter import meter_of
from obole.donations.rules.meter import words
from obole.foundation.private_answers import for_whoever_asks


@require_safe
@for_whoever_asks
def gift(request: HttpRequest, key: str) -> HttpResponse:
    """Show where a gift stands."""
    found = gift_with_key(key)
    if found is None:
        raise Http404
    language = spoken(get_language() or "")
    context = {
        "gift": found,
        "line": line_of(found, language=language),
        "campaign": text_of(found.campaign, language),
        "words": words(meter_of(campaign=found.campaign), language),
        "share_url": _address_of(found.campaign) if found.campaign.is_public else "",
        "outlook": receipt_links.outlook(gift=found, language=language),
    }
    return render(request, "donations/gifts/gift.html", context)


def _address_of(campaign: Campaign) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('campaigns:campaign', args=[campaign.slug])}"
