"""What a treasurer decides about a line of a bank statement: each word of a form is one action."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from obole.accounts.colleagues import colleague
from obole.donations.actions import bank_money, matching
from obole.donations.actions.deciding_lines import (
    EntryFound,
    LineDecided,
    NothingDecided,
    OtherAmount,
    WrongDirection,
)
from obole.donations.actions.donors import donor_of_giver
from obole.donations.actions.recording import ReferenceUsed, WrongCurrency
from obole.donations.models import Cheque, DepositSlip, Gift, Movement, Payout, StatementLine
from obole.donations.queries.lines import HAND_MEANS, sure_line_ids
from obole.donations.rules.lifecycle import MoreThanGiven
from obole.donations.views.desk_line_forms import NewGiftForm
from obole.donations.views.desk_lines import LineView
from obole.donations.views.desk_permissions import may_change_gifts
from obole.foundation import clock
from obole.foundation.desk_screens import first_error

REFUSALS: Final = {
    LineDecided: gettext_lazy("A colleague has decided about this line meanwhile."),
    EntryFound: gettext_lazy("Another line of a statement is this already."),
    OtherAmount: gettext_lazy("The amounts differ: nothing was decided."),
    WrongDirection: gettext_lazy("Money that went is no gift, and money that came is no refund."),
    WrongCurrency: gettext_lazy("The campaign is in another currency: exchange the money first."),
    MoreThanGiven: gettext_lazy("More would go back than was given: nothing was decided."),
    ReferenceUsed: gettext_lazy("This line is in the books already, as something else."),
}
MOST_OF_A_REASON: Final = 200


@require_POST
@may_change_gifts
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide what a line is, by the word of the button."""
    line = get_object_or_404(StatementLine, pk=pk)
    decision = _WORDS.get(request.POST.get("word", ""))
    if decision is None:
        messages.error(request, _("Choose what the line is."))
        return redirect("donations_line", pk)
    try:
        answer = decision(request, line)
    except tuple(REFUSALS) as refusal:
        messages.error(request, str(REFUSALS[type(refusal)]))
        return redirect("donations_line", pk)
    return answer or _next(request)


def _next(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("It is decided."))
    return redirect(f"{reverse('donations_lines')}?{request.POST.get('back', '')[:100]}")


def _gift(request: HttpRequest, line: StatementLine) -> None:
    gift = _chosen(request, "gift")
    of_hand = Gift.objects.filter(means__in=HAND_MEANS)
    matching.match_line(
        line=line,
        gift=get_object_or_404(of_hand, pk=gift),
        by=colleague(request),
        now=clock.now(),
    )


def _new_gift(request: HttpRequest, line: StatementLine) -> HttpResponse | None:
    form = NewGiftForm(request.POST)
    if not form.is_valid():
        view = LineView()
        view.setup(request, pk=line.pk)
        context = view.get_context_data(form=form, problem=first_error(form))
        return view.render_to_response(context, status=422)
    now = clock.now()
    said = form.cleaned_data
    matching.match_new_gift(
        line=line,
        campaign=said["campaign"],
        donor=donor_of_giver(giver=form.giver(), language="fr", now=now),
        rhythm=said["rhythm"],
        wants_receipt=said["wants_receipt"],
        by=colleague(request),
        now=now,
    )
    return None


def _payout(request: HttpRequest, line: StatementLine) -> None:
    payout = get_object_or_404(Payout, pk=_chosen(request, "payout"))
    bank_money.match_payout(line=line, payout=payout, by=colleague(request), now=clock.now())


def _slip(request: HttpRequest, line: StatementLine) -> None:
    slip = get_object_or_404(DepositSlip, pk=_chosen(request, "slip"))
    bank_money.match_slip(line=line, slip=slip, by=colleague(request), now=clock.now())


def _given_back(request: HttpRequest, line: StatementLine) -> None:
    movement = get_object_or_404(Movement, pk=_chosen(request, "movement"))
    bank_money.match_given_back(
        line=line, movement=movement, by=colleague(request), now=clock.now()
    )


def _bounced(request: HttpRequest, line: StatementLine) -> None:
    cheque = get_object_or_404(Cheque, pk=_chosen(request, "cheque"))
    bank_money.match_bounced(line=line, cheque=cheque, by=colleague(request), now=clock.now())


def _cash(request: HttpRequest, line: StatementLine) -> None:
    bank_money.match_cash(line=line, by=colleague(request), now=clock.now())


def _intermediary(request: HttpRequest, line: StatementLine) -> None:
    bank_money.match_intermediary(line=line, by=colleague(request), now=clock.now())


def _aside(request: HttpRequest, line: StatementLine) -> None:
    bank_money.set_aside(line=line, by=colleague(request), now=clock.now())


def _ignore(request: HttpRequest, line: StatementLine) -> HttpResponse | None:
    reason = request.POST.get("reason", "").strip()[:MOST_OF_A_REASON]
    if not reason:
        messages.error(request, _("Say what it is instead: rent, a subscription, ..."))
        return redirect("donations_line", line.pk)
    matching.ignore_line(line=line, reason=reason, by=colleague(request), now=clock.now())
    return None


def _chosen(request: HttpRequest, name: str) -> int:
    number = request.POST.get(name, "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0  # noqa: PLR2004


_WORDS: Final[dict[str, Callable[[HttpRequest, StatementLine], HttpResponse | None]]] = {
    "gift": _gift,
    "new-gift": _new_gift,
    "payout": _payout,
    "slip": _slip,
    "given-back": _given_back,
    "bounced": _bounced,
    "cash": _cash,
    "intermediary": _intermediary,
    "aside": _aside,
    "ignore": _ignore,
}


@require_POST
@may_change_gifts
def confirm_all(request: HttpRequest) -> HttpResponse:
    """Match all lines that carry the reference of a gift."""
    confirmed = matching.confirm_sure(
        line_ids=sure_line_ids(), by=colleague(request), now=clock.now()
    )
    matched = {"count": confirmed.matched}
    said = ngettext(
        "%(count)d line was matched.", "%(count)d lines were matched.", matched["count"]
    )
    messages.success(request, said % matched)
    if confirmed.left:
        left = {"count": confirmed.left}
        said = ngettext(
            "%(count)d line was left as it was.",
            "%(count)d lines were left as they were.",
            left["count"],
        )
        messages.warning(request, said % left)
    return redirect("donations_lines")


@require_POST
@may_change_gifts
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last decision about a line back."""
    line = get_object_or_404(StatementLine, pk=pk)
    try:
        matching.undo_line(line=line, by=colleague(request), now=clock.now())
    except NothingDecided:
        messages.info(request, _("Nothing was decided about this line any more."))
    except MoreThanGiven:
        messages.error(request, _("Money of this gift has gone back since: undo that first."))
    else:
        messages.success(request, _("The decision was taken back; the books say so."))
    return redirect("donations_line", pk)
