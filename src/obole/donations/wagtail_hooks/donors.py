"""Donors in the desk: their list and screens, and what the log says of them."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry

from obole.donations.actions.erasing import LOG_ERASED
from obole.donations.forms.donors import DeskDonorForm
from obole.donations.models import Donor
from obole.donations.views import desk_donors, desk_doubles, desk_erasing
from obole.donations.views.desk_permissions import CHANGE_DONORS
from obole.donations.wagtail_hooks.menu import REGISTER_ITEM
from obole.foundation.desk_menu import MenuLine, register_lines


class DonorViewSet(ModelViewSet):
    """Everybody who gave, or wanted to."""

    model: Any = Donor
    icon = "group"
    menu_label = _("Donors")
    menu_name = "donations-donors"
    menu_hook = REGISTER_ITEM
    menu_order = 40
    url_prefix = "donations/donors"
    url_namespace = "donations_donors"
    index_view_class = desk_donors.DonorsIndex
    add_view_class = desk_donors.AddDonor
    delete_view_class = desk_erasing.DeleteDonorView
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = [
        "__str__",
        "email",
        Column("city", label=_("Town")),
        DateColumn("created_at", label=_("Since")),
    ]
    search_fields = ["given_name", "family_name", "company", "email", "city"]
    list_filter = ["kind"]
    ordering = ["-created_at", "-pk"]
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("given_name"), FieldPanel("family_name")]),
            FieldRowPanel([FieldPanel("company"), FieldPanel("siren")]),
            FieldPanel("email"),
            MultiFieldPanel(
                [
                    FieldPanel("street"),
                    FieldRowPanel([FieldPanel("postcode"), FieldPanel("city")]),
                    FieldPanel("country"),
                ],
                heading=_("Address"),
            ),
            FieldPanel("language"),
        ],
        base_form_class=DeskDonorForm,
    )


donors = DonorViewSet("donations_donors")


@hooks.register("register_admin_viewset")
def donor_list() -> ModelViewSet:
    """Return the list of donors."""
    return donors


@hooks.register("register_admin_urls")
def donor_urls() -> list[URLPattern]:
    """Return the addresses of what is done about donors."""
    return [
        path("donations/donor/<int:pk>/", desk_donors.DonorView.as_view(), name="donations_donor"),
        path("donations/donor/<int:pk>/note/", desk_donors.note_donor, name="donations_note"),
        path("donations/donor/<int:pk>/data/", desk_donors.export_donor, name="donations_export"),
        path(
            "donations/donor/<int:pk>/erase/",
            desk_erasing.EraseDonorView.as_view(),
            name="donations_erase",
        ),
        path(
            "donations/donor/<int:pk>/compare/",
            desk_doubles.compare_donors,
            name="donations_compare",
        ),
        path("donations/doubles/", desk_doubles.DoublesView.as_view(), name="donations_doubles"),
        path("donations/doubles/<int:pk>/", desk_doubles.decide_pair, name="donations_decide_pair"),
        path("donations/merges/<int:pk>/undo/", desk_doubles.part_donors, name="donations_part"),
    ]


register_lines(
    MenuLine("donations_doubles", _("Possible doubles"), "group", 45, CHANGE_DONORS),
    hook=REGISTER_ITEM,
)


@hooks.register("register_permissions")
def donor_permissions() -> QuerySet[Permission]:
    """Return what the form of groups offers."""
    return Permission.objects.filter(
        content_type__app_label="donations", content_type__model="donor"
    )


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    """Say in words what the record holds."""
    actions.register_action(LOG_ERASED, _("Erase a donor"), _("Name and addresses erased"))
