"""Donors are thanked for what has arrived, once for each entry in the books.

Never at the form, where nothing has arrived, and never twice: the mail's key is the entry
(platforms that thanked at the form and at settlement wrote twice to everybody who gave by debit).
"""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from obole.donations.actions.letters import day_in_words, send_letter, way_to_end
from obole.donations.models import Gift, Movement
from obole.donations.queries import receipt_links
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.links import gift_url, spoken
from obole.donations.queries.meter import meter_of
from obole.donations.rules.meter import sentence
from obole.donations.rules.vocabulary import GiftState


@transaction.atomic
def thank_donor(*, gift_id: int, entry_id: int) -> bool:
    """Thank for the money of one entry; tell whether there was somebody to write to.

    The second and later instalments of a recurring gift are acknowledged in fewer words.
    """
    gift = _gift(gift_id)
    if gift is None or gift.donor is None:
        return False
    movement = Movement.objects.select_related("entry").get(entry=entry_id)
    language = spoken(gift.language)
    with translation.override(language):
        amount = movement.amount.formatted(language)
        is_renewal = _is_renewal(gift, entry_id=entry_id)
        subject = (
            _("Your gift of %(amount)s has arrived")
            if is_renewal
            else _("Thank you for %(amount)s")
        )
        return send_letter(
            key=f"thanks:{entry_id}",
            donor=gift.donor,
            subject=subject % {"amount": amount},
            paragraphs=[
                "" if is_renewal else _words_of_campaign(gift, language=language),
                _facts(movement, gift=gift, language=language),
                _campaign_stands(gift, language=language),
                receipt_links.outlook(gift=gift, language=language),
                _page_of_gift(gift, language=language),
                way_to_end(gift.plan, language=language) if gift.plan else "",
            ],
            language=language,
        )


@transaction.atomic
def tell_of_pending_gift(*, gift_id: int) -> bool:
    """Tell a donor once that a debit is on its way: it takes days until its money is here."""
    gift = _gift(gift_id)
    if gift is None or gift.donor is None or gift.state != GiftState.PENDING:
        return False
    language = spoken(gift.language)
    with translation.override(language):
        said = {"amount": gift.to_pay.formatted(language)}
        return send_letter(
            key=f"gift-pending:{gift.pk}",
            donor=gift.donor,
            subject=_("Your gift of %(amount)s is on its way") % said,
            paragraphs=[
                _(
                    "Your bank was asked for %(amount)s. That takes about five working days. We "
                    "thank you when the money has arrived; until then it is not counted anywhere."
                )
                % said,
                _page_of_gift(gift, language=language),
                way_to_end(gift.plan, language=language) if gift.plan else "",
            ],
            language=language,
        )


def _gift(gift_id: int) -> Gift | None:
    gifts = Gift.objects.select_related("campaign", "donor", "plan__donor", "plan__campaign")
    return gifts.filter(pk=gift_id).first()


def _is_renewal(gift: Gift, *, entry_id: int) -> bool:
    if gift.plan is None:
        return False
    earlier = Movement.objects.filter(gift__plan=gift.plan, entry__lt=entry_id)
    return earlier.exclude(gift=gift).exists()


def _words_of_campaign(gift: Gift, *, language: str) -> str:
    text = text_of(gift.campaign, language)
    if text.language == language and text.thanks.strip():
        return text.thanks.strip()
    return _(
        "Thank you. This newsroom lives on what its readers give: your gift pays for reporting, "
        "for everybody to read."
    )


def _facts(movement: Movement, *, gift: Gift, language: str) -> str:
    day = gift.paid_on or timezone.localdate(movement.moved_at)
    said = {
        "amount": movement.amount.formatted(language),
        "cover": gift.fee_cover.formatted(language),
    }
    covers = gift.fee_cover and movement.amount == gift.to_pay
    lines = [
        (_("Amount: %(amount)s, of which %(cover)s covers the fees") % said)
        if covers
        else (_("Amount: %(amount)s") % said),
        _("Day: %(day)s") % {"day": day_in_words(day, language=language)},
        _("Campaign: %(title)s") % {"title": text_of(gift.campaign, language).title},
        _("Number of your gift: %(number)s") % {"number": gift.number},
        _("In our books: entry no. %(number)s") % {"number": movement.entry.number},
    ]
    return "\n".join(lines)


def _campaign_stands(gift: Gift, *, language: str) -> str:
    return sentence(meter_of(campaign=gift.campaign), language)


def _page_of_gift(gift: Gift, *, language: str) -> str:
    address = gift_url(gift=gift, language=language)
    return _("The page of this gift, and where it stands:\n%(address)s") % {"address": address}
