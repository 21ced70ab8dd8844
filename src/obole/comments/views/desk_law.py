"""What the legal screens of the desk have in common: who opens them, and how they are framed."""

from django.contrib.auth.decorators import permission_required
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from obole.comments.actions.identifying import PERMISSION as MAY_ANSWER

WRITE_RULES = "comments.add_houserules"

may_write_rules = permission_required(WRITE_RULES, raise_exception=True)
may_answer_legal = permission_required(MAY_ANSWER, raise_exception=True)


class LegalScreen(WagtailAdminTemplateMixin):  # type: ignore[misc]
    """A screen with the way to it."""

    list_title: str | Promise = ""
    list_url_name = ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        items = [*self.breadcrumbs_items]
        if self.list_url_name:
            items.append({"url": reverse(self.list_url_name), "label": str(self.list_title)})
        return [*items, {"url": "", "label": str(self.page_title)}]
