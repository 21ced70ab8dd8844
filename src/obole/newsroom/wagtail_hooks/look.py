"""The desk's scripts and style sheet: files of our own, nothing inline."""

from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop
from wagtail import hooks

SCRIPTS = ["newsroom/desk/start.js", "newsroom/desk/contrast.js"]
STYLES = ["newsroom/desk/desk.css"]
# Wagtail 8.0.1 leaves this word of its own in English; our translations come before its own.
LEFT_IN_ENGLISH = [gettext_noop("Any")]


@hooks.register("insert_global_admin_js")
def scripts() -> SafeString:
    """Return the script elements of every page of the desk."""
    return format_html_join("", '<script src="{}"></script>', [(static(path),) for path in SCRIPTS])


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    """Return the link elements of every page of the desk."""
    return format_html_join(
        "", '<link rel="stylesheet" href="{}">', [(static(path),) for path in STYLES]
    )


@hooks.register("construct_main_menu")
def without_help(request: object, menu_items: list[object]) -> None:
    """Take Wagtail's own help out of the menu: it leads to other sites, in English."""
    menu_items[:] = [item for item in menu_items if getattr(item, "name", "") != "help"]
