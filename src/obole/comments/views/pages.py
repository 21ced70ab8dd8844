"""What all views of comments have in common: the page that is commented on, and its language."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from obole.comments.queries.pages import NotReadable, commented_page
from obole.foundation.private_answers import View


def of_a_page(view: View) -> View:
    """Give a view the page of the id in its address, and speak that page's language."""

    @wraps(view)
    def respond(request: HttpRequest, page_id: int, **arguments: Any) -> HttpResponse:
        try:
            page = commented_page(page_id)
        except NotReadable:
            raise Http404 from None
        with in_language(page.locale.language_code) as spoken:
            return spoken(view(request, page=page, **arguments))

    return respond


class in_language:  # noqa: N801 - read as a phrase, like the translation.override it is made of
    """Speak a language, and say so of the answer: its address does not."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._override = translation.override(language)

    def __enter__(self) -> "in_language":
        self._override.__enter__()
        return self

    def __exit__(self, *arguments: Any) -> None:
        self._override.__exit__(*arguments)

    def __call__(self, response: HttpResponse) -> HttpResponse:
        """Return the answer, with its language named."""
        response.headers["Content-Language"] = self._language
        return response
