"""The limits of an account, as they are kept with its channel, and those of one post."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any, Final

from obole.social.rules.network import Abilities, Limits
from obole.social.rules.vocabulary import Method

STRICTEST: Final = Limits(text=280, unit="weighted")
"""Where nothing is known: no network of ours takes less."""

_NAMES: Final = frozenset(each.name for each in fields(Limits))
_CAPTIONED: Final = (Method.IMAGE, Method.IMAGES, Method.VIDEO)
_FROM_MOST: Final = (Method.IMAGES, Method.IMAGE, Method.LINK, Method.TEXT)


def written_limits(limits: Limits) -> dict[str, Any]:
    """Return limits as JSON, which `read_limits` reads back."""
    return asdict(limits)


def read_limits(stored: Mapping[str, Any] | None) -> Limits:
    """Return the limits that `written_limits` wrote; what is missing or new is left out."""
    if not stored or not isinstance(stored.get("text"), int):
        return STRICTEST
    known = {name: value for name, value in stored.items() if name in _NAMES}
    if known.get("image_ratios") is not None:
        narrowest, widest = known["image_ratios"]
        known["image_ratios"] = (narrowest, widest)
    if known.get("recordings") is not None:
        known["recordings"] = tuple(known["recordings"])
    return Limits(**known)


def limits_of_method(limits: Limits, method: Method) -> Limits:
    """Return the limits of a post: a text below a picture or a film is often shorter."""
    if limits.caption is None or method not in _CAPTIONED:
        return limits
    return replace(limits, text=min(limits.text, limits.caption))


def method_for(
    wanted: Method, abilities: Abilities, *, pictures: int, has_recording: bool = False
) -> Method:
    """Return how a post looks: as `wanted`, or the next that the network and the article allow.

    Without a film or a sound that the network takes, it is the card. A network that takes
    nothing but pictures gets a post without one, and says what is missing.
    """
    if wanted is Method.VIDEO:
        if has_recording and wanted in abilities.methods:
            return wanted
        wanted = Method.LINK
    for method in _FROM_MOST[_FROM_MOST.index(wanted) :]:
        if method in abilities.methods and (pictures or not _is_pictured(method)):
            return method
    return wanted if wanted in abilities.methods else abilities.methods[0]


def _is_pictured(method: Method) -> bool:
    return method in (Method.IMAGE, Method.IMAGES)
