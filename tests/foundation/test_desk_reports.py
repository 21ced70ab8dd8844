"""What is taken along from the desk as a file."""

from collections.abc import Iterator
from datetime import date

from django.urls import get_resolver
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from obole.foundation.desk_reports import ExportedReport

DAY = date(2026, 11, 30)


def test_a_cell_is_no_formula_and_what_is_no_text_stays_what_it_is():
    report = ExportedReport()

    assert report.preprocess_field_value("name", "=1+1", "csv") == "'=1+1"
    assert report.preprocess_field_value("paid_on", DAY, "xlsx") == DAY
    assert report.preprocess_field_value("number", -3, "csv") == -3


def test_every_list_of_ours_that_is_taken_along_is_without_formulas():
    assert get_resolver().url_patterns, "Every view is loaded with them."

    exported = {each for each in _below(SpreadsheetExportMixin) if each.list_export}

    assert len(exported) >= 5
    assert [each for each in exported if not issubclass(each, ExportedReport)] == []


def _below(parent: type) -> Iterator[type]:
    for each in parent.__subclasses__():
        yield from _below(each)
        if each.__module__.startswith("obole."):
            yield each
