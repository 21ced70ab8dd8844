"""The words of addresses in each language, and addresses in full."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.functional import lazystr

from obole.pages.models import site_asked_for

# A file beside the front page tells where that is.
_FEED = "feed.xml"


class WordsOfLanguages:
    """A route that has other words in each language; Django asks for it language by language."""

    def __init__(self, words: dict[str, str]) -> None:
        self._words = words

    def __str__(self) -> str:
        language = (translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0]
        return self._words.get(language, self._words["en"])


def in_each_language(**words: str) -> Any:
    """Return a route for `path()`: in_each_language(fr="auteurs/", en="authors/").

    They stand here and not among the translations: an address must not change with a wording.
    """
    return lazystr(WordsOfLanguages(words))


def absolute(path: str, *, request: HttpRequest) -> str:
    """Return the address in full; one that is full already stays as it is."""
    if not path.startswith("/") or path.startswith("//"):
        return path
    site = site_asked_for(request)
    root = site.root_url if site else settings.WAGTAILADMIN_BASE_URL
    return f"{root}{path}"


def address_in(language: str, name: str, **arguments: object) -> str:
    """Return the path of one of the newsroom's routes in a language."""
    with translation.override(language):
        return reverse(f"newsroom:{name}", kwargs=arguments)


def front_path(language: str) -> str:
    """Return the path of a language's front page."""
    return address_in(language, "site_feed", file=_FEED).removesuffix(_FEED)
