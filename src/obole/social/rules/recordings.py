"""Which films and sounds a network takes, and which of several goes with a post."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from obole.social.rules.network import Abilities, Limits
from obole.social.rules.posts import Recorded

# What the library of documents takes; OGG is Vorbis or Opus.
MP4: Final = "video/mp4"
WEBM: Final = "video/webm"
MP3: Final = "audio/mpeg"
M4A: Final = "audio/mp4"
OGG: Final = "audio/ogg"
FILMS: Final = (MP4, WEBM)
SOUNDS: Final = (MP3, M4A, OGG)


class Unfit(StrEnum):
    """Why a post goes without a film or a sound. Known before anything is sent."""

    MISSING = "missing"
    """There is none to be posted."""
    KIND = "kind"
    """The network takes none, or none of this kind."""
    WEIGHT = "weight"


def taken_by(abilities: Abilities, limits: Limits) -> tuple[str, ...]:
    """Return the content types that the account takes."""
    if limits.recordings is None:
        return abilities.recordings
    return tuple(each for each in abilities.recordings if each in limits.recordings)


def unfit(recorded: Recorded, abilities: Abilities, limits: Limits) -> Unfit | None:
    """Return why an account does not take this; None: it does, as far as can be told."""
    if recorded.content_type not in taken_by(abilities, limits):
        return Unfit.KIND
    most = limits.recording_bytes
    if recorded.content_type in SOUNDS and limits.sound_bytes is not None:
        most = limits.sound_bytes
    return Unfit.WEIGHT if recorded.size_bytes > most else None


def first_fit(
    recorded: Sequence[Recorded], abilities: Abilities, limits: Limits
) -> tuple[Recorded | None, Unfit | None]:
    """Return the first that the account takes, or why it takes none: what the first one lacks."""
    for each in recorded:
        if unfit(each, abilities, limits) is None:
            return each, None
    return None, unfit(recorded[0], abilities, limits) if recorded else Unfit.MISSING
