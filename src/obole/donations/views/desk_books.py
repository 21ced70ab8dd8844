"""The books as the treasurer takes them along, and the close of a year."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from obole.accounts.colleagues import colleague
from obole.donations.queries.year_end import closed_years, year_end, years
from obole.donations.views.desk_permissions import may_close_years, may_see_books
from obole.donations.views.desk_screen import DeskScreen
from obole.foundation import clock
from obole.ledger.actions.closing import BooksUnsound, YearNotOver, close_year
from obole.ledger.models import Account
from obole.ledger.queries.exporting import BooksFormat, exported_lines
from obole.ledger.queries.figures import balances
from obole.ledger.queries.proving import last_check
from obole.ledger.queries.wording import sentence_of
from obole.ledger.queries.years import last_closed_year
from obole.ledger.rules.faults import Fault
from obole.ledger.rules.fec import NotInEuro

TITLE = pgettext_lazy("accounting", "Books")
SUFFIXES: Final = {BooksFormat.HLEDGER: "journal", BooksFormat.CSV: "csv", BooksFormat.FEC: "txt"}
FIRST_YEAR: Final = 1990


@method_decorator(may_see_books, name="dispatch")
class BooksView(DeskScreen, TemplateView):
    """Shows what the accounts hold, the last check, the files and the closed years."""

    template_name = "donations/desk/books.html"
    page_title = TITLE
    header_icon = "table"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        is_french = (get_language() or "fr").startswith("fr")
        names = {
            each.code: each.name_fr if is_french else each.name_en for each in Account.objects.all()
        }
        check = last_check()
        known = years()
        return {
            **super().get_context_data(**named),
            "balances": [
                (code, names.get(code, ""), balance) for (code, _), balance in balances().items()
            ],
            "check": check,
            "faults": [sentence_of(Fault.from_json(each)) for each in check.problems]
            if check
            else [],
            "years": known,
            "formats": list(BooksFormat),
            "closed": closed_years(),
            "to_close": _to_close(known),
        }


def _to_close(known: list[int]) -> int | None:
    """Return the oldest year that is over and open."""
    this_year = timezone.localdate(clock.now()).year
    closed = last_closed_year() or 0
    return min((year for year in known if closed < year < this_year), default=None)


@may_see_books
def export_books(request: HttpRequest, books_format: str) -> StreamingHttpResponse | HttpResponse:
    """Give the books, or those of a year, as a file that is written while it is read."""
    wanted = request.GET.get("year", "")
    if books_format not in set(BooksFormat) or (wanted and wanted not in map(str, years())):
        raise Http404
    chosen = BooksFormat(books_format)
    try:
        lines = exported_lines(
            books_format=chosen,
            year=int(wanted) if wanted else None,
            language=get_language() or "fr",
        )
    except NotInEuro:
        messages.error(
            request,
            _(
                "The FEC is in euros, and some entries are not. Take the CSV, and let an "
                "accountant convert it."
            ),
        )
        return redirect("donations_books")
    name = f"books-{wanted or 'all'}-{clock.now():%Y%m%d}.{SUFFIXES[chosen]}"
    return StreamingHttpResponse(
        lines,
        content_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


class CloseForm(forms.Form):
    """The year once more, so that nobody closes one by a slip of the hand."""

    typed = forms.CharField(max_length=4, widget=forms.TextInput(attrs={"inputmode": "numeric"}))

    def __init__(self, *arguments: Any, year: int, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._year = year
        self.fields["typed"].label = _("Type %(year)s to close it") % {"year": year}

    def clean_typed(self) -> str:
        """Refuse another year."""
        typed: str = self.cleaned_data["typed"].strip()
        if typed != str(self._year):
            raise forms.ValidationError(_("This is not the year that would be closed."))
        return typed


@method_decorator(may_close_years, name="dispatch")
class CloseYearView(DeskScreen, FormView[CloseForm]):
    """What to look at first, and the button."""

    template_name = "donations/desk/close_year.html"
    header_icon = "lock"
    list_title = TITLE
    list_url_name = "donations_books"
    form_class = CloseForm

    def get_page_title(self) -> str:
        """Name the year."""
        return _("Close the year %(year)s") % {"year": self.kwargs["year"]}

    def setup(self, request: HttpRequest, *arguments: Any, **named: Any) -> None:
        """Refuse a year that can't be closed."""
        super().setup(request, *arguments, **named)
        if named["year"] != _to_close(years()):
            raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand the year to the form."""
        return {**super().get_form_kwargs(), "year": self.kwargs["year"]}

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        found = year_end(self.kwargs["year"])
        return {
            **super().get_context_data(**named),
            "found": found,
            "is_clear": not any(check.count for check in found.checks),
        }

    def form_valid(self, form: CloseForm) -> HttpResponse:
        """Close the year."""
        year = self.kwargs["year"]
        try:
            close_year(year=year, by=str(colleague(self.request)), now=clock.now())
        except BooksUnsound:
            messages.error(
                self.request,
                _("The books have faults: no year is closed over them. They are listed below."),
            )
        except YearNotOver:
            messages.error(self.request, _("This year is not over yet."))
        else:
            messages.success(
                self.request, _("The books of %(year)s are closed for good.") % {"year": year}
            )
        return redirect("donations_books")
