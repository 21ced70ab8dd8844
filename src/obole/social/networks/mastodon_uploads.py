"""Pictures on servers of Mastodon's API: uploaded before the post, seen by nobody until then."""

import time
from typing import Final
from urllib.parse import quote

from obole.social.networks.calling import Call, ask, ask_for_json, multipart
from obole.social.networks.mastodon_reading import CallMaker, id_of, refusal_of
from obole.social.rules.network import Image, NotSent

NO_SUCH: Final = 404
STILL_PROCESSING: Final = frozenset({202, 206})
LOOKS: Final = 6
SECONDS_BETWEEN: Final = 0.5


def upload(call: CallMaker, image: Image) -> str:
    """Return the id of the uploaded picture. Raise Rejected, LoginLost or NotSent."""
    for path in ("/api/v2/media", "/api/v1/media"):
        plain = call("POST", path)
        headers, content = multipart(
            {"description": image.alt_text},
            name="file",
            file_name=f"picture.{image.content_type.rpartition('/')[2]}",
            content=image.content,
            content_type=image.content_type,
        )
        answer = ask_for_json(
            Call(
                method="POST",
                url=plain.url,
                headers=dict(plain.headers) | headers,
                content=content,
                secrets=plain.secrets,
            )
        )
        if answer.status != NO_SUCH:
            break
    if not answer.is_success:
        raise refusal_of(answer)
    found = id_of(answer.body)
    if not found:
        raise NotSent("The server's answer names no picture.")
    if answer.status in STILL_PROCESSING:
        _wait_for(call, found)
    return found


def _wait_for(call: CallMaker, media_id: str) -> None:
    """Wait a little; if it takes longer, the post is refused and tried again."""
    for _look in range(LOOKS):
        if ask(call("GET", f"/api/v1/media/{quote(media_id)}")).status not in STILL_PROCESSING:
            return
        time.sleep(SECONDS_BETWEEN)
