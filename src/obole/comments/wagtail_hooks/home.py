"""The desk's first screen, for moderators: what has waited longest, and how much waits."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from obole.comments.queries.queue import first_waiting, queue_lengths
from obole.comments.queries.wording import said_of
from obole.comments.views.desk_permissions import PERMISSION


class WaitingPanel(Component):
    """The first thing that waits, and the queues."""

    name = "comments-waiting"
    template_name = "comments/desk/waiting_panel.html"
    # Above all else: the law gives the newsroom hours, where an article may wait.
    order = 90

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return what the template shows."""
        comment = first_waiting()
        return {
            "lengths": [each for each in queue_lengths() if each.count],
            "comment": comment,
            "reasons": said_of(comment.signals.order_by("pk")) if comment else [],
        }


# After the newsroom's, which clears what Wagtail shows to people who have no articles.
@hooks.register("construct_homepage_panels", order=10)
def show_waiting(request: HttpRequest, panels: list[Component]) -> None:
    """Put the panel on the first screen of those who moderate."""
    if request.user.has_perm(PERMISSION):
        panels.append(WaitingPanel())
