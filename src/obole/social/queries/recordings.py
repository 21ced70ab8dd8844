"""Films and sounds: those that a form of the desk offers, and what is known of one."""

from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q, QuerySet
from wagtail.documents.models import Document
from wagtail.models import CollectionViewRestriction

from obole.social.rules.posts import Recorded

_OFFERED: Final = 40
_ENDINGS: Final = (".mp4", ".webm", ".mp3", ".m4a", ".ogg", ".opus")


def all_recordings(*, chosen: Document | None) -> QuerySet[Document]:
    """Return every film and sound, and what is chosen already, whatever it is."""
    return Document.objects.filter(_playable() | Q(pk=chosen.pk if chosen else None))


def newest_recordings() -> list[Document]:
    """Return the newest films and sounds that readers may see, the newest first."""
    return list(
        Document.objects.filter(_playable())
        .exclude(collection__in=_closed_collections())
        .order_by("-created_at", "-pk")[:_OFFERED]
    )


def is_public(document: Document) -> bool:
    """Tell whether everybody may have this file: what is posted on a network is public."""
    return document.collection_id not in _closed_collections()


def recorded(document: Document, *, alt_text: str) -> Recorded:
    """Return what is known of a film or a sound without reading it."""
    return Recorded(
        document_id=document.pk,
        alt_text=alt_text or document.title,
        content_type=document.content_type,
        size_bytes=document.file_size or 0,
    )


def _playable() -> Q:
    return reduce(or_, (Q(file__iendswith=ending) for ending in _ENDINGS))


def _closed_collections() -> set[int]:
    """Return the collections that not everybody may see, with those inside them."""
    restrictions = CollectionViewRestriction.objects.select_related("collection")
    return {
        number
        for each in restrictions
        for number in each.collection.get_descendants(inclusive=True).values_list("pk", flat=True)
    }
