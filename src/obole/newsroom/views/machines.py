"""Small files for machines: what they may do here, and whom they can trust and tell."""

from datetime import UTC, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from obole.foundation import clock
from obole.foundation.ingredients import use, use_until
from obole.newsroom.addresses import absolute, address_in
from obole.newsroom.heads import home_languages, publisher
from obole.newsroom.models import LegalSettings
from obole.newsroom.rules import ingredients as names
from obole.newsroom.rules import well_known


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots what is not for them."""
    searches = [address_in(language, "search") for language in home_languages()]
    text = well_known.robots_txt(
        root=absolute("/", request=request).removesuffix("/"),
        hidden=[settings.DESK_PATH, *searches],
        sitemaps=[reverse("machines:sitemap"), reverse("machines:news_sitemap")],
        reserves_mining=LegalSettings.for_request(request).reserves_mining,
    )
    return _text(text)


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """Tell who the newsroom is affiliated with, where else it speaks, and what it allows."""
    legal = LegalSettings.for_request(request)
    known = publisher(request=request, language=settings.LANGUAGE_CODE)
    return _text(
        well_known.trust_txt(
            social=known.same_as,
            contact=known.policies.get("contact") or legal.email,
            disclosure=known.policies.get("ethics", ""),
            further=legal.trust_txt.splitlines(),
            reserves_mining=legal.reserves_mining,
        )
    )


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Tell where security reports go. Not found while the newsroom has named no address."""
    legal = LegalSettings.for_request(request)
    contact = legal.security_contact or legal.email
    if not contact:
        raise Http404
    now = clock.now().astimezone(UTC)
    # It names a day half a year from now.
    use_until((now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0))
    return _text(
        well_known.security_txt(
            contact=contact,
            canonical=absolute(reverse("machines:security"), request=request),
            languages=home_languages(),
            now=now,
        )
    )


@require_safe
def text_and_data_mining(request: HttpRequest) -> HttpResponse:
    """Tell that mining is reserved, and where the terms are. Not found if it is not."""
    if not LegalSettings.for_request(request).reserves_mining:
        raise Http404
    known = publisher(request=request, language=settings.LANGUAGE_CODE)
    policy = known.policies.get("legal", "")
    return JsonResponse(well_known.mining_reservation(policy=policy), safe=False)


def _text(text: str) -> HttpResponse:
    use(names.SITE)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
