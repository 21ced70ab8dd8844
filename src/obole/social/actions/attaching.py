"""Films and sounds of posts: files of the library, looked at before they are sent.

They are read while they are sent, a little at a time: none is ever in memory as a whole.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final, cast

from django.conf import settings
from django.utils.translation import gettext_noop
from wagtail.documents.models import Document

from obole.foundation.storage import MediaOutOfReach, MediaStorage
from obole.social.actions import wording
from obole.social.models import Channel
from obole.social.networks.registry import abilities_of
from obole.social.queries.recordings import is_public, recorded
from obole.social.rules.films import FilmFacts, NotAFilm, read_film
from obole.social.rules.network import Limits, NotSent, Recording, Rejected
from obole.social.rules.posts import Recorded
from obole.social.rules.recordings import MP4, Unfit, unfit

logger = logging.getLogger(__name__)

_FILMS_REMEMBERED: Final = 64
_REASONS: Final = {
    Unfit.MISSING: wording.RECORDING_GONE,
    Unfit.KIND: wording.RECORDING_KIND,
    Unfit.WEIGHT: wording.RECORDING_WEIGHT,
}


class Refused(Rejected):
    """The film or the sound cannot go with the post; the reason is for an editor."""


def recording_of(*, kept: Recorded, channel: Channel, limits: Limits) -> Recording:
    """Return the file as a network gets it, as it is now.

    Raise Refused when it is gone, not for everybody, or not what the account takes; NotSent
    while media are out of reach. It reads what describes a film, nothing more.
    """
    document = Document.objects.filter(pk=kept.document_id).first()
    if document is None:
        raise Refused(wording.RECORDING_GONE)
    if not is_public(document):
        raise Refused(wording.RECORDING_CLOSED)
    size_bytes = _size_of(document)
    now = replace(recorded(document, alt_text=kept.alt_text), size_bytes=size_bytes)
    problem = unfit(now, abilities_of(channel), limits)
    if problem is not None:
        raise Refused(_REASONS[problem])
    film = film_of(document)
    longest = limits.film_seconds
    if film is not None and longest is not None and film.seconds > longest:
        raise Refused(wording.RECORDING_LENGTH)
    return Recording(
        content_type=now.content_type,
        size_bytes=size_bytes,
        alt_text=now.alt_text,
        url=f"{settings.WAGTAILADMIN_BASE_URL}{document.url}",
        width=film.width if film else 0,
        height=film.height if film else 0,
        seconds=film.seconds if film else 0,
        read=lambda start, end: _read(document, start, end),
    )


def film_of(document: Document) -> FilmFacts | None:
    """Return what a film in MP4 says of itself; None for any other file.

    Raise Refused when it is none that can be played, or gone; NotSent while it is out of reach.
    """
    if document.content_type != MP4:
        return None
    try:
        return _film(document, str(document.file.name), _size_of(document))
    except NotAFilm as refusal:
        raise Refused(wording.RECORDING_BROKEN) from refusal


@lru_cache(maxsize=_FILMS_REMEMBERED)
def _film(document: Document, _name: str, size_bytes: int) -> FilmFacts:
    # The name of a file is never given to another.
    def read(start: int, end: int) -> bytes:
        return b"".join(_read(document, start, min(end, size_bytes)))

    return read_film(read, size_bytes=size_bytes)


def _size_of(document: Document) -> int:
    try:
        return _storage_of(document).facts(_name_of(document)).size_bytes
    except FileNotFoundError as gone:
        raise Refused(wording.RECORDING_GONE) from gone
    except MediaOutOfReach as error:
        raise NotSent(gettext_noop("The videos and sounds are out of reach.")) from error


def _read(document: Document, start: int, end: int) -> Iterator[bytes]:
    try:
        yield from _storage_of(document).part(_name_of(document), start=start, end=end)
    except (MediaOutOfReach, OSError) as error:
        # Whoever was being sent it knows that it is not whole: the length was said before.
        logger.warning("%s cannot be read.", document.file.name)
        raise NotSent(gettext_noop("The video or sound cannot be read.")) from error


def _name_of(document: Document) -> str:
    if not document.file.name:
        raise FileNotFoundError(f"Document {document.pk} has no file.")
    return document.file.name


def _storage_of(document: Document) -> MediaStorage:
    # Django's default storage is ours: see STORAGES in the settings.
    return cast("MediaStorage", document.file.storage)
