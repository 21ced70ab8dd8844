"""Which site a request is for."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Site

from obole.foundation.ingredients import use
from obole.foundation.memory import remembered
from obole.pages.rules import SITE


def site_of(request: HttpRequest | None) -> Site:
    """Return the site that the request is for, or the site. Change nothing of it."""
    site = None if request is None else site_asked_for(request)
    return site or Site.objects.get(is_default_site=True)


def site_asked_for(request: HttpRequest) -> Site | None:
    """Return the site that the request is for; None where no site was set up.

    It is remembered for the address that pages are baked for. A reader may name any host: who is
    remembered under each of them would fill the memory.
    """

    def ask() -> Site | None:
        use(SITE)
        site: Site | None = Site.find_for_request(request)
        return site

    if request.META.get("HTTP_HOST") != urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc:
        return ask()
    return remembered(("site of our address", request.get_port()), ask)
