"""The media: whether the bucket is there, and whether only what should be is public."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from obole.foundation.outbound_addresses import AddressRefused
from obole.foundation.outbound_deadline import OutboundFailed
from obole.foundation.outbound_http import OutboundClient
from obole.foundation.storage import PUBLIC_FOLDER, MediaOutOfReach
from obole.project.environment import Environment
from obole.project.health.findings import Finding, broken, doubtful, well

PRIVATE_FOLDER = "original_images"
_OK = 200
_HOW_TO = "See “Pictures in a bucket” in docs/how-to/serve-more-readers.md."


def _status_of(url: str) -> int:
    return OutboundClient().fetch(url).status


def media(
    environment: Environment, _now: datetime, *, status_of: Callable[[str], int] = _status_of
) -> Iterator[Finding]:
    """Look whether the bucket takes and gives back, and what readers can get of it."""
    if settings.MEDIA_BUCKET is None:
        yield well("Media", f"files in {environment.var / 'media'}")
        return
    try:
        with _probe(PUBLIC_FOLDER) as public, _probe(PRIVATE_FOLDER) as private:
            for name, content in (public, private):
                if default_storage.open(name).read() != content:
                    yield broken("Media", "the bucket gives back other bytes", "Ask who runs it.")
                    return
            yield well("Media", f"the bucket {settings.MEDIA_BUCKET.name} takes and gives back")
            yield from _readers_see(public[0], private[0], settings.MEDIA_BUCKET.address, status_of)
    except MediaOutOfReach as problem:
        yield broken(
            "Media", f"{problem}".rstrip("."), f"Correct media_url in obole.toml. {_HOW_TO}"
        )


@contextmanager
def _probe(folder: str) -> Iterator[tuple[str, bytes]]:
    """Keep a small object in the bucket for a moment: its name and its bytes."""
    content = secrets.token_bytes(16)
    name = default_storage.save(f"{folder}/doctor-{secrets.token_hex(8)}", ContentFile(content))
    try:
        yield name, content
    finally:
        default_storage.delete(name)


def _readers_see(
    public: str, private: str, address: str, status_of: Callable[[str], int]
) -> Iterator[Finding]:
    try:
        shown, hidden = (status_of(f"{address}/{name}") for name in (public, private))
    except (AddressRefused, OutboundFailed) as problem:
        yield doubtful(
            "Public pictures", f"nobody could look ({problem})", f"Open a picture. {_HOW_TO}"
        )
        return
    if hidden == _OK:
        yield broken("Private media", f"everybody can read {PRIVATE_FOLDER}/ at {address}", _HOW_TO)
    if shown == _OK:
        yield well("Public pictures", f"readers get them at {address}")
    else:
        yield broken("Public pictures", f"readers get {shown} at {address}", _HOW_TO)
