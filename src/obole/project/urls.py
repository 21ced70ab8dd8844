"""The first table: an address is visited."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from obole.pages import views as page_views
from obole.project import media, theme

urlpatterns = [
    # Before the desk's own, which ask everybody to log in.
    path("desk/comments/by-mail/", include("obole.comments.mail_urls")),
    path("desk/", include(wagtailadmin_urls)),
    path("documents/<int:document_id>/<path:filename>", page_views.document),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<path:path>", media.rendition),
    path("theme-<slug:digest>.css", theme.stylesheet, name="stylesheet"),
    path("", include("obole.newsroom.machine_urls")),
    path("", include("obole.social.machine_urls")),
    # Before those of each language: they have words of their own, and numbers.
    path("c/", include("obole.comments.urls")),
    path("s/", include("obole.social.link_urls")),
    path("notice-board/", include("obole.social.board_urls")),
    path("payments/", include("obole.donations.notice_urls")),
    *i18n_patterns(
        path("campaigns/", include("obole.donations.campaign_urls")),
        path("give/", include("obole.donations.giving_urls")),
        path("gifts/", include("obole.donations.portal_urls")),
        path("receipts/", include("obole.receipts.urls")),
        path("c/", include("obole.comments.house_urls")),
        path("", include("obole.newsroom.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
