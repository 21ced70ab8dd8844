"""Receipts in the desk: the list, one of them, its PDF, and to make it void or replace it."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import ListView, TemplateView

from obole.foundation import clock
from obole.receipts.actions.issuing import IssuerIncomplete, NotIssuable, NotSwitchedOn
from obole.receipts.actions.printing import PdfAltered, Purged, pdf_of
from obole.receipts.actions.voiding import VoidAlready, replace_receipt, void_receipt
from obole.receipts.models import Receipt
from obole.receipts.queries.declaration import years_with_receipts
from obole.receipts.queries.receipts import receipts_in_doubt
from obole.receipts.rules.codes import written_code
from obole.receipts.views.desk_screen import (
    ReceiptScreen,
    may_issue,
    may_see,
    name_of_colleague,
    obstacles_in_words,
)


class VoidForm(forms.Form):
    """Why a receipt is made void."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy(
            "It stays with the receipt. The donor is not told by itself: write to them."
        ),
        error_messages={"required": gettext_lazy("Say why the receipt is made void.")},
    )


@method_decorator(may_see, name="dispatch")
class ReceiptsView(ReceiptScreen, ListView[Receipt]):
    """Lists the receipts, the latest first; those to be made void stand above."""

    template_name = "receipts/desk/receipts.html"
    page_title = gettext_lazy("Receipts")
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Receipt]:
        """Return what was asked for: a year, void ones, a number or the key of a gift."""
        receipts = Receipt.objects.select_related("replaced_by").order_by("-issued_at", "-pk")
        year, wanted = self.request.GET.get("year", ""), self.request.GET.get("q", "").strip()
        if year.isdecimal():
            receipts = receipts.filter(gift_year=int(year[:4]))
        if self.request.GET.get("state") == "void":
            receipts = receipts.exclude(voided_at=None)
        if wanted:
            words = Q(number__icontains=wanted) | Q(lines__gift__number__iexact=wanted)
            donor = "lines__gift__donor__"
            for field in ("family_name", "company", "email"):
                words |= Q(**{f"{donor}{field}__icontains": wanted})
            receipts = receipts.filter(words).distinct()
        return receipts

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        context = super().get_context_data(**named)
        language = get_language() or "fr"
        return {
            **context,
            "rows": [
                {"receipt": each, "amount": each.amount.formatted(language)}
                for each in context["object_list"]
            ],
            "years": years_with_receipts(),
            "year": self.request.GET.get("year", ""),
            "state": self.request.GET.get("state", ""),
            "q": self.request.GET.get("q", ""),
            "doubts": list(receipts_in_doubt()[:50]),
        }


@method_decorator(may_see, name="dispatch")
class ReceiptView(ReceiptScreen, TemplateView):
    """One receipt."""

    template_name = "receipts/desk/receipt.html"

    def get_page_title(self) -> str:
        """Return its number."""
        return _("Receipt %(number)s") % {"number": self._receipt().number}

    def _receipt(self) -> Receipt:
        receipts = Receipt.objects.select_related("replaced_by", "replaces", "doubt")
        return get_object_or_404(receipts, pk=self.kwargs["pk"])

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        receipt, language = self._receipt(), get_language() or "fr"
        lines = receipt.lines.select_related("gift").order_by("gift__paid_on", "pk")
        return {
            **super().get_context_data(**named),
            "receipt": receipt,
            "code": written_code(receipt.code),
            "amount": receipt.amount.formatted(language),
            "lines": [
                {"gift": each.gift, "amount": each.amount.formatted(language)} for each in lines
            ],
            "replaced_by": getattr(receipt, "replaced_by", None),
            "doubt": getattr(receipt, "doubt", None) if receipt.is_valid else None,
            "form": VoidForm(),
        }


@require_safe
@may_see
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a receipt's PDF, the copy that the body keeps."""
    receipt = get_object_or_404(Receipt.objects.select_related("signature"), pk=pk)
    try:
        pdf = pdf_of(receipt=receipt)
    except Purged:
        messages.error(request, _("Its time is over: name, address and PDF were purged."))
        return redirect("receipts_receipt", pk)
    except PdfAltered:
        messages.error(
            request, _("The file is not the one that was issued. Run “obole receipts verify”.")
        )
        return redirect("receipts_receipt", pk)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{receipt.number}.pdf"',
            "Cache-Control": "no-store",
        },
    )


@require_POST
@may_issue
def make_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a receipt void, with or without another in its place."""
    receipt = get_object_or_404(Receipt, pk=pk)
    form = VoidForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["reason"][0]))
        return redirect("receipts_receipt", pk)
    by, reason, now = name_of_colleague(request), form.cleaned_data["reason"], clock.now()
    try:
        if request.POST.get("do") == "replace":
            new = replace_receipt(receipt=receipt, reason=reason, by=by, now=now)[1]
        else:
            void_receipt(receipt=receipt, reason=reason, by=by, now=now)
            new = None
    except VoidAlready:
        messages.error(request, _void_already())
    except (NotIssuable, NotSwitchedOn, IssuerIncomplete) as reason_why:
        messages.error(request, _not_replaced(reason_why))
    else:
        messages.success(request, _done(receipt, new))
        return _see_other(new or receipt)
    return _see_other(receipt)


def _see_other(receipt: Receipt) -> HttpResponse:
    address = reverse("receipts_receipt", args=[receipt.pk])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _void_already() -> str:
    return _("A colleague has made the receipt void meanwhile.")


def _not_replaced(reason: Exception) -> str:
    if isinstance(reason, NotIssuable):
        why = obstacles_in_words(reason.obstacles)
        return _("Nothing was changed. No other can be issued: %(why)s.") % {"why": why}
    return _("Nothing was changed. Receipts are not switched on, or the body is not described.")


def _done(old: Receipt, new: Receipt | None) -> str:
    if new is None:
        return _("%(number)s is void.") % {"number": old.number}
    return _("%(number)s is void; %(new)s stands in its place.") % {
        "number": old.number,
        "new": new.number,
    }
