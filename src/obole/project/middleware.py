"""What every request passes through before the views."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from wagtail.models import Site

GetResponse = Callable[[HttpRequest], HttpResponse]


def language_from_path(get_response: GetResponse) -> GetResponse:
    """Speak the language that the address says, and no other.

    Django's own middleware also asks the browser and a cookie; then one address would have
    several pages, and none could be kept.
    """
    others = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]

    def respond(request: HttpRequest) -> HttpResponse:
        first = request.path_info.split("/", 2)[1] if request.path_info.count("/") > 1 else ""
        language = first if first in others else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
            return response

    return respond


def mining_reservation(get_response: GetResponse) -> GetResponse:
    """Say on what readers receive that mining it is reserved, while the newsroom reserves it.

    Files are left out: looking up the settings would cost each picture a query, and tdmrep.json
    speaks for them too (https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/).
    """
    from obole.newsroom.models import LegalSettings

    silent = (settings.DESK_PATH, settings.STATIC_URL, settings.MEDIA_URL)

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = not request.path_info.startswith(silent)
        # After a server error the database may not answer.
        if is_page and response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            site = Site.find_for_request(request)
            if site is not None and LegalSettings.for_request(request).reserves_mining:
                response.headers["TDM-Reservation"] = "1"
        return response

    return respond
