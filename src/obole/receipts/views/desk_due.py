"""Gifts that wait for a receipt: the list, and to issue them one by one or all together."""

from collections.abc import Sequence
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from obole.donations.models import Gift
from obole.donations.rules.references import find_reference
from obole.donations.rules.vocabulary import Means
from obole.foundation import clock
from obole.receipts.actions.batches import MOST_A_RUN, issue_batch
from obole.receipts.actions.issuing import (
    IssuerIncomplete,
    NotIssuable,
    NotSwitchedOn,
    issue_receipt,
)
from obole.receipts.models import Receipt
from obole.receipts.queries.facts import donor_facts, donor_of, gift_facts, net_amounts
from obole.receipts.queries.issuing import current_decision
from obole.receipts.queries.receipts import gifts_without_receipt
from obole.receipts.rules.registry import schemes
from obole.receipts.rules.scheme import Grouping, scheme_for
from obole.receipts.views.desk_screen import (
    ReceiptScreen,
    lacks_in_words,
    may_issue,
    name_of_colleague,
    obstacles_in_words,
)

PAGE_SIZE: Final = 50
# SEPA core rules: the payer takes a debit back for eight weeks without giving a reason.
RETURN_IS_POSSIBLE: Final = timedelta(weeks=8)


@method_decorator(may_issue, name="dispatch")
class DueView(ReceiptScreen, TemplateView):
    """Lists the gifts of a year for which a receipt was asked, and what stands in the way."""

    template_name = "receipts/desk/due.html"
    page_title = gettext_lazy("Receipts to issue")

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        today = timezone.localdate(clock.now())
        years = sorted(
            {day.year for day in gifts_without_receipt().values_list("paid_on", flat=True) if day},
            reverse=True,
        )
        year = _year(self.request.GET.get("year", ""), years, today)
        page = Paginator(gifts_without_receipt(year=year), PAGE_SIZE).get_page(
            self.request.GET.get("p")
        )
        return {
            **super().get_context_data(**named),
            "decision": current_decision(),
            "years": years,
            "year": year,
            "page_obj": page,
            "rows": _rows(list(page.object_list), today),
            "is_over": year < today.year,
            "most": MOST_A_RUN,
        }


def _year(wanted: str, years: Sequence[int], today: date) -> int:
    if wanted.isdecimal() and int(wanted[:4]) in years:
        return int(wanted[:4])
    return years[0] if years else today.year


def _rows(gifts: Sequence[Gift], today: date) -> list[dict[str, Any]]:
    decision, language = current_decision(), get_language() or "fr"
    nets = net_amounts(gifts=gifts)
    return [
        {
            "gift": gift,
            "donor": donor_of(gift),
            "amount": nets[gift.pk].formatted(language),
            "obstacles": _obstacles(gift, nets[gift.pk], decision.country) if decision else "",
            "may_return_until": _may_return_until(gift, today),
        }
        for gift in gifts
    ]


def _obstacles(gift: Gift, net: Any, country: str) -> str:
    donor = donor_of(gift)
    assert donor is not None, "A gift of nobody is not on the list."
    facts = donor_facts(donor)
    scheme = scheme_for(schemes=schemes(), country=country, donor=facts)
    if scheme is None:
        return _("no scheme is for this donor")
    return obstacles_in_words(scheme.obstacles(gift=gift_facts(gift=gift, net=net), donor=facts))


def _may_return_until(gift: Gift, today: date) -> date | None:
    if gift.means != Means.SEPA or gift.paid_on is None:
        return None
    until = gift.paid_on + RETURN_IS_POSSIBLE
    return until if until >= today else None


@require_POST
@may_issue
def issue_one(request: HttpRequest, gift_id: int) -> HttpResponse:
    """Issue the receipt of one gift."""
    gift = get_object_or_404(Gift, pk=gift_id)
    try:
        receipt = issue_receipt(gift=gift, by=name_of_colleague(request), now=clock.now())
    except NotIssuable as reason:
        why = obstacles_in_words(reason.obstacles)
        messages.error(request, _("No receipt was issued: %(why)s.") % {"why": why})
    except (NotSwitchedOn, IssuerIncomplete) as reason:
        _say_why_nothing(request, reason)
    else:
        messages.success(request, _("%(number)s is issued.") % {"number": receipt.number})
        return _lead_to("receipts_receipt", receipt.pk)
    return _lead_to("receipts_due")


@require_POST
@may_issue
def issue_by_reference(request: HttpRequest) -> HttpResponse:
    """Issue the receipt of a gift for which none was asked, found by its reference."""
    typed = request.POST.get("reference", "")[:60]
    gift = Gift.objects.filter(number=find_reference(typed) or "").first()
    if gift is None:
        messages.error(request, _("No gift has this reference."))
        return _lead_to("receipts_due")
    return issue_one(request, gift_id=gift.pk)


@require_POST
@may_issue
def issue_all(request: HttpRequest) -> HttpResponse:
    """Issue the receipts of a year: one a gift, or one a donor; many, and the rest later."""
    year, per = request.POST.get("year", ""), request.POST.get("per", "")
    if not year.isdecimal() or per not in set(Grouping):
        return _lead_to("receipts_due")
    batch = issue_batch(
        year=int(year[:4]), grouping=Grouping(per), by=name_of_colleague(request), now=clock.now()
    )
    issued: list[Receipt] = []
    left = 0
    try:
        for outcome in batch:
            if outcome.receipt is None:
                left += 1
                continue
            issued.append(outcome.receipt)
            if len(issued) == MOST_A_RUN:
                break
    except (NotSwitchedOn, IssuerIncomplete) as reason:
        _say_why_nothing(request, reason)
        return _lead_to("receipts_due")
    _say_what_was_issued(request, issued=len(issued), left=left)
    return _lead_to("receipts_due")


def _say_what_was_issued(request: HttpRequest, *, issued: int, left: int) -> None:
    said = ngettext("%(count)d receipt was issued.", "%(count)d receipts were issued.", issued)
    messages.success(request, said % {"count": issued})
    if left:
        said = ngettext(
            "%(count)d could not be: the list says why.",
            "%(count)d could not be: the list says why.",
            left,
        )
        messages.warning(request, said % {"count": left})


def _say_why_nothing(request: HttpRequest, reason: NotSwitchedOn | IssuerIncomplete) -> None:
    if isinstance(reason, NotSwitchedOn):
        messages.error(request, _("Nobody has decided that receipts are issued here."))
        return
    for sentence in lacks_in_words(reason.lacks):
        messages.error(request, sentence)


def _lead_to(name: str, *arguments: object) -> HttpResponse:
    address = reverse(name, args=arguments)
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
