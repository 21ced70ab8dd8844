"""What the screens of the treasurer's desk have in common: the way to them, and how they ask."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from obole.foundation.desk_screens import Screen


class DeskScreen(Screen):
    """A screen below the overview of donations, or below a list that is."""

    first_title = _("Donations")
    first_url_name = "donations_overview"


def with_problem(context: dict[str, Any], problem: str) -> dict[str, Any]:
    """Return a template's context with what is wrong, to be shown at the top."""
    return {**context, "problem": problem}
