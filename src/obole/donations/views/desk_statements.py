"""Bank statements in the desk: a file is read, and where it can't be, why."""

import base64
import binascii
import zlib
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from obole.accounts.colleagues import colleague
from obole.donations.actions.statements import (
    StatementUsed,
    forget_statement,
    read_statement,
)
from obole.donations.models import Statement, StatementLine
from obole.donations.queries.desk_words import PROBLEMS
from obole.donations.queries.house import donation_settings
from obole.donations.rules.statements import (
    LARGEST_FILE,
    Columns,
    ColumnsUnknown,
    Problem,
    UnreadableStatement,
)
from obole.donations.rules.statements.tables import first_rows
from obole.donations.views.desk_permissions import may_read_statements
from obole.donations.views.desk_screen import DeskScreen
from obole.foundation import clock
from obole.foundation.desk_screens import first_error

TITLE = gettext_lazy("Bank statements")
# What a form may carry from one page to the next; Django refuses more.
LARGEST_CARRIED: Final = 2_000_000


class StatementForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("File of the bank"),
        max_length=300,
        help_text=gettext_lazy("camt.053 (XML), OFX or CSV, as the bank gives it."),
    )


class ColumnsForm(forms.Form):
    """Which column of a table is which."""

    name = forms.CharField(widget=forms.HiddenInput, max_length=300)
    content = forms.CharField(widget=forms.HiddenInput, max_length=LARGEST_CARRIED)
    has_heads = forms.BooleanField(
        label=gettext_lazy("The first row says what the columns are"), required=False, initial=True
    )
    day = forms.TypedChoiceField(label=gettext_lazy("Date"), coerce=int)
    amount = forms.TypedChoiceField(
        label=gettext_lazy("Amount, with its sign"), coerce=int, required=False, empty_value=None
    )
    credit = forms.TypedChoiceField(
        label=gettext_lazy("Credit"), coerce=int, required=False, empty_value=None
    )
    debit = forms.TypedChoiceField(
        label=gettext_lazy("Debit"), coerce=int, required=False, empty_value=None
    )
    text = forms.TypedChoiceField(
        label=gettext_lazy("Text"), coerce=int, required=False, empty_value=None
    )
    payer = forms.TypedChoiceField(
        label=gettext_lazy("Payer"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *arguments: Any, rows: list[list[str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        width = max((len(row) for row in rows), default=0)
        heads = [(index, f"{index + 1}: {_cell(rows, index)}") for index in range(width)]
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                field.choices = [("", "—"), *heads]

    def clean(self) -> dict[str, Any]:
        """Ask for one column of amounts, or for two."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("amount") is None and cleaned.get("credit") is None:
            self.add_error("amount", _("Say in which column the amounts are."))
        return cleaned

    def columns(self) -> Columns:
        """Return what was chosen."""
        chosen = self.cleaned_data
        has_one = chosen["credit"] is None
        return Columns(
            heads_row=0 if chosen["has_heads"] else -1,
            day=chosen["day"],
            amount=chosen["amount"] if has_one else None,
            credit=chosen["credit"],
            debit=chosen["debit"],
            text=() if chosen["text"] is None else (chosen["text"],),
            payer=chosen["payer"],
        )

    def file_content(self) -> bytes:
        """Return the file as it came with the first form."""
        return unpacked(self.cleaned_data["content"])


def _cell(rows: list[list[str]], index: int) -> str:
    return next((row[index][:30] for row in rows if index < len(row) and row[index]), "")


def packed(content: bytes) -> str:
    """Return a file as a form carries it."""
    return base64.b64encode(zlib.compress(content, 9)).decode()


def unpacked(text: str) -> bytes:
    """Return the file that a form carried; empty for anything else. Nothing grows beyond a file."""
    try:
        unpacker = zlib.decompressobj()
        return unpacker.decompress(base64.b64decode(text, validate=True), LARGEST_FILE)
    except (binascii.Error, zlib.error, ValueError):
        return b""


@method_decorator(may_read_statements, name="dispatch")
class StatementsView(DeskScreen, ListView[Statement]):
    """Lists the statements that were read, and takes another one."""

    template_name = "donations/desk/statements.html"
    page_title = TITLE
    header_icon = "doc-full"
    paginate_by = 30

    def get_queryset(self) -> QuerySet[Statement]:
        """Return the statements, the latest first, each with how many lines wait."""
        is_open = Q(lines__state=StatementLine.State.OPEN)
        return (
            Statement.objects.select_related("read_by")
            .annotate(open_count=Count("lines", filter=is_open))
            .order_by("-read_at", "-pk")
        )

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        context = super().get_context_data(**named)
        return {"form": StatementForm(), "iban": donation_settings().iban, **context}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Read the file."""
        form = StatementForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._again(problem=first_error(form), form=form)
        upload = form.cleaned_data["file"]
        if upload.size > LARGEST_FILE:
            return self._again(problem=str(PROBLEMS[Problem.TOO_LARGE]))
        content: bytes = upload.read()
        try:
            return kept(request, name=upload.name, content=content)
        except ColumnsUnknown as question:
            return self._ask(question, name=upload.name, content=content)
        except UnreadableStatement as error:
            return self._again(problem=problem_words(error))

    def _again(self, *, problem: str, **more: Any) -> HttpResponse:
        self.object_list = self.get_queryset()
        context = self.get_context_data(problem=problem, **more)
        return self.render_to_response(context, status=422)

    def _ask(self, question: ColumnsUnknown, *, name: str, content: bytes) -> HttpResponse:
        carried = packed(content)
        if len(carried) > LARGEST_CARRIED or not question.rows:
            return self._again(problem=str(PROBLEMS[Problem.UNKNOWN_FORMAT]))
        form = ColumnsForm(rows=question.rows, initial={"name": name, "content": carried})
        self.object_list = self.get_queryset()
        context = self.get_context_data(columns_form=form, rows=question.rows)
        return self.render_to_response(context)


@require_POST
@may_read_statements
def read_columns(request: HttpRequest) -> HttpResponse:
    """Read a table of which a person has said which column is which."""
    content = unpacked(request.POST.get("content", ""))
    rows = first_rows(content)
    form = ColumnsForm(request.POST, rows=rows)
    view = StatementsView()
    view.setup(request)
    view.object_list = view.get_queryset()
    if not rows or not form.is_valid():
        context = view.get_context_data(
            columns_form=form, rows=rows, problem=first_error(form) if form.errors else ""
        )
        return view.render_to_response(context, status=422)
    try:
        return kept(
            request, name=form.cleaned_data["name"], content=content, columns=form.columns()
        )
    except UnreadableStatement as error:
        context = view.get_context_data(columns_form=form, rows=rows, problem=problem_words(error))
        return view.render_to_response(context, status=422)


def kept(
    request: HttpRequest, *, name: str, content: bytes, columns: Columns | None = None
) -> HttpResponse:
    """Keep a file's lines and lead to them, saying what was new."""
    now = clock.now()
    statement = read_statement(
        name=name, content=content, by=colleague(request), now=now, columns=columns
    )
    counts = {"added": statement.lines_added, "lines": statement.lines_in_file}
    if statement.read_at != now:
        messages.info(request, _("This very file was read before: nothing was added."))
    elif statement.lines_added == statement.lines_in_file:
        said = ngettext("%(added)d line was read.", "%(added)d lines were read.", counts["added"])
        messages.success(request, said % counts)
    else:
        messages.success(
            request,
            _("%(added)d of %(lines)d lines are new; the others were read before.") % counts,
        )
    return redirect(f"{reverse('donations_lines')}?statement={statement.pk}")


def problem_words(error: UnreadableStatement) -> str:
    """Return why a file can't be read, and where."""
    words = str(PROBLEMS[error.problem])
    if error.place and error.found:
        where = _("At %(place)s: “%(found)s”.")
    elif error.found:
        where = _("Found: “%(found)s”.")
    elif error.place:
        where = _("At %(place)s.")
    else:
        return words
    return f"{words} {where % {'place': error.place, 'found': error.found}}"


@require_POST
@may_read_statements
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a statement away of which nothing was decided."""
    try:
        forget_statement(statement=get_object_or_404(Statement, pk=pk))
    except StatementUsed:
        messages.error(
            request,
            _("Something was decided about lines of this statement: it stays. Undo line by line."),
        )
    else:
        messages.success(request, _("The statement and its lines were taken away."))
    return redirect("donations_statements")
