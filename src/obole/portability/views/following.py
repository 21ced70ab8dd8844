"""The pages of imports: the list, one import with how far it is, and its report."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from obole.foundation import clock
from obole.portability.models import Delivery, ImportRun
from obole.portability.queries.deliveries import progress_of
from obole.portability.queries.shown_reports import listings_of, rows_of
from obole.portability.views.permissions import may_import


@method_decorator(may_import, name="dispatch")
class ImportsView(ReportView):  # type: ignore[misc]
    """Lists the imports of the desk and of the command, the latest first."""

    model = ImportRun
    template_name = "portability/imports.html"
    page_title = gettext_lazy("Imports")
    header_icon = "download"
    index_url_name = "portability_imports"
    index_results_url_name = "portability_imports_results"
    is_searchable = False
    no_results_message = gettext_lazy("No site has been imported.")
    columns = (
        TitleColumn("file_name", label=gettext_lazy("File"), url_name="portability_run"),
        Column("site", label=gettext_lazy("Site")),
        Column("get_stage_display", label=gettext_lazy("State")),
        DateColumn("started_at", label=gettext_lazy("Began")),
        DateColumn("finished_at", label=gettext_lazy("Ended")),
    )

    def get_queryset(self) -> QuerySet[ImportRun]:
        """Return the imports."""
        return ImportRun.objects.select_related("site").defer("report").order_by("-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the exports that wait for a decision."""
        waiting = Delivery.objects.filter(run=None).order_by("-pk")
        return {**super().get_context_data(**kwargs), "waiting": waiting}

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Return the way to the form."""
        label, url = _("Import from WordPress"), reverse("portability_deliver")
        return [HeaderButton(label, url=url, icon_name="plus")]


@method_decorator(may_import, name="dispatch")
class _ImportView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """The page of one import."""

    template_name = "portability/import.html"
    header_icon = "download"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        imports = {"url": reverse("portability_imports"), "label": _("Imports")}
        return [*self.breadcrumbs_items, imports, {"url": "", "label": self.page_title}]


class DeliveryView(_ImportView):
    """An export that came through the desk."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        rows = Delivery.objects.select_related("run__site", "delivered_by")
        delivery = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.page_title = delivery.file_name
        run = delivery.run
        report = (run.report if run is not None else None) or delivery.rehearsal
        return {
            **super().get_context_data(**kwargs),
            "delivery": delivery,
            "run": run,
            "progress": _said_of_progress(delivery),
            "report_url": reverse("portability_delivery_report", args=[delivery.pk]),
            **_shown(report, run),
        }


class RunView(_ImportView):
    """An import of the command; for one of the desk, the page of its delivery is shown."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the delivery in its place, if there is one."""
        delivery = Delivery.objects.filter(run=self.kwargs["pk"]).order_by("-pk").first()
        if delivery is not None:
            return DeliveryView.as_view()(request, pk=delivery.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        run = get_object_or_404(ImportRun.objects.select_related("site"), pk=self.kwargs["pk"])
        self.page_title = run.file_name
        return {
            **super().get_context_data(**kwargs),
            "run": run,
            "report_url": reverse("portability_run_report", args=[run.pk]),
            **_shown(run.report, run),
        }


def _shown(report: dict[str, Any], run: ImportRun | None) -> dict[str, Any]:
    if not report:
        return {"report": None}
    site = run.site if run is not None else None
    share = 100 * report["read_bytes"] // report["bytes"] if "bytes" in report else 100
    return {
        "report": report,
        "share_percent": share,
        "rows": rows_of(report),
        "listings": listings_of(report, site=site),
    }


def _said_of_progress(delivery: Delivery) -> dict[str, Any]:
    """Return how far the work is, in words."""
    progress = progress_of(delivery=delivery, now=clock.now())
    stage = progress.stage.label if progress.stage is not None else ""
    said = _("Step %(step)d of %(steps)d: %(stage)s") % {
        "step": progress.step,
        "steps": progress.steps,
        "stage": stage,
    }
    return {
        "is_at_work": delivery.is_at_work,
        "state": delivery.state,
        "percent": progress.percent,
        "words": said if progress.steps > 1 else str(stage),
        "is_quiet": progress.is_quiet,
    }


@may_import
def delivery_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """Tell the script of the page how far the work is."""
    delivery = get_object_or_404(Delivery.objects.select_related("run"), pk=pk)
    return JsonResponse(_said_of_progress(delivery))


@may_import
def delivery_report(request: HttpRequest, pk: int) -> JsonResponse:
    """Give the report of a delivery, or of its rehearsal, as a file."""
    delivery = get_object_or_404(Delivery.objects.select_related("run"), pk=pk)
    report = delivery.run.report if delivery.run is not None else {}
    return _file(report or delivery.rehearsal, name=f"import-{delivery.pk}.json")


@may_import
def run_report(request: HttpRequest, pk: int) -> JsonResponse:
    """Give the report of an import as a file."""
    run = get_object_or_404(ImportRun, pk=pk)
    return _file(run.report, name=f"import-run-{run.pk}.json")


def _file(report: dict[str, Any], *, name: str) -> JsonResponse:
    return JsonResponse(
        report,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
