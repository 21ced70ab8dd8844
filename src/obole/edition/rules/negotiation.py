"""Which copy of a page a request gets, as RFC 9110 has it."""

import functools
from collections.abc import Collection
from enum import Enum

# Longer headers are no browser's; they get the plain page.
LONGEST_HEADER = 1000


class Coding(Enum):
    """How the bytes of a page are packed. In the order of our preference."""

    BROTLI = "br"
    GZIP = "gzip"
    IDENTITY = "identity"


@functools.lru_cache(maxsize=512)
def preferred_codings(accept_encoding: str) -> tuple[Coding, ...]:
    """Return the codings that a request takes, best first; the plain page always, last of equals.

    RFC 9110, 12.5.3. Who refuses the plain page and every twin gets it all the same: the RFC lets
    a server disregard the header, and an answer is better than none.
    """
    if len(accept_encoding) > LONGEST_HEADER:
        return (Coding.IDENTITY,)
    weights = _weights(accept_encoding)
    others = weights.get("*", 0.0)
    # Without a word about it the plain page is taken, but less than what is named.
    wanted = {
        Coding.BROTLI: weights.get("br", others),
        Coding.GZIP: max(weights.get("gzip", others), weights.get("x-gzip", 0.0)),
        Coding.IDENTITY: weights.get("identity", others or 0.001),
    }
    taken = [coding for coding in Coding if wanted[coding] > 0]
    ranked = sorted(taken, key=lambda coding: -wanted[coding])
    return tuple(ranked) if Coding.IDENTITY in ranked else (*ranked, Coding.IDENTITY)


def _weights(header: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name:
            weights[name] = _quality(parameters)
    return weights


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            # NaN and what is beyond the scale are no weights.
            return quality if 0 <= quality <= 1 else 0.0
    return 1.0


def matches(if_none_match: str, *, etag: str) -> bool:
    """Tell whether a request has this very copy already (RFC 9110, 13.1.2: weak comparison)."""
    if if_none_match.strip() == "*":
        return True
    return any(
        candidate.strip().removeprefix("W/") == etag for candidate in if_none_match.split(",")
    )


def page_cache_control(*, cdn_seconds: int) -> str:
    """Return what caches are told of a page: ask each time, but for one that is told of changes."""
    shared = f", s-maxage={cdn_seconds}" if cdn_seconds else ""
    return f"public, max-age=0, must-revalidate{shared}"


def is_shared(vary: str, *, headers: Collection[str] = ("accept-encoding",)) -> bool:
    """Tell whether a Vary header lets one copy serve everybody."""
    return {name.strip().lower() for name in vary.split(",") if name.strip()} <= set(headers)
