"""What the screens of social networks have in common: the way to them."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

CHANNELS = "social_channels"


class SocialScreen(WagtailAdminTemplateMixin):  # type: ignore[misc]
    """A screen below the list of channels, or below another list."""

    header_icon = "globe"
    list_title: str | Promise = ""
    list_url_name = ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        items = [*self.breadcrumbs_items]
        items.append({"url": reverse(CHANNELS), "label": str(_("Social networks"))})
        if self.list_url_name:
            items.append({"url": reverse(self.list_url_name), "label": str(self.list_title)})
        return [*items, {"url": "", "label": str(self.get_page_title())}]
