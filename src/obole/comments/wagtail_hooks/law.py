"""What the law adds to the desk: appeals, legal requests, house rules, figures."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from obole.comments.actions import identifying
from obole.comments.views import (
    desk_appeals,
    desk_house_rules,
    desk_law,
    desk_legal_requests,
    desk_transparency,
)
from obole.comments.views.desk_permissions import PERMISSION
from obole.comments.wagtail_hooks.menu import REGISTER_ITEM
from obole.foundation.desk_menu import PermittedMenuItem


@hooks.register("register_admin_urls")
def legal_urls() -> list[URLPattern]:
    """Return the addresses of the legal screens."""
    return [
        path("comments/appeals/", desk_appeals.AppealsView.as_view(), name="comments_appeals"),
        path(
            "comments/appeals/<int:pk>/", desk_appeals.AppealView.as_view(), name="comments_appeal"
        ),
        path(
            "comments/legal-requests/",
            desk_legal_requests.LegalRequestsView.as_view(),
            name="comments_legal_requests",
        ),
        path(
            "comments/legal-requests/new/",
            desk_legal_requests.LegalRequestView.as_view(),
            name="comments_legal_request",
        ),
        path(
            "comments/house-rules/",
            desk_house_rules.HouseRulesView.as_view(),
            name="comments_house_rules",
        ),
        path(
            "comments/moderation/",
            desk_transparency.TransparencyView.as_view(),
            name="comments_transparency",
        ),
    ]


@hooks.register(REGISTER_ITEM)
def appeals_menu_item() -> MenuItem:
    """Return the line of the menu for appeals."""
    return PermittedMenuItem(
        _("Appeals"),
        reverse("comments_appeals"),
        name="comment-appeals",
        icon_name="comment",
        order=70,
        permission=PERMISSION,
    )


@hooks.register(REGISTER_ITEM)
def transparency_menu_item() -> MenuItem:
    """Return the line of the menu for the figures."""
    return PermittedMenuItem(
        _("Yearly figures"),
        reverse("comments_transparency"),
        name="comment-figures",
        icon_name="view",
        order=80,
        permission=PERMISSION,
    )


@hooks.register(REGISTER_ITEM)
def legal_requests_menu_item() -> MenuItem:
    """Return the line of the menu for legal requests."""
    return PermittedMenuItem(
        _("Legal requests"),
        reverse("comments_legal_requests"),
        name="comment-legal-requests",
        icon_name="lock",
        order=100,
        permission=identifying.PERMISSION,
    )


@hooks.register(REGISTER_ITEM)
def house_rules_menu_item() -> MenuItem:
    """Return the line of the menu for the house rules."""
    return PermittedMenuItem(
        _("House rules of the comments"),
        reverse("comments_house_rules"),
        name="comment-house-rules",
        icon_name="list-ol",
        order=90,
        permission=desk_law.WRITE_RULES,
    )
