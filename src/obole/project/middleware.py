"""What every request passes through before the views."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from obole.foundation.memory import answering

READING = frozenset(("GET", "HEAD"))

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


def answer_readers(get_response: GetResponse) -> GetResponse:
    """Let the parts of a reader's page ask once for what they have in common."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.method not in READING or request.path_info.startswith(settings.DESK_PATH):
            return get_response(request)
        with answering():
            return get_response(request)

    return respond


def mining_reservation(get_response: GetResponse) -> GetResponse:
    """Say on what readers receive that mining it is reserved, while the newsroom reserves it.

    Files are left out: looking up the settings would cost each picture a query, and tdmrep.json
    speaks for them too (https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/).
    So are answers to forms, which nobody mines.
    """
    from obole.newsroom.queries.surroundings import legal_facts_of
    from obole.pages.models import site_asked_for

    silent = (settings.DESK_PATH, settings.STATIC_URL, settings.MEDIA_URL)

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = request.method in READING and not request.path_info.startswith(silent)
        # After a server error the database may not answer.
        if is_page and response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            site = site_asked_for(request)
            if site is not None and legal_facts_of(site=site).reserves_mining:
                response.headers["TDM-Reservation"] = "1"
        return response

    return respond
