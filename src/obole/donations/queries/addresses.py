"""Where campaigns are found, in each language."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def path_of(name: str, *arguments: object, language: str) -> str:
    """Return the path of an address such as `campaigns:campaign` in a language."""
    with translation.override(language):
        return reverse(name, args=arguments)


def address(name: str, *arguments: object, language: str) -> str:
    """Return the same in full, for other sites, mails and machines."""
    return in_full(path_of(name, *arguments, language=language))


def in_full(path: str) -> str:
    """Return a path of ours with scheme and host."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def give_path(slug: str, *, language: str) -> str:
    """Return the path of the form with which readers give to a campaign."""
    return path_of("giving:form", slug, language=language)


def give_address(slug: str, *, language: str) -> str:
    """Return the same in full."""
    return in_full(give_path(slug, language=language))
