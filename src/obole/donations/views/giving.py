"""The form with which readers give: how much and by which means, then who.

The first step is the same for everybody, so its page is baked; it is sent by GET, and nothing
happens. The second step is for whoever asked: it holds a token, which names the form, so that
sent twice it is one gift.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from obole.donations.actions.proving import digest_of, form_key, issue_token
from obole.donations.forms.choosing import ChoiceForm, Chosen
from obole.donations.forms.telling import DetailsForm
from obole.donations.gateways.offers import Offer, offers
from obole.donations.models import Campaign, CampaignText, DonationSettings
from obole.donations.queries.addresses import give_address, give_path
from obole.donations.queries.campaigns import (
    campaign_with_slug,
    current_campaign,
    has_begun,
    open_campaigns,
    takes_gifts,
    text_of,
)
from obole.donations.queries.house import donation_settings
from obole.donations.queries.receipts_offered import are_receipts_offered
from obole.donations.rules.fees import cover_for
from obole.donations.rules.ingredients import GIVING
from obole.donations.rules.vocabulary import Means
from obole.foundation import clock
from obole.foundation.ingredients import refuse_keeping, use
from obole.kernel.money import Money
from obole.limits.puzzles import make_puzzle

LONGEST_NUMBER = 15


def campaign_of(slug: str | None) -> Campaign | None:
    """Return the campaign that an address names; without a name the current one."""
    return current_campaign() if slug is None else campaign_with_slug(slug)


@dataclass(frozen=True, kw_only=True)
class Giving:
    """One request of somebody who wants to give to a campaign that takes gifts."""

    request: HttpRequest
    campaign: Campaign
    now: datetime
    decided: DonationSettings = field(default_factory=donation_settings)

    @cached_property
    def language(self) -> str:
        """The language of the page."""
        return get_language() or "fr"

    @cached_property
    def offers(self) -> list[Offer]:
        """What can be chosen."""
        return offers(currency=self.campaign.currency)

    @cached_property
    def origin(self) -> str:
        """The number of the page that the donor comes from; empty if it is none."""
        written = self.request.POST.get("from") or self.request.GET.get("from") or ""
        return written if written.isdecimal() and len(written) <= LONGEST_NUMBER else ""

    def choice(
        self, data: QueryDict | None = None, *, initial: dict[str, str] | None = None
    ) -> ChoiceForm:
        """Return the form of the first step."""
        return ChoiceForm(
            data,
            currency=self.campaign.currency,
            decided=self.decided,
            offers=self.offers,
            initial=initial,
        )

    def show_choice(self, form: ChoiceForm) -> HttpResponse:
        """Show the first step."""
        use(GIVING)
        context = {
            "campaign": self.campaign,
            "text": self.text,
            "form": form,
            "origin": self.origin,
            "title": self.text.title,
            **self.addresses,
        }
        return render(self.request, "donations/give_choice.html", context)

    @cached_property
    def text(self) -> CampaignText:
        """What the campaign says."""
        return text_of(self.campaign, self.language)

    @cached_property
    def addresses(self) -> dict[str, object]:
        """The addresses of the form, in each language."""
        slug, languages = self.campaign.slug, [code for code, _name in settings.LANGUAGES]
        return {
            "canonical": give_address(slug, language=self.language),
            "versions": {code: give_path(slug, language=code) for code in languages},
            "alternates": [(code, give_address(slug, language=code)) for code in languages],
        }

    def show_details(
        self,
        chosen: Chosen,
        form: DetailsForm | None = None,
        *,
        token: str = "",
        notice: str = "",
        status: int = HTTPStatus.OK,
    ) -> HttpResponse:
        """Show the second step. With a token the form stays the one it was."""
        refuse_keeping("it holds a token")
        token = token or issue_token(form=form_name(self.campaign), now=self.now)
        puzzle = make_puzzle(form=digest_of(token), key=form_key())
        cover = self.fee_cover(chosen)
        context = {
            "campaign": self.campaign,
            "text": self.text,
            "chosen": chosen,
            "choice": choice_value(chosen),
            "fee_cover": cover,
            "with_cover": chosen.amount + cover,
            "form": form or DetailsForm(),
            "token": token,
            "puzzle": json.dumps(puzzle),
            "origin": self.origin,
            "notice": notice,
            "offers_receipts": are_receipts_offered(),
            "button": self.button(chosen),
            "means_label": self.choice().label_of(chosen.offer.means),
            "title": _("Who gives"),
            "versions": self.addresses["versions"],
        }
        return render(self.request, "donations/give_details.html", context, status=status)

    def fee_cover(self, chosen: Chosen) -> Money:
        """Return what covers the fee; zero where nobody is asked."""
        if not self.decided.offers_fee_cover:
            return Money.zero(chosen.amount.currency)
        return cover_for(chosen.amount, chosen.offer.means)

    def button(self, chosen: Chosen) -> str:
        """Return what the button says: what it does."""
        words = {
            "once": _("Give %(amount)s"),
            "monthly": _("Give %(amount)s each month"),
            "yearly": _("Give %(amount)s each year"),
        }[chosen.rhythm]
        return words % {"amount": chosen.amount.formatted(self.language)}

    def show_intermediary(self, chosen: Chosen) -> HttpResponse:
        """Show the way to whoever collects for the newsroom."""
        refuse_keeping("it was asked for")
        context = {
            "campaign": self.campaign,
            "text": self.text,
            "chosen": chosen,
            "name": self.decided.intermediary,
            "url": self.decided.intermediary_url,
            "title": _("Give through %(name)s") % {"name": self.decided.intermediary},
        }
        return render(self.request, "donations/give_intermediary.html", context)


def show_closed(
    request: HttpRequest, campaign: Campaign | None, *, slug: str | None, now: datetime
) -> HttpResponse:
    """Say why nobody can give here, and where else they can."""
    day = timezone.localdate(now)
    context = {
        "campaign": campaign,
        "text": text_of(campaign, get_language() or "fr") if campaign else None,
        "is_to_come": campaign is not None and not has_begun(campaign, day),
        "others": [
            (each, text_of(each, get_language() or "fr"))
            for each in open_campaigns(now)
            if campaign is None or each.pk != campaign.pk
        ],
        "title": _("Give"),
    }
    is_unknown = campaign is None and slug is not None
    status = HTTPStatus.NOT_FOUND if is_unknown else HTTPStatus.OK
    return render(request, "donations/give_closed.html", context, status=status)


def begin(request: HttpRequest, *, slug: str | None) -> HttpResponse:
    """Show the first step; the second once the first is answered."""
    now = clock.now()
    campaign = campaign_of(slug)
    if campaign is None or not takes_gifts(campaign, timezone.localdate(now)):
        return show_closed(request, campaign, slug=slug, now=now)
    giving = Giving(request=request, campaign=campaign, now=now)
    if "means" not in request.GET or "change" in request.GET:
        return giving.show_choice(giving.choice(initial=prefilled(request)))
    form = giving.choice(request.GET)
    if not form.is_valid():
        return giving.show_choice(form)
    chosen: Chosen = form.cleaned_data["chosen"]
    if chosen.offer.means is Means.INTERMEDIARY:
        return giving.show_intermediary(chosen)
    return giving.show_details(chosen)


def prefilled(request: HttpRequest) -> dict[str, str]:
    """Return what an address fills in: `?choice=monthly:10`, as links of ours and of others do."""
    return {name: request.GET.get(name, "") for name in ("choice", "means")}


def form_name(campaign: Campaign) -> str:
    """Return what the tokens of this campaign's form are for."""
    return f"obole.donations.form:{campaign.pk}"


def choice_value(chosen: Chosen) -> str:
    """Return the first step's answer in one word, as its radio buttons have it."""
    return f"{chosen.rhythm}:{chosen.amount.plain()}"
