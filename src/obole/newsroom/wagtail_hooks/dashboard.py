"""The desk's first screen: what needs me now."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from obole.newsroom.models import ArticlePage
from obole.newsroom.queries import desk


class TodayPanel(Component):
    """Drafts, schedule, corrections and failures, each for whom it concerns.

    What awaits my review, and my articles in review, are Wagtail's own panels beside it.
    """

    name = "today"
    template_name = "newsroom/desk/today.html"
    # After my articles in review and what awaits my review (Wagtail's, 210 and 220).
    order = 225

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return what the template shows."""
        user = parent_context["request"].user
        policy = policy_registry.get_by_type(ArticlePage)
        today = desk.desk_today(
            user=user,
            is_writing=policy.user_has_permission(user, "add"),
            is_publishing=policy.user_has_permission(user, "publish"),
        )
        return {"today": today, "user": user}


@hooks.register("construct_homepage_panels")
def show_today(request: HttpRequest, panels: list[Component]) -> None:
    """Put our panel among Wagtail's; whoever writes nothing has no panel about pages."""
    if not policy_registry.get_by_type(ArticlePage).user_has_any_permission(
        request.user, {"add", "change", "publish"}
    ):
        panels.clear()
    panels.append(TodayPanel())
