"""Lines of bank statements in the desk: what waits with what it may be, and one line."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from obole.donations.models import Statement, StatementLine
from obole.donations.queries.cheques import handed_in_cheques
from obole.donations.queries.lines import found_gifts, lines_in, possible, sure_line_ids
from obole.donations.views.desk_line_forms import NewGiftForm
from obole.donations.views.desk_permissions import may_see_gifts
from obole.donations.views.desk_screen import DeskScreen

TITLE = gettext_lazy("Lines of bank statements")
LINES_PAGE: Final = 50
State = StatementLine.State


@method_decorator(may_see_gifts, name="dispatch")
class LinesView(DeskScreen, TemplateView):
    """Shows the lines of a state, those that wait with what they may be."""

    template_name = "donations/desk/lines.html"
    page_title = TITLE
    header_icon = "tasks"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        statement = self._statement()
        chosen = self._state()
        counts = _counts(statement)
        page = Paginator(lines_in(state=chosen, statement=statement), LINES_PAGE).get_page(
            self.request.GET.get("p")
        )
        is_waiting = chosen in (State.OPEN, State.ASIDE)
        return {
            **super().get_context_data(**named),
            "statement": statement,
            "chosen": chosen,
            "states": [(each, counts.get(each.value, 0)) for each in State],
            "page_obj": page,
            "rows": possible(list(page)) if is_waiting else [],
            "sure_count": len(sure_line_ids()) if chosen == State.OPEN else 0,
        }

    def _statement(self) -> Statement | None:
        number = self.request.GET.get("statement", "")
        return get_object_or_404(Statement, pk=number) if number.isdecimal() else None

    def _state(self) -> State:
        wanted = self.request.GET.get("state", "")
        return State(wanted) if wanted in State.values else State.OPEN


def _counts(statement: Statement | None) -> dict[str, int]:
    lines = StatementLine.objects.order_by("state")
    if statement is not None:
        lines = lines.filter(statement=statement)
    return dict(lines.values_list("state").annotate(count=Count("pk")))


@method_decorator(may_see_gifts, name="dispatch")
class LineView(DeskScreen, TemplateView):
    """One line: what it says, what it may be, and the ways to decide."""

    template_name = "donations/desk/line.html"
    page_title = gettext_lazy("Line of a bank statement")
    header_icon = "tasks"
    list_title = TITLE
    list_url_name = "donations_lines"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        rows = StatementLine.objects.select_related(
            "statement", "gift__donor", "gift__campaign", "entry", "aside_entry", "decided_by"
        )
        line = get_object_or_404(rows, pk=self.kwargs["pk"])
        is_waiting = line.state in (State.OPEN, State.ASIDE)
        words = self.request.GET.get("q", "").strip()
        [row] = possible([line]) if is_waiting else [None]
        return {
            "form": NewGiftForm(initial=NewGiftForm.guessed(line)),
            **super().get_context_data(**named),
            "line": line,
            "row": row,
            "is_waiting": is_waiting,
            "words": words,
            "found": found_gifts(words, currency=line.currency) if words else [],
            "bounced": handed_in_cheques(amount=-line.amount) if line.amount.is_negative else [],
        }
