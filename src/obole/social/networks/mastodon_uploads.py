"""Pictures, films and sounds on servers of Mastodon's API: uploaded before the post.

Nobody sees them until then. https://docs.joinmastodon.org/methods/media/#v2: a film is worked on
after the answer (202), and a post with one that is not ready is refused (422), and tried again.
"""

import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from django.utils.translation import gettext_noop

from obole.foundation.outbound_content import Content
from obole.social.networks.calling import (
    TOTAL_SECONDS,
    UPLOAD_SECONDS,
    Call,
    ask,
    ask_for_json,
    multipart,
)
from obole.social.networks.mastodon_reading import CallMaker, id_of, refusal_of
from obole.social.networks.uploads import form_around
from obole.social.rules.network import Image, NotSent, Recording

NO_SUCH: Final = 404
STILL_PROCESSING: Final = frozenset({202, 206})
LOOKS: Final = 6
SECONDS_BETWEEN: Final = 0.5


def upload(call: CallMaker, image: Image) -> str:
    """Return the id of the uploaded picture. Raise Rejected, LoginLost or NotSent."""
    headers, content = multipart(
        {"description": image.alt_text},
        name="file",
        file_name=f"picture.{image.content_type.rpartition('/')[2]}",
        content=image.content,
        content_type=image.content_type,
    )
    return _uploaded(call, headers, content, seconds=TOTAL_SECONDS)


def upload_recording(call: CallMaker, recording: Recording) -> str:
    """Return the id of the uploaded film or sound. Raise as `upload` does."""
    headers, content = form_around(recording, {"description": recording.alt_text}, name="file")
    return _uploaded(call, headers, content, seconds=UPLOAD_SECONDS)


def _uploaded(
    call: CallMaker, headers: Mapping[str, str], content: Content, *, seconds: float
) -> str:
    for path in ("/api/v2/media", "/api/v1/media"):
        plain = call("POST", path)
        answer = ask_for_json(
            Call(
                method="POST",
                url=plain.url,
                headers=dict(plain.headers) | dict(headers),
                content=content,
                secrets=plain.secrets,
                total_seconds=seconds,
            )
        )
        if answer.status != NO_SUCH:
            break
    if not answer.is_success:
        raise refusal_of(answer)
    found = id_of(answer.body)
    if not found:
        raise NotSent(gettext_noop("The server's answer names no upload."))
    if answer.status in STILL_PROCESSING:
        _wait_for(call, found)
    return found


def _wait_for(call: CallMaker, media_id: str) -> None:
    """Wait a little; if it takes longer, the post is refused and tried again."""
    for _look in range(LOOKS):
        if ask(call("GET", f"/api/v1/media/{quote(media_id)}")).status not in STILL_PROCESSING:
            return
        time.sleep(SECONDS_BETWEEN)
