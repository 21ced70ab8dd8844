"""What the law adds to the desk: appeals, legal requests, house rules, figures."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

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
from obole.foundation.desk_menu import MenuLine, register_lines


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


register_lines(
    MenuLine("comments_appeals", _("Appeals"), "comment", 70, PERMISSION),
    MenuLine("comments_transparency", _("Yearly figures"), "view", 80, PERMISSION),
    MenuLine(
        "comments_house_rules",
        _("House rules of the comments"),
        "list-ol",
        90,
        desk_law.WRITE_RULES,
    ),
    MenuLine("comments_legal_requests", _("Legal requests"), "lock", 100, identifying.PERMISSION),
    hook=REGISTER_ITEM,
)
