"""The first table: an address is visited."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from obole.pages import views as page_views
from obole.project import media, theme

urlpatterns = [
    path("desk/", include(wagtailadmin_urls)),
    path("documents/<int:document_id>/<path:filename>", page_views.document),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<path:path>", media.rendition),
    path("theme-<slug:digest>.css", theme.stylesheet, name="stylesheet"),
    path("", include("obole.newsroom.machine_urls")),
    *i18n_patterns(
        path("", include("obole.newsroom.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
