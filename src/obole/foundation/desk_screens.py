"""What screens of the desk have in common: the way to them, and what is wrong with their forms."""

from django.forms import BaseForm
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.admin.views.generic import WagtailAdminTemplateMixin


class Screen(WagtailAdminTemplateMixin):  # type: ignore[misc]
    """A screen below the first one of its menu, below a list, below both, or below none."""

    first_title: str | Promise = ""
    first_url_name = ""
    list_title: str | Promise = ""
    list_url_name = ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        above = (
            (self.first_url_name, self.first_title),
            (self.list_url_name, self.list_title),
        )
        items = [{"url": reverse(name), "label": str(title)} for name, title in above if name]
        return [*self.breadcrumbs_items, *items, {"url": "", "label": str(self.get_page_title())}]


def first_error(form: BaseForm) -> str:
    """Return what is wrong with a form, in one sentence."""
    for errors in form.errors.get_json_data().values():
        for error in errors:
            return str(error["message"])
    raise AssertionError("A form without errors was asked for one.")
