"""In plain words: where a gift stands, how it came, how often it is given."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from obole.donations.models import Gift, Plan
from obole.donations.rules.likeness import Reason
from obole.donations.rules.vocabulary import GiftState, Means, PlanState, Rhythm

Words = str | Promise

_STATES: dict[str, Words] = {
    GiftState.BEGUN: _("not here yet"),
    GiftState.PENDING: _("on its way from your bank"),
    GiftState.SETTLED: pgettext_lazy("of a gift", "arrived"),
    GiftState.FAILED: _("refused by the bank"),
    GiftState.ENDED: pgettext_lazy("of a gift", "not paid"),
    GiftState.PARTLY_REFUNDED: _("partly given back"),
    GiftState.REFUNDED: _("given back"),
    GiftState.DISPUTED: _("held back by your bank, which is looking into it"),
    GiftState.RETURNED: _("taken back by your bank"),
}
_EXPLAINED: dict[str, Words] = {
    GiftState.BEGUN: _("We are waiting for it. As soon as it is here, this page says so."),
    GiftState.PENDING: _(
        "Your bank was asked for the money; that takes about five working days. It is counted "
        "when it is here."
    ),
    GiftState.SETTLED: _("It is here, and it is counted. Thank you."),
    GiftState.FAILED: _("The bank said no, so nothing was paid. You can try again."),
    GiftState.ENDED: _("Nothing was paid, and nothing will be."),
    GiftState.PARTLY_REFUNDED: _("We gave a part of it back. The rest is counted."),
    GiftState.REFUNDED: _("We gave it back. It is not counted any more."),
    GiftState.DISPUTED: _("It is not counted while your bank looks into it."),
    GiftState.RETURNED: _("Your bank took it back. It is not counted any more."),
}
_MEANS: dict[str, Words] = {
    Means.CARD: _("by card"),
    Means.SEPA: _("by direct debit"),
    Means.PAYPAL: _("by PayPal"),
    Means.TRANSFER: _("by bank transfer"),
    Means.CHEQUE: _("by cheque"),
    Means.CASH: _("in cash"),
    Means.INTERMEDIARY: _("through an intermediary"),
}
_RHYTHMS: dict[str, Words] = {
    Rhythm.ONCE: pgettext_lazy("how often", "once"),
    Rhythm.MONTHLY: _("each month"),
    Rhythm.YEARLY: _("each year"),
}
_PLANS: dict[str, Words] = {
    PlanState.BEGUN: _("not begun yet"),
    PlanState.ACTIVE: pgettext_lazy("of a recurring gift", "running"),
    PlanState.FAILING: _("the last one was refused"),
    PlanState.ENDED: pgettext_lazy("of a recurring gift", "ended"),
}

_LIKENESS: dict[str, Words] = {
    Reason.NAME_AND_POSTCODE: _("the same name and postcode"),
    Reason.NAME_AND_EMAIL: _("the same name and a similar e-mail address"),
    Reason.SAME_ACCOUNT: _("gifts from the same bank account"),
    Reason.BY_HAND: _("a colleague thinks so"),
}


def state_of_gift(gift: Gift) -> Words:
    """Return where a gift stands, in a few words."""
    return _STATES[gift.state]


def explained_state(gift: Gift) -> Words:
    """Return where a gift stands, in a sentence or two."""
    return _EXPLAINED[gift.state]


def means_of(gift: Gift | Plan) -> Words:
    """Return how it comes: "by card"."""
    return _MEANS[gift.means]


def rhythm_of(plan: Plan) -> Words:
    """Return how often: "each month"."""
    return _RHYTHMS[plan.rhythm]


def state_of_plan(plan: Plan) -> Words:
    """Return where a recurring gift stands, in a few words."""
    return _PLANS[plan.state]


def words_of_likeness(reason: str) -> Words:
    """Return why two donors may be one person."""
    return _LIKENESS.get(reason, reason)
