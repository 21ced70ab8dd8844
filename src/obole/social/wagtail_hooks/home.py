"""The desk's first screen: what does not go out without somebody."""

from typing import Any, Final

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from obole.social.queries.channels import stopped_channels
from obole.social.queries.deliveries import is_everything_paused, stuck_deliveries
from obole.social.queries.words import CHANNEL_STATES, DELIVERY_STATES, word
from obole.social.views.desk_permissions import CONNECT, RELEASE

# What fits; the log has the rest.
SHOWN_AT_MOST: Final = 6


class StuckPanel(Component):
    """Channels that stopped, then posts that need a person, the newest first."""

    name = "social-stuck"
    template_name = "social/desk/stuck_panel.html"
    order = 100

    def __init__(self, *, may_connect: bool) -> None:
        self._may_connect = may_connect

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return what the template shows."""
        stuck = stuck_deliveries()
        shown = list(stuck[:SHOWN_AT_MOST])
        return {
            "may_connect": self._may_connect,
            "is_paused": is_everything_paused(),
            "stopped": [
                {"channel": each, "state": word(CHANNEL_STATES, each.state)}
                for each in stopped_channels()
            ],
            "stuck": [{"row": each, "state": word(DELIVERY_STATES, each.state)} for each in shown],
            "more": max(stuck.count() - len(shown), 0),
        }


# After the newsroom's, which clears what Wagtail shows to people who have no articles.
@hooks.register("construct_homepage_panels", order=10)
def show_stuck(request: HttpRequest, panels: list[Component]) -> None:
    """Put the panel on the first screen of those who may do something about it, if need be."""
    if not request.user.has_perm(RELEASE):
        return
    if stuck_deliveries().exists() or stopped_channels() or is_everything_paused():
        panels.append(StuckPanel(may_connect=request.user.has_perm(CONNECT)))
