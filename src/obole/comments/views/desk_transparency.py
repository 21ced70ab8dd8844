"""The figures of moderation in the desk: up to this moment, not only up to last midnight."""

from typing import Any

from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from obole.comments.views.desk_permissions import may_moderate
from obole.comments.views.transparency import years_until
from obole.foundation import clock
from obole.foundation.desk_screens import Screen


@method_decorator(may_moderate, name="dispatch")
class TransparencyView(Screen, TemplateView):
    """The figures of each year."""

    template_name = "comments/desk/transparency.html"
    page_title = gettext_lazy("Yearly figures of moderation")
    header_icon = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        return {**super().get_context_data(**kwargs), "years": years_until(clock.now())}
