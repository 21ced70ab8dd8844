"""Settings > Import a site: for whoever may."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from obole.portability.actions.granting import IMPORT_SITE
from obole.portability.views import delivering, following
from obole.portability.views.permissions import PERMISSION


class ImportsMenuItem(MenuItem):
    """Shown to those who may import sites."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user sees the item."""
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def import_urls() -> list[Any]:
    """Return the addresses of imports in the desk."""
    return [*_lists(), *_deliveries()]


def _lists() -> list[URLPattern]:
    return [
        path("imports/", following.ImportsView.as_view(), name="portability_imports"),
        path(
            "imports/results/",
            following.ImportsView.as_view(results_only=True),
            name="portability_imports_results",
        ),
        path("imports/runs/<int:pk>/", following.RunView.as_view(), name="portability_run"),
        path(
            "imports/runs/<int:pk>/report.json",
            following.run_report,
            name="portability_run_report",
        ),
    ]


def _deliveries() -> list[URLPattern]:
    return [
        path("imports/new/", delivering.deliver_export, name="portability_deliver"),
        path("imports/<int:pk>/", following.DeliveryView.as_view(), name="portability_delivery"),
        path(
            "imports/<int:pk>/progress/",
            following.delivery_progress,
            name="portability_delivery_progress",
        ),
        path(
            "imports/<int:pk>/report.json",
            following.delivery_report,
            name="portability_delivery_report",
        ),
        re_path(
            rf"^imports/(?P<pk>\d+)/(?P<verb>{'|'.join(delivering.VERBS)})/$",
            delivering.change_delivery,
            name="portability_change_delivery",
        ),
    ]


@hooks.register("register_settings_menu_item")
def imports_menu_item() -> MenuItem:
    """Return the line of the Settings menu."""
    return ImportsMenuItem(
        _("Import from WordPress"),
        reverse("portability_imports"),
        name="imports",
        icon_name="download",
        order=900,
    )


@hooks.register("register_permissions")
def import_permissions() -> QuerySet[Permission]:
    """Return what the form of groups offers."""
    return Permission.objects.filter(content_type__app_label="portability", codename=IMPORT_SITE)
