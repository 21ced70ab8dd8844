"""The edition's address in the desk."""

from django.urls import URLPattern, path
from wagtail import hooks

from obole.edition.views import bar


@hooks.register("register_admin_urls")
def edition_urls() -> list[URLPattern]:
    """Return the address that the bar on readers' pages asks; Wagtail asks who it is."""
    return [path("edition/bar/", bar, name="edition_bar")]
