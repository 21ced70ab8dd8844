"""Campaigns as readers see them: the list, a campaign, how its figure is computed, its card."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from obole.donations.models import Campaign
from obole.donations.queries.addresses import address, give_address, path_of
from obole.donations.queries.campaigns import (
    campaign_with_slug,
    languages_of,
    public_campaigns,
)
from obole.donations.queries.history import last_check, last_movements
from obole.donations.queries.newspaper import newspaper
from obole.donations.queries.presenting import Presented, presented
from obole.donations.queries.showing import shown_campaign, shown_meter
from obole.donations.rules.structured_data import campaign_data
from obole.foundation import clock
from obole.foundation.ingredients import refuse_keeping

# The card stands in other sites' pages: it is the only page of ours that may.
CARD_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Show every campaign with its meter."""
    language, day = spoken(), timezone.localdate(clock.now())
    shown = [
        (
            shown_campaign(campaign=each, language=language, day=day),
            shown_meter(campaign=each, language=language),
        )
        for each in public_campaigns()
    ]
    context = {
        "campaigns": shown,
        "canonical": address("campaigns:list", language=language),
        "in_languages": {
            code: path_of("campaigns:list", language=code) for code, _ in settings.LANGUAGES
        },
        "alternates": [
            (code, address("campaigns:list", language=code)) for code, _ in settings.LANGUAGES
        ],
    }
    return render(request, "donations/campaigns.html", context)


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a campaign: its appeal, its meter, its story, what it paid for and who gave."""
    found, language = public(slug), spoken()
    page = presented(campaign=found, language=language, day=timezone.localdate(clock.now()))
    context = {
        "campaign": found,
        "presented": page,
        "image_url": address("campaigns:share_png", slug, language=language),
        **_head(found, "campaigns:campaign", language),
        # Its own escapes leave nothing in it that could end the script element.
        "structured": mark_safe(_structured(page, slug, language)),  # noqa: S308
    }
    return render(request, "donations/campaign.html", context)


@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how a campaign's figure is computed, and what moved it last."""
    # When the books were checked last is another moment every ten minutes.
    refuse_keeping("it says when the books were checked last")
    found, language = public(slug), spoken()
    context = {
        "campaign": found,
        "title": shown_title(found, language),
        "meter": shown_meter(campaign=found, language=language),
        "movements": [
            (each, each.amount.formatted(language)) for each in last_movements(campaign=found)
        ],
        "check": last_check(),
        **_head(found, "campaigns:figures", language),
    }
    return render(request, "donations/campaign_figures.html", context)


@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a campaign small, for a frame in another site's page."""
    found, language = public(slug), spoken()
    context = {
        "campaign": found,
        "shown": shown_campaign(
            campaign=found, language=language, day=timezone.localdate(clock.now())
        ),
        "newsroom": newspaper().name,
        "url": address("campaigns:campaign", slug, language=language),
        "give_url": give_address(slug, language=language),
    }
    response = render(request, "donations/campaign_card.html", context)
    response.headers["Content-Security-Policy"] = CARD_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how another site puts the card and the images into its pages."""
    found, language = public(slug), spoken()
    context = {
        "campaign": found,
        "title": shown_title(found, language),
        "card_url": address("campaigns:card", slug, language=language),
        "page_url": address("campaigns:campaign", slug, language=language),
        "images": [
            address(name, slug, language=language)
            for name in ("campaigns:meter_png", "campaigns:meter_svg", "campaigns:share_png")
        ],
        "data_url": address("campaigns:data", slug, language=language),
        "feed_url": address("campaigns:feed", slug, language=language),
        **_head(found, "campaigns:embed", language),
    }
    return render(request, "donations/campaign_embed.html", context)


def public(slug: str) -> Campaign:
    """Return the campaign of this address. Raise Http404."""
    found = campaign_with_slug(slug)
    if found is None:
        raise Http404
    return found


def spoken() -> str:
    """Return the language that the address says."""
    return (translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0]


def shown_title(campaign: Campaign, language: str) -> str:
    """Return what a campaign is called."""
    shown = shown_campaign(
        campaign=campaign, language=language, day=timezone.localdate(clock.now())
    )
    return shown.title


def _structured(page: Presented, slug: str, language: str) -> str:
    return campaign_data(
        title=page.shown.title,
        description=page.shown.appeal,
        url=address("campaigns:campaign", slug, language=language),
        give_url=give_address(slug, language=language) if page.shown.is_open else "",
        newsroom=newspaper().name,
        language=language,
    )


def _head(campaign: Campaign, name: str, language: str) -> dict[str, Any]:
    """Return the addresses of a page in the languages that the campaign speaks.

    A page in another language repeats one of these: search engines are sent there.
    """
    told = languages_of(campaign) or [language]
    own = language if language in told else told[0]
    return {
        "canonical": address(name, campaign.slug, language=own),
        "in_languages": {code: path_of(name, campaign.slug, language=code) for code in told},
        "alternates": [(code, address(name, campaign.slug, language=code)) for code in told],
    }
