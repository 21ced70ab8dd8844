"""What servers of Mastodon's API answer, read: accounts, limits, posts and refusals."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from django.utils.translation import gettext_noop

from obole.social.networks.calling import Answer, Call, ask_for_json
from obole.social.rules.network import (
    Identity,
    Limits,
    LoginLost,
    NotSent,
    Rejected,
    Remote,
    Uncertain,
)
from obole.social.rules.reasons import in_their_words
from obole.social.rules.recordings import FILMS, M4A, MP3, OGG, SOUNDS

CallMaker = Callable[[str, str], Call]

# Mastodon's own, which others follow unless they say otherwise.
CHARACTERS: Final = 500
URL_WEIGHT: Final = 23
ALT_TEXT: Final = 1_500
IMAGE_BYTES: Final = 8_000_000
# Mastodon takes 99 MB, others less: of a server that says nothing, little is expected.
FILM_BYTES: Final = 40_000_000
# Servers call the same kind differently.
ALSO_CALLED: Final = {
    MP3: ("audio/mpeg", "audio/mp3"),
    M4A: ("audio/mp4", "audio/m4a", "audio/x-m4a", "audio/aac"),
    OGG: ("audio/ogg", "audio/vorbis", "audio/opus"),
}
# What a server may set for itself, and we still believe.
MOST_CHARACTERS: Final = 100_000

PAGE: Final = 40
MOST_PAGES: Final = 5
# The server's clock is not ours.
SLACK: Final = timedelta(hours=1)

UNAUTHORISED: Final = 401
FORBIDDEN: Final = 403
UNPROCESSABLE: Final = 422
LATER: Final = frozenset({404, 405, 408, 409, 425})
PROCESSING_SECONDS: Final = 10.0
_TAG: Final = re.compile(r"<[^>]*>")


def identity_of(account: Any, *, limits: Limits) -> Identity:
    """Return the account, with its server in its name."""
    url = _text(account, "url")
    host = re.sub(r"^https?://([^/]*).*", r"\1", url)
    handle = _text(account, "acct") or _text(account, "username")
    return Identity(
        name=_text(account, "display_name") or handle,
        handle=f"@{handle}" if "@" in handle else f"@{handle}@{host}",
        number=f"{_text(account, 'id')}@{host}" if _text(account, "id") else "",
        url=url,
        avatar_url=_text(account, "avatar"),
        limits=limits,
    )


def limits_of(instance: Any) -> Limits:
    """Return what fits, of /api/v2/instance or v1, as Pleroma too says it; else Mastodon's."""
    configuration = _part(instance, "configuration")
    statuses = _part(configuration, "statuses")
    media = _part(configuration, "media_attachments")
    kinds = media.get("supported_mime_types")
    characters = _number(statuses, "max_characters") or _number(instance, "max_toot_chars")
    return Limits(
        text=min(characters or CHARACTERS, MOST_CHARACTERS),
        url_weight=_number(statuses, "characters_reserved_per_url") or URL_WEIGHT,
        alt_text=_number(media, "description_limit") or ALT_TEXT,
        image_bytes=min(_number(media, "image_size_limit") or IMAGE_BYTES, IMAGE_BYTES),
        # Mastodon's own figure for films holds for sounds, too.
        recording_bytes=_number(media, "video_size_limit") or FILM_BYTES,
        recordings=taken_of(kinds) if isinstance(kinds, list) else None,
    )


def taken_of(kinds: list[Any]) -> tuple[str, ...]:
    """Return which films and sounds a server takes, of the content types that it lists."""
    return tuple(
        each
        for each in FILMS + SOUNDS
        if any(name in kinds for name in ALSO_CALLED.get(each, (each,)))
    )


def id_of(body: Any) -> str:
    """Return the id of an account or an upload; empty where there is none."""
    return _text(body, "id")


def remote_of(status: Any) -> Remote:
    """Return where a post stands. Raise Uncertain of an answer that does not say."""
    found = id_of(status)
    if not found:
        raise Uncertain(gettext_noop("The server's answer names no post."))
    return Remote(id=found, url=_text(status, "url") or _text(status, "uri"))


def own_statuses(call: CallMaker, account_id: str, *, since: datetime) -> Iterator[dict[str, Any]]:
    """Yield what the account posted and answered since then, the newest first, of some pages."""
    query = f"limit={PAGE}&exclude_reblogs=true"
    before = ""
    for _page in range(MOST_PAGES):
        path = f"/api/v1/accounts/{quote(account_id)}/statuses?{query}{before}"
        answer = ask_for_json(call("GET", path))
        if not answer.is_success:
            raise refusal_of(answer)
        statuses = [each for each in answer.body if isinstance(each, dict)]
        yield from statuses
        if not statuses or _made_at(statuses[-1]) < since - SLACK:
            return
        before = f"&max_id={quote(id_of(statuses[-1]))}"


def holds_address(status: dict[str, Any], url: str) -> bool:
    """Tell whether this address stands in a post or on its card: the whole, not a longer one."""
    if _text(_part(status, "card"), "url") == url:
        return True
    written = html.unescape(_text(status, "content"))
    return re.search(rf"{re.escape(url)}(?![0-9A-Za-z])", written) is not None


def says(status: dict[str, Any], text: str) -> bool:
    """Tell whether a post says this text, whatever the server made of its lines and links."""
    shown = html.unescape(_TAG.sub("", _text(status, "content")))
    return re.sub(r"\s+", "", text) in re.sub(r"\s+", "", shown)


def refusal_of(answer: Answer) -> Exception:
    """Return what a refusal means: our login, our text, or nothing definite."""
    body = answer.body if isinstance(answer.body, dict) else {}
    words = _text(body, "error_description") or _text(body, "error")
    if answer.status == UNAUTHORISED or (answer.status == FORBIDDEN and words):
        return LoginLost(words or gettext_noop("The server does not accept our access token."))
    # A page of some proxy in front of the server says nothing about the post.
    if not words or answer.status in LATER:
        return NotSent(in_their_words(str(answer.status), words or answer.text))
    if answer.status == UNPROCESSABLE and "process" in words.casefold():
        return NotSent(words, retry_after_seconds=PROCESSING_SECONDS)
    return Rejected(words)


def _made_at(status: dict[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(status, "created_at"))
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _part(body: Any, name: str) -> dict[str, Any]:
    found = body.get(name) if isinstance(body, dict) else None
    return found if isinstance(found, dict) else {}


def _text(body: Any, name: str) -> str:
    found = body.get(name) if isinstance(body, dict) else None
    return str(found) if isinstance(found, str | int) else ""


def _number(body: Any, name: str) -> int | None:
    found = body.get(name) if isinstance(body, dict) else None
    return found if isinstance(found, int) and found > 0 else None
