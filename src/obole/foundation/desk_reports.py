"""Reports of the desk: what is taken along as a file, and columns in plain words."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from obole.kernel.text import spreadsheet_text


class ExportedReport(ReportView):  # type: ignore[misc]
    """A report that is taken along as a file, in which no text becomes a formula."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Return a cell of the file. Headlines and names are what somebody chose to write.

        In a workbook Wagtail marks each of them as a text; there they stay as they are.
        """
        cell = super().preprocess_field_value(field, value, export_format)
        is_open = isinstance(cell, str) and export_format == self.FORMAT_CSV
        return spreadsheet_text(cell) if is_open else cell


class WordColumn(Column):  # type: ignore[misc]
    """A word of ours, in the language of the desk; the value itself where there is none for it."""

    def __init__(self, name: str, *, words: Mapping[str, Any], **named: Any) -> None:
        super().__init__(name, **named)
        self._words = words

    def get_value(self, instance: Model) -> str:
        """Return it in plain words."""
        value = super().get_value(instance)
        return str(self._words.get(value, value))
