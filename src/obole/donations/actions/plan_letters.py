"""Mails about what happens to a gift or a recurring gift after it was given."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from obole.donations.actions.letters import send_letter, way_to_end
from obole.donations.models import Gift, Movement, Plan
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.links import gift_url, mending_url, spoken
from obole.donations.rules.vocabulary import Means, MoveKind, PlanState


@transaction.atomic
def tell_of_changed_gift(*, entry_id: int) -> bool:
    """Tell a donor that money of a gift went back: refunded by us, or returned by their bank.

    Nothing is sent about a dispute, which the donor began, or about a mistake of the desk.
    """
    movements = Movement.objects.select_related("gift__donor", "gift__plan")
    movement = movements.filter(entry=entry_id).first()
    if movement is None or movement.gift.donor is None:
        return False
    gift, language = movement.gift, spoken(movement.gift.language)
    with translation.override(language):
        said = {
            "amount": movement.amount.formatted(language),
            "number": gift.number,
            "address": gift_url(gift=gift, language=language),
        }
        if movement.kind == MoveKind.REFUND:
            subject, words = _("We gave %(amount)s back"), _refunded()
        elif movement.kind == MoveKind.RETURN:
            subject, words = _("%(amount)s went back to your bank"), _returned(gift)
        else:
            return False
        return send_letter(
            key=f"gift-change:{entry_id}",
            donor=movement.gift.donor,
            subject=subject % said,
            paragraphs=[
                words % said,
                way_to_end(gift.plan, language=language) if gift.plan else "",
            ],
            language=language,
        )


@transaction.atomic
def tell_of_failed_renewal(*, plan_id: int, gift_id: int) -> bool:
    """Tell a donor, once for each instalment, that it was refused, and how that is mended."""
    plan = _plan(plan_id)
    if plan.state == PlanState.ENDED:
        return False
    language = spoken(plan.language)
    with translation.override(language):
        said = {
            "amount": plan.to_pay.formatted(language),
            "title": text_of(plan.campaign, language).title,
            "address": mending_url(plan=plan, language=language),
        }
        return send_letter(
            key=f"renewal-failed:{plan_id}:{gift_id}",
            donor=plan.donor,
            subject=_("Your recurring gift did not arrive"),
            paragraphs=[
                _(
                    "We could not collect your gift of %(amount)s to “%(title)s”: the card has "
                    "expired, perhaps, or the bank said no. You owe us nothing."
                )
                % said,
                _("To go on giving, give another card or account here:\n%(address)s") % said,
                way_to_end(plan, language=language),
            ],
            language=language,
        )


@transaction.atomic
def tell_of_ended_plan(*, plan_id: int) -> bool:
    """Tell a donor once that a recurring gift has ended, whoever ended it."""
    plan = _plan(plan_id)
    language = spoken(plan.language)
    with translation.override(language):
        given = Gift.objects.filter(plan=plan, settled_at__isnull=False).count()
        said = {
            "amount": plan.to_pay.formatted(language),
            "title": text_of(plan.campaign, language).title,
        }
        return send_letter(
            key=f"plan-ended:{plan_id}",
            donor=plan.donor,
            subject=_("Your recurring gift has ended"),
            paragraphs=[
                _(
                    "Your recurring gift of %(amount)s to “%(title)s” has ended. Nothing more is "
                    "collected. If money should be taken all the same, write to us: we give it "
                    "back."
                )
                % said,
                _("Thank you for all that you gave.") if given else "",
            ],
            language=language,
        )


def _plan(plan_id: int) -> Plan:
    return Plan.objects.select_related("donor", "campaign").get(pk=plan_id)


def _refunded() -> str:
    return _(
        "We gave %(amount)s of your gift %(number)s back. The money takes five to ten days to be "
        "on your account. If a receipt was made for this gift, it is replaced.\n%(address)s"
    )


def _returned(gift: Gift) -> str:
    if gift.means == Means.CHEQUE:
        return _(
            "Your bank did not pay your cheque of %(amount)s, gift %(number)s, so it is not "
            "counted any more. You owe us nothing. If you want to give all the same, send another "
            "cheque, or choose another way.\n%(address)s"
        )
    return _(
        "Your bank took %(amount)s of your gift %(number)s back, so it is not counted any more. "
        "If you asked your bank to do so, there is nothing to do, and no need to explain. If you "
        "did not, perhaps the account had changed.\n%(address)s"
    )
