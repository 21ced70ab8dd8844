"""A gift begins: rows first, then, outside any transaction, a session at the provider's."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from obole.donations.actions.donors import find_or_make_giver
from obole.donations.actions.instructing import post_instructions
from obole.donations.actions.newsletters import ask_for_newsletter
from obole.donations.actions.numbering import free_number, new_key
from obole.donations.gateways.offers import offer_of
from obole.donations.gateways.registry import gateway_named
from obole.donations.models import Campaign, Donor, Gift, Plan
from obole.donations.queries.campaigns import takes_gifts, text_of
from obole.donations.queries.house import newsroom_name
from obole.donations.rules.gateway import Order
from obole.donations.rules.vocabulary import GiftState, Means, Rhythm
from obole.donations.rules.wishes import BY_HAND, Wish

# Whoever is sent to a session needs some minutes to pay.
LEAST_LEFT: Final = timedelta(minutes=2)


class MeansNotOffered(Exception):
    """Nobody takes this means any more: the form was open for a while."""


class CampaignClosed(Exception):
    """The campaign takes no gifts: not yet, or no more."""


class SessionOver(Exception):
    """The gift was paid, has failed or has waited too long: the donor begins again."""


@transaction.atomic
def begin_gift(*, wish: Wish, now: datetime) -> Gift:
    """Keep what a donor wants to give: the donor, the gift, and the plan of a recurring one.

    The same form_key again returns the gift as it was begun. Raise CampaignClosed or
    MeansNotOffered.
    """
    known = Gift.objects.filter(form_key=wish.form_key).first()
    if known is not None:
        return known
    campaign = Campaign.objects.get(pk=wish.campaign_id)
    if not takes_gifts(campaign, timezone.localdate(now)):
        raise CampaignClosed(campaign.slug)
    offer = offer_of(wish.means)
    if offer is None or wish.means is Means.INTERMEDIARY:
        raise MeansNotOffered(wish.means)
    donor = find_or_make_giver(giver=wish.giver, language=wish.language, now=now)
    key = new_key()
    try:
        with transaction.atomic():
            plan = _make_plan(wish, donor=donor, key=key, gateway=offer.gateway, now=now)
            gift = _make_gift(wish, donor=donor, plan=plan, key=key, gateway=offer.gateway, now=now)
    except IntegrityError:
        # The second click of two was faster than the first.
        return Gift.objects.get(form_key=wish.form_key)
    _write_to_donor(gift, wish, now=now)
    return gift


def _write_to_donor(gift: Gift, wish: Wish, *, now: datetime) -> None:
    """Send how to give by hand, and the question about the newsletter. Thanks come with money."""
    if wish.means in BY_HAND:
        post_instructions(gift=gift)
    if wish.wants_newsletter and wish.giver.email:
        ask_for_newsletter(email=wish.giver.email, language=wish.language, now=now)


def open_session(*, gift: Gift, now: datetime) -> str:
    """Return where the donor pays, at the provider's. A session that is still open is used again.

    Goes over the network: call it outside any transaction. Raise SessionOver, GatewayDown or
    GatewayRefused.
    """
    if gift.state not in {GiftState.BEGUN, GiftState.FAILED}:
        raise SessionOver(gift.number)
    if gift.session_url:
        if gift.session_ends_at is not None and gift.session_ends_at < now + LEAST_LEFT:
            raise SessionOver(gift.number)
        return gift.session_url
    begun = gateway_named(gift.gateway).begin(order_of(gift))
    with transaction.atomic():
        kept = Gift.objects.select_for_update().get(pk=gift.pk)
        kept.session_reference = begun.reference
        kept.session_url = begun.url
        kept.session_ends_at = begun.expires_at
        kept.save(update_fields=["session_reference", "session_url", "session_ends_at"])
    return begun.url


def order_of(gift: Gift) -> Order:
    """Return what the provider is asked for. Its key is the gift's: asked twice, it is one."""
    with translation.override(gift.language):
        done_url = settings.WAGTAILADMIN_BASE_URL + reverse("giving:done", args=[gift.key])
        back_url = settings.WAGTAILADMIN_BASE_URL + reverse("giving:back", args=[gift.key])
    return Order(
        key=gift.key,
        amount=gift.to_pay,
        rhythm=Rhythm(gift.plan.rhythm) if gift.plan else Rhythm.ONCE,
        means=Means(gift.means),
        title=f"{text_of(gift.campaign, gift.language).title} · {newsroom_name()}",
        language=gift.language,
        email=gift.donor.email if gift.donor else "",
        done_url=done_url,
        back_url=back_url,
    )


def _make_plan(wish: Wish, *, donor: Donor, key: str, gateway: str, now: datetime) -> Plan | None:
    """Return the plan of a recurring gift. Its key is that of its first gift: one order."""
    if wish.rhythm is Rhythm.ONCE:
        return None
    return Plan.objects.create(
        key=key,
        campaign_id=wish.campaign_id,
        donor=donor,
        amount_minor_units=wish.amount.minor_units,
        fee_cover_minor_units=wish.fee_cover.minor_units,
        currency=wish.amount.currency,
        rhythm=wish.rhythm,
        means=wish.means,
        gateway=gateway,
        is_public=wish.is_public,
        shown_name=wish.shown_name if wish.is_public else "",
        language=wish.language,
        begun_at=now,
    )


def _make_gift(
    wish: Wish, *, donor: Donor, plan: Plan | None, key: str, gateway: str, now: datetime
) -> Gift:
    return Gift.objects.create(
        key=key,
        form_key=wish.form_key,
        number=free_number(),
        campaign_id=wish.campaign_id,
        donor=donor,
        plan=plan,
        amount_minor_units=wish.amount.minor_units,
        fee_cover_minor_units=wish.fee_cover.minor_units,
        currency=wish.amount.currency,
        means=wish.means,
        gateway=gateway,
        is_public=wish.is_public,
        shown_name=wish.shown_name if wish.is_public else "",
        message=wish.message,
        wants_receipt=wish.wants_receipt,
        language=wish.language,
        page_id=wish.page_id,
        source_digest=wish.source_digest,
        begun_at=now,
    )
