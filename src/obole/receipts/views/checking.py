"""The page where anybody checks a receipt that somebody shows them."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from obole.accounts.sources import client_network
from obole.foundation import clock
from obole.foundation.private_answers import for_whoever_asks
from obole.limits.actions import LimitReached, count_request
from obole.limits.rules import Limit
from obole.receipts.queries.checking import Answer, Standing, check_receipt
from obole.receipts.rules.codes import read_code, read_number

# An accountant's office checks the receipts of its clients in one sitting.
CHECKS = Limit(name="receipt-checks", most=60, window_seconds=600)
# Who holds a receipt is right the second time.
WRONG_CHECKS = Limit(name="receipt-wrong-checks", most=15, window_seconds=3600)


class CheckForm(forms.Form):
    """What stands on the paper."""

    number = forms.CharField(
        label=_("Number of the receipt"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("It looks like 2026-P-00042."),
        error_messages={"required": _("Type the number of the receipt.")},
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Twelve letters and digits, beside the square code."),
        error_messages={"required": _("Type the code of the receipt.")},
    )
    amount = forms.CharField(
        label=_("Amount (optional)"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal"}),
        help_text=_("We say whether it is the amount of the receipt."),
    )

    def __init__(self, said: Any) -> None:
        super().__init__(said, auto_id="check-%s", label_suffix="")

    def clean_number(self) -> str:
        """Refuse what can be no number of ours, before anything is looked up."""
        number = read_number(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(_("This is no number of a receipt of ours."))
        return number

    def clean_code(self) -> str:
        """Refuse what can be no code."""
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("A code has twelve letters and digits."))
        return code


@require_safe
@for_whoever_asks
def check(request: HttpRequest) -> HttpResponse:
    """Show the form; with a number and a code, say how the receipt stands.

    A look changes nothing, and the address of the square code on the paper holds both. The donor
    is never named, the amount never told.
    """
    form = CheckForm(request.GET or None)
    answer, status = None, HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            answer = _answer(request, form)
        except LimitReached as reached:
            form.add_error(None, _too_often(reached.seconds_left))
            status = HTTPStatus.TOO_MANY_REQUESTS
    context = {"form": form, "answer": answer}
    return render(request, "receipts/check.html", context, status=status)


def _answer(request: HttpRequest, form: CheckForm) -> Answer:
    now, network = clock.now(), client_network(request)
    count_request(limit=CHECKS, source=network, now=now)
    said = form.cleaned_data
    answer = check_receipt(number=said["number"], code=said["code"], amount=said["amount"])
    if answer.standing is Standing.UNKNOWN:
        count_request(limit=WRONG_CHECKS, source=network, now=now)
    if answer.amount_fits is False:
        # A holder of the paper types its amount; who tries many has only the code.
        count_request(limit=WRONG_CHECKS, source=f"{answer.number} amount", now=now)
    return answer


def _too_often(seconds_left: int) -> str:
    minutes = max(1, seconds_left // 60)
    return ngettext(
        "You have checked very often. Please try again in %(minutes)d minute.",
        "You have checked very often. Please try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
