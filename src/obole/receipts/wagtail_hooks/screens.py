"""The addresses of receipts in the desk, and their lines in the menu of donations."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from obole.donations.wagtail_hooks.menu import REGISTER_ITEM
from obole.foundation.desk_menu import MenuLine, register_lines
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


register_lines(
    MenuLine("receipts_list", _("Receipts"), "doc-full", 200, SEE),
    MenuLine("receipts_due", _("Receipts to issue"), "tasks", 210, ISSUE),
    MenuLine("receipts_declaration", _("Yearly declaration of receipts"), "table", 220, SEE),
    MenuLine("receipts_issuer", _("Receipts: the body that issues them"), "cog", 230, DECIDE),
    hook=REGISTER_ITEM,
)


@hooks.register("register_permissions")
def receipt_permissions() -> QuerySet[Permission]:
    """Return what the form of groups offers."""
    return Permission.objects.filter(
        content_type__app_label="receipts", codename__in=(*ISSUING, *DECIDING)
    )
