"""The addresses of receipts in the desk, and their lines in the menu of donations."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from obole.donations.wagtail_hooks.menu import REGISTER_ITEM
from obole.foundation.desk_menu import PermittedMenuItem
from obole.receipts.actions.granting import DECIDING, ISSUING
from obole.receipts.views import desk_declaration, desk_due, desk_issuer, desk_receipts
from obole.receipts.views.desk_screen import DECIDE, ISSUE, SEE


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Return the addresses."""
    return [
        path("receipts/", desk_receipts.ReceiptsView.as_view(), name="receipts_list"),
        path("receipts/<int:pk>/", desk_receipts.ReceiptView.as_view(), name="receipts_receipt"),
        path("receipts/<int:pk>/pdf/", desk_receipts.download, name="receipts_pdf"),
        path("receipts/<int:pk>/void/", desk_receipts.make_void, name="receipts_void"),
        path("receipts/due/", desk_due.DueView.as_view(), name="receipts_due"),
        path("receipts/due/all/", desk_due.issue_all, name="receipts_issue_all"),
        path(
            "receipts/due/by-reference/",
            desk_due.issue_by_reference,
            name="receipts_issue_by_reference",
        ),
        path("receipts/due/<int:gift_id>/", desk_due.issue_one, name="receipts_issue_one"),
        path("receipts/issuer/", desk_issuer.IssuerView.as_view(), name="receipts_issuer"),
        path("receipts/issuer/decide/", desk_issuer.DecisionView.as_view(), name="receipts_decide"),
        path(
            "receipts/declaration/",
            desk_declaration.DeclarationView.as_view(),
            name="receipts_declaration",
        ),
    ]


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    """Return the style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("receipts/desk.css"))


@hooks.register(REGISTER_ITEM)
def receipts_menu_item() -> MenuItem:
    """Return the line of the list."""
    return PermittedMenuItem(
        _("Receipts"),
        reverse("receipts_list"),
        name="receipts",
        icon_name="doc-full",
        order=200,
        permission=SEE,
    )


@hooks.register(REGISTER_ITEM)
def due_menu_item() -> MenuItem:
    """Return the line of what waits."""
    return PermittedMenuItem(
        _("Receipts to issue"),
        reverse("receipts_due"),
        name="receipts-due",
        icon_name="tasks",
        order=210,
        permission=ISSUE,
    )


@hooks.register(REGISTER_ITEM)
def declaration_menu_item() -> MenuItem:
    """Return the line of the yearly declaration."""
    return PermittedMenuItem(
        _("Yearly declaration of receipts"),
        reverse("receipts_declaration"),
        name="receipts-declaration",
        icon_name="table",
        order=220,
        permission=SEE,
    )


@hooks.register(REGISTER_ITEM)
def issuer_menu_item() -> MenuItem:
    """Return the line of the body that issues them."""
    return PermittedMenuItem(
        _("Receipts: the body that issues them"),
        reverse("receipts_issuer"),
        name="receipts-issuer",
        icon_name="cog",
        order=230,
        permission=DECIDE,
    )


@hooks.register("register_permissions")
def receipt_permissions() -> QuerySet[Permission]:
    """Return what the form of groups offers."""
    return Permission.objects.filter(
        content_type__app_label="receipts", codename__in=(*ISSUING, *DECIDING)
    )
