"""One gift in the desk: its history, giving it back, correcting a mistake, a note."""

from typing import Any, Final
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from obole.accounts.colleagues import colleague
from obole.donations.actions.recording import NothingGiven, ReferenceUsed, correct, take_back
from obole.donations.actions.refunding import NothingToRefund, ReturnStillPossible, refund_gift
from obole.donations.forms_money import MoneyField
from obole.donations.gateways.registry import NoGateway
from obole.donations.models import Gift, Movement
from obole.donations.queries.gift_history import GiftHistory, history_of
from obole.donations.rules.gateway import GatewayRefused
from obole.donations.rules.lifecycle import MoreThanGiven
from obole.donations.rules.vocabulary import Means, MoveKind
from obole.donations.views.desk_gifts import GiftsView
from obole.donations.views.desk_permissions import may_change_gifts, may_see_gifts
from obole.donations.views.desk_screen import DeskScreen
from obole.foundation import clock
from obole.foundation.desk_screens import first_error
from obole.kernel.money import Money

REFUSALS: Final = {
    MoreThanGiven: gettext_lazy("So much is not left of this gift: nothing was given back."),
    NothingToRefund: gettext_lazy("No money of this gift is here: nothing was given back."),
    NothingGiven: gettext_lazy("No money of this gift is here: nothing was given back."),
    ReturnStillPossible: gettext_lazy(
        "The donor’s bank may still take this debit back until eight weeks after it: the money "
        "could go twice. Tick the box if you give it back nevertheless."
    ),
    ReferenceUsed: gettext_lazy("This form was sent before, with another amount."),
}


class RefundForm(forms.Form):
    """How much goes back."""

    form_key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    amount = MoneyField(label=gettext_lazy("Amount to give back"))
    despite_return = forms.BooleanField(
        label=gettext_lazy("Give it back although the bank may still return the debit"),
        required=False,
    )

    def __init__(self, *arguments: Any, gift: Gift, **named: Any) -> None:
        super().__init__(*arguments, **named)
        amount = self.fields["amount"]
        assert isinstance(amount, MoneyField), "Declared above."
        amount.currency = gift.campaign.currency
        if gift.means != Means.SEPA:
            del self.fields["despite_return"]


class CorrectionForm(forms.Form):
    """What was wrong."""

    reason = forms.CharField(
        label=gettext_lazy("What was wrong"),
        max_length=200,
        help_text=gettext_lazy("The entry is reversed; both stay in the books, with this."),
    )


@method_decorator(may_see_gifts, name="dispatch")
class GiftView(DeskScreen, TemplateView):
    """Shows one gift."""

    template_name = "donations/desk/gift.html"
    header_icon = "pick"
    list_title = GiftsView.page_title
    list_url_name = "donations_gifts"

    def setup(self, request: HttpRequest, *arguments: Any, **named: Any) -> None:
        """Find the gift."""
        super().setup(request, *arguments, **named)
        gifts = Gift.objects.select_related("donor", "campaign", "plan", "cheque__slip")
        self.gift = get_object_or_404(gifts, pk=named["pk"])

    def get_page_title(self) -> str:
        """Name the gift."""
        return pgettext("a gift of money", "Gift %(number)s") % {"number": self.gift.number}

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        history = history_of(self.gift)
        initial = {"form_key": uuid4().hex, "amount": history.left}
        return {
            "refund_form": RefundForm(gift=self.gift, initial=initial),
            "correction_form": CorrectionForm(),
            **super().get_context_data(**named),
            "gift": self.gift,
            "history": history,
            "may_refund": history.is_refundable and (self.gift.gateway or history.hand_payment),
        }


def _again(request: HttpRequest, pk: int, *, problem: str, **forms_of: Any) -> HttpResponse:
    view = GiftView()
    view.setup(request, pk=pk)
    context = view.get_context_data(problem=problem, **forms_of)
    return view.render_to_response(context, status=422)


@require_POST
@may_change_gifts
def refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Give money of a gift back: through its provider, or by hand."""
    gift = get_object_or_404(Gift.objects.select_related("campaign"), pk=pk)
    form = RefundForm(request.POST, gift=gift)
    if not form.is_valid():
        return _again(request, pk, problem=first_error(form), refund_form=form)
    said = form.cleaned_data
    history = history_of(gift)
    try:
        if gift.gateway:
            words = _through_provider(request, gift, form)
        else:
            words = _by_hand(history, amount=said["amount"], form_key=said["form_key"])
    except NoGateway:
        problem = _("The account at the provider is not connected: nothing was given back.")
        return _again(request, pk, problem=problem, refund_form=form)
    except GatewayRefused:
        problem = _("The provider refuses: nothing was given back. Look at the gift there.")
        return _again(request, pk, problem=problem, refund_form=form)
    except tuple(REFUSALS) as refusal:
        return _again(request, pk, problem=str(REFUSALS[type(refusal)]), refund_form=form)
    messages.success(request, words)
    return redirect("donations_gift", pk)


def _through_provider(request: HttpRequest, gift: Gift, form: RefundForm) -> str:
    said = form.cleaned_data
    asked = refund_gift(
        gift=gift,
        amount=said["amount"],
        by=str(colleague(request)),
        form_key=said["form_key"],
        despite_return=said.get("despite_return", False),
        now=clock.now(),
    )
    if asked.answered_at is None:
        return _("The provider does not answer just now: it is asked again until it does.")
    return _("The provider gives the money back; the books follow when it says that it did.")


def _by_hand(history: GiftHistory, *, amount: Money, form_key: str) -> str:
    payment = history.hand_payment
    if payment is None:
        raise NothingGiven("Nothing of this gift was recorded by hand.")
    now = clock.now()
    take_back(
        movement=payment,
        kind=MoveKind.REFUND,
        amount=amount,
        reference=form_key,
        day=timezone.localdate(now),
        now=now,
    )
    return _("It stands in the books as given back: now transfer the money to the donor.")


@require_POST
@may_change_gifts
def correct_movement(request: HttpRequest, pk: int, movement_id: int) -> HttpResponse:
    """Take a mistake back that somebody recorded by hand."""
    movement = get_object_or_404(Movement.objects.select_related("entry"), gift=pk, pk=movement_id)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _again(request, pk, problem=first_error(form), correction_form=form)
    try:
        correct(
            movement=movement,
            reason=form.cleaned_data["reason"],
            by=str(colleague(request)),
            now=clock.now(),
        )
    except MoreThanGiven:
        problem = _("Money of this gift has gone back since: correct that first.")
        return _again(request, pk, problem=problem, correction_form=form)
    messages.success(request, _("The mistake is taken back: the entry is reversed."))
    return redirect("donations_gift", pk)
