"""What every request passes through before the views."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

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
