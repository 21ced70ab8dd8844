"""What the screens of the treasurer's desk have in common: the way to them, and how they ask."""

from typing import Any

from django.forms import BaseForm
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import WagtailAdminTemplateMixin


class DeskScreen(WagtailAdminTemplateMixin):  # type: ignore[misc]
    """A screen below the overview of donations, or below a list that is."""

    list_title: str | Promise = ""
    list_url_name = ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        items = [*self.breadcrumbs_items]
        items.append({"url": reverse("donations_overview"), "label": str(_("Donations"))})
        if self.list_url_name:
            items.append({"url": reverse(self.list_url_name), "label": str(self.list_title)})
        return [*items, {"url": "", "label": str(self.get_page_title())}]


def first_error(form: BaseForm) -> str:
    """Return what is wrong with a form, in one sentence."""
    for errors in form.errors.get_json_data().values():
        for error in errors:
            return str(error["message"])
    raise AssertionError("A form without errors was asked for one.")


def with_problem(context: dict[str, Any], problem: str) -> dict[str, Any]:
    """Return a template's context with what is wrong, to be shown at the top."""
    return {**context, "problem": problem}
