"""The edition of this site, in front of Django."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from obole.edition.front import Front
from obole.edition.places import the_tree


def put_edition_in_front(application: Callable[..., Any]) -> Callable[..., Any]:
    """Return the application with the baked pages before it; while debugging, as it is."""
    if settings.DEBUG:
        return application
    return Front(
        application=application,
        tree=the_tree(),
        names=frozenset(settings.ALLOWED_HOSTS),
        excepted=settings.EDITION_EXCEPTED,
        cdn_seconds=settings.ENVIRONMENT.cdn_seconds,
    )
