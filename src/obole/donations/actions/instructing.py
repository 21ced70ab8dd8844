"""How a transfer or a cheque is made, by mail: what the page says, to be had later."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from obole.donations.models import DonationSettings, Gift
from obole.donations.queries.house import donation_settings, newsroom_name
from obole.donations.rules.references import grouped
from obole.donations.rules.vocabulary import Means, Rhythm
from obole.foundation.mail import post_mail


@transaction.atomic
def post_instructions(*, gift: Gift) -> None:
    """Send how to make the transfer or write the cheque; once for a gift."""
    if gift.donor is None or not gift.donor.email:
        return
    decided = donation_settings()
    with translation.override(gift.language):
        is_transfer = gift.means == Means.TRANSFER
        text = _transfer(gift, decided) if is_transfer else _cheque(gift, decided)
        post_mail(
            key=f"gift-instructions:{gift.pk}",
            recipient=gift.donor.email,
            subject=_("How to make your gift to %(newsroom)s") % {"newsroom": newsroom_name()},
            text=text,
        )


def _transfer(gift: Gift, decided: DonationSettings) -> str:
    address = settings.WAGTAILADMIN_BASE_URL + reverse("giving:transfer", args=[gift.key])
    words = {
        "amount": gift.amount.formatted(gift.language),
        "holder": decided.holder,
        "iban": grouped("".join(decided.iban.split())),
        "bic": decided.bic or "–",
        "reference": grouped(gift.number),
        "address": address,
    }
    how = {
        Rhythm.MONTHLY: _("Order it at your bank as a standing order, each month."),
        Rhythm.YEARLY: _("Order it at your bank as a standing order, once a year."),
        Rhythm.ONCE: _("Order it at your bank once."),
    }[Rhythm(gift.plan.rhythm) if gift.plan else Rhythm.ONCE]
    text = _(
        "Amount: %(amount)s\n"
        "Account holder: %(holder)s\n"
        "IBAN: %(iban)s\n"
        "BIC: %(bic)s\n"
        "Reference: %(reference)s\n\n"
        "Please give the reference: by it we know that the gift is yours. We thank you when the "
        "money has arrived. The same with a code for your bank's application:\n%(address)s"
    )
    return f"{how}\n\n{text % words}"


def _cheque(gift: Gift, decided: DonationSettings) -> str:
    return _(
        "Amount: %(amount)s\n"
        "Made out to: %(payee)s\n"
        "On the back: %(reference)s\n\n"
        "Send it to:\n%(address)s\n\n"
        "We thank you when it is cashed."
    ) % {
        "amount": gift.amount.formatted(gift.language),
        "payee": decided.cheque_payee,
        "reference": grouped(gift.number),
        "address": decided.cheque_address,
    }
