"""Players of other hosts that a page of ours may show in a frame, after the reader has asked.

A closed list: the policy of the player's page lets in the one host that is named here, and
nothing else. PeerTube is on many hosts; its addresses are recognised by their form, and the page
exists only for what an editor has put into an article.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlsplit


@dataclass(frozen=True)
class Player:
    """Where a frame comes from; `host` is the name that readers know."""

    name: str
    frame_url: str

    @property
    def origin(self) -> str:
        """The origin that the page's policy has to let in."""
        parts = urlsplit(self.frame_url)
        return f"{parts.scheme}://{parts.netloc}"


_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
# A host name, or one that is written in the letters of the address bar; no port, no user.
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def player_of(url: str) -> Player | None:
    """Return the player that shows this address, or None if there is none that we know."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        has_port = parts.port is not None
    except ValueError:
        return None
    if parts.scheme not in {"https", "http"} or has_port or not _HOST.fullmatch(host):
        return None
    segments = [segment for segment in parts.path.split("/") if segment]
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    known = _PLAYERS.get(host)
    if known is not None:
        return known(segments, query)
    return _peertube(host, segments)


def _youtube(segments: list[str], query: dict[str, str]) -> Player | None:
    match segments:
        case ["watch"]:
            identifier = query.get("v", "")
        case ["embed" | "shorts" | "live" | "v", found]:
            identifier = found
        case _:
            return None
    return _framed("YouTube", "https://www.youtube-nocookie.com/embed/{}", identifier)


def _youtube_short(segments: list[str], _query: dict[str, str]) -> Player | None:
    if len(segments) != 1:
        return None
    return _framed("YouTube", "https://www.youtube-nocookie.com/embed/{}", segments[0])


def _vimeo(segments: list[str], _query: dict[str, str]) -> Player | None:
    numbers = [segment for segment in segments if segment.isdecimal()]
    if not numbers:
        return None
    return _framed("Vimeo", "https://player.vimeo.com/video/{}?dnt=1", numbers[0])


def _dailymotion(segments: list[str], _query: dict[str, str]) -> Player | None:
    match segments:
        case ["video", identifier] | ["embed", "video", identifier] | [identifier]:
            identifier = identifier.partition("_")[0]
        case _:
            return None
    return _framed("Dailymotion", "https://geo.dailymotion.com/player.html?video={}", identifier)


def _soundcloud(segments: list[str], _query: dict[str, str]) -> Player | None:
    if len(segments) < 2 or not all(map(_IDENTIFIER.fullmatch, segments)):  # noqa: PLR2004
        return None
    address = quote("https://soundcloud.com/" + "/".join(segments), safe="")
    return Player("SoundCloud", f"https://w.soundcloud.com/player/?url={address}&visual=false")


def _arte(segments: list[str], _query: dict[str, str]) -> Player | None:
    match segments:
        case [language, "videos", identifier, *_] if language in {"fr", "de", "en", "es", "it"}:
            return _framed(
                "ARTE", f"https://www.arte.tv/embeds/{language}/{{}}?autoplay=false", identifier
            )
    return None


def _peertube(host: str, segments: list[str]) -> Player | None:
    match segments:
        case ["w", identifier] | ["videos", "watch" | "embed", identifier]:
            return _framed(
                host, f"https://{host}/videos/embed/{{}}?p2p=0&peertubeLink=0", identifier
            )
    return None


def _framed(name: str, pattern: str, identifier: str) -> Player | None:
    if not _IDENTIFIER.fullmatch(identifier):
        return None
    return Player(name, pattern.format(identifier))


_PLAYERS: dict[str, Callable[[list[str], dict[str, str]], Player | None]] = {
    "youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtube_short,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
    "dailymotion.com": _dailymotion,
    "dai.ly": _dailymotion,
    "soundcloud.com": _soundcloud,
    "arte.tv": _arte,
}
