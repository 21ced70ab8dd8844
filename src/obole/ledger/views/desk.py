"""Entries, one entry, and checks of the books, as the desk reads them."""

from typing import Any, Final

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django_filters import CharFilter, ChoiceFilter, DateFromToRangeFilter, ModelChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from obole.foundation.desk_reports import ExportedReport
from obole.kernel.money import Money
from obole.ledger.models import Account, BooksCheck, Entry, Line
from obole.ledger.queries.wording import KINDS, account_name, kind_label, sentence_of
from obole.ledger.rules.faults import Fault

SEE_ENTRIES: Final = "ledger.view_entry"
SEE_CHECKS: Final = "ledger.view_bookscheck"
ENTRIES: Final = gettext_lazy("Entries")
KIND: Final = pgettext_lazy("accounting entry", "Kind")
CHECKS: Final = gettext_lazy("Checks of the books")

may_see_entries = permission_required(SEE_ENTRIES, raise_exception=True)


def _language() -> str:
    return get_language() or "fr"


class EntryFilters(WagtailFilterSet):  # type: ignore[misc]
    """By day, kind, account, fund, and words of the text or the reference."""

    day = DateFromToRangeFilter(label=gettext_lazy("Day"), widget=DateRangePickerWidget)
    kind = ChoiceFilter(label=KIND, choices=list(KINDS.items()))
    account = ModelChoiceFilter(
        label=pgettext_lazy("accounting", "Account"),
        field_name="lines__account",
        queryset=Account.objects.order_by("code"),
        distinct=True,
    )
    fund = CharFilter(label=gettext_lazy("Fund"), field_name="lines__fund", distinct=True)
    reference = CharFilter(label=gettext_lazy("Reference"), lookup_expr="icontains")
    text = CharFilter(label=gettext_lazy("Text"), lookup_expr="icontains")

    class Meta:
        model = Entry
        fields = ["day", "kind", "account", "fund", "reference", "text"]


class KindColumn(Column):  # type: ignore[misc]
    """What kind of entry it is, in words."""

    def get_value(self, instance: Entry) -> str:
        """Return the word."""
        return kind_label(instance.kind)


class MovedColumn(NumberColumn):  # type: ignore[misc]
    """How much an entry moved: what it debits, in each currency."""

    def get_value(self, instance: Entry) -> str:
        """Return the amounts."""
        return moved(list(instance.lines.all()))


class EntriesView(ExportedReport):
    """Lists all entries, the latest first."""

    model = Entry
    permission_policy = ModelPermissionPolicy(Entry)
    permission_required = "view"
    page_title = ENTRIES
    header_icon = "list-ul"
    index_url_name = "ledger_entries"
    index_results_url_name = "ledger_entries_results"
    filterset_class = EntryFilters
    is_searchable = False
    no_results_message = gettext_lazy("There is no such entry.")
    list_export = ("number", "day", "kind", "reference", "text", "posted_at", "digest")
    columns = (
        TitleColumn("number", label=gettext_lazy("Number"), url_name="ledger_entry"),
        Column("day", label=gettext_lazy("Day")),
        KindColumn("kind", label=KIND),
        Column("text", label=gettext_lazy("Text")),
        MovedColumn("moved", label=gettext_lazy("Amount"), classname="books-number"),
        Column("reference", label=gettext_lazy("Reference")),
        DateColumn("posted_at", label=gettext_lazy("Posted")),
    )

    def get_queryset(self) -> QuerySet[Entry]:
        """Return the entries."""
        return Entry.objects.prefetch_related("lines").order_by("-number")


@method_decorator(may_see_entries, name="dispatch")
class EntryView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Shows one entry: its lines, what it takes back, its place in the chain."""

    template_name = "ledger/desk/entry.html"
    header_icon = "list-ul"

    def get_page_title(self) -> str:
        """Name the entry."""
        return _("Entry %(number)d") % {"number": self.kwargs["number"]}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        entries = {"url": reverse("ledger_entries"), "label": ENTRIES}
        return [*self.breadcrumbs_items, entries, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        entries = Entry.objects.select_related("reverses", "reversed_by")
        entry = get_object_or_404(entries, number=self.kwargs["number"])
        before = Entry.objects.filter(number=entry.number - 1).first()
        return {
            **super().get_context_data(**kwargs),
            "entry": entry,
            "kind": kind_label(entry.kind),
            "lines": _rows(entry),
            "reversed_by": getattr(entry, "reversed_by", None),
            "previous_digest": before.digest if before else "",
        }


class ResultColumn(Column):  # type: ignore[misc]
    """What a check found."""

    cell_template_name = "ledger/desk/result_cell.html"

    def get_value(self, instance: BooksCheck) -> list[str]:
        """Return the faults as sentences."""
        return [sentence_of(Fault.from_json(each)) for each in instance.problems]


class ExtentColumn(Column):  # type: ignore[misc]
    """How much a check looked at."""

    def get_value(self, instance: BooksCheck) -> str:
        """Return the words."""
        return _("everything") if instance.is_whole else _("what was new")


class ChecksView(ReportView):  # type: ignore[misc]
    """Lists the checks of the books, the latest first, and what they found."""

    model = BooksCheck
    permission_policy = ModelPermissionPolicy(BooksCheck)
    permission_required = "view"
    page_title = CHECKS
    header_icon = "check"
    index_url_name = "ledger_checks"
    index_results_url_name = "ledger_checks_results"
    is_searchable = False
    no_results_message = gettext_lazy("The books were not checked yet; they are every ten minutes.")
    list_export = ()
    columns = (
        Column("checked_at", label=gettext_lazy("Checked")),
        ExtentColumn("is_whole", label=gettext_lazy("What was checked")),
        NumberColumn("entries", label=gettext_lazy("Up to entry"), classname="books-number"),
        ResultColumn("problems", label=gettext_lazy("Result")),
    )

    def get_queryset(self) -> QuerySet[BooksCheck]:
        """Return the checks."""
        return BooksCheck.objects.order_by("-checked_at", "-pk")


def moved(lines: list[Line]) -> str:
    """Return what lines debit, in each currency, as people write it."""
    currencies = sorted({line.currency for line in lines})
    totals = [
        Money.total(
            (line.amount for line in lines if line.currency == currency and line.debit), currency
        )
        for currency in currencies
    ]
    return " + ".join(each.formatted(_language()) for each in totals)


def _rows(entry: Entry) -> list[dict[str, Any]]:
    lines = entry.lines.select_related("account").order_by("-debit", "account")
    return [
        {
            "code": line.account_id,
            "name": account_name(line.account, language=_language()),
            "fund": line.fund,
            "debit": line.amount.formatted(_language()) if line.debit else "",
            "credit": (-line.amount).formatted(_language()) if line.credit else "",
            "gifts": str(line.gifts or "").replace("-", "\N{MINUS SIGN}"),
        }
        for line in lines
    ]
