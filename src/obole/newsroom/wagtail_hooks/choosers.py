"""Choosers of pages, pictures, authors and documents, without Wagtail's inline script.

It is the one inline script of Wagtail 8.0.1 that is not in a template: `BaseChooser.render` writes
it, and every chooser of every screen inherits from there. `tests/desk/test_wagtail_templates.py`
fails when Wagtail's own changes.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def render_with_mark(
    self: Any, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    """Return the chooser with a mark, from which static/newsroom/desk/start.js starts it."""
    value_data = self.get_value_data(value)
    return format_html(
        '{}<template data-controller="desk-start" data-desk-start-what-value="{}"'
        ' data-desk-start-for-value="{}" data-desk-start-options-value="{}"></template>',
        self.render_html(name, value_data, attrs),
        "TaskChooser" if isinstance(self, AdminTaskChooser) else self.js_constructor,
        attrs["id"],
        json.dumps(self.get_js_init_options(attrs["id"], name, value_data)),
    )


BaseChooser.render = render_with_mark
