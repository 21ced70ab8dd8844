"""Films on Pinterest: registered, sent to where Pinterest says, worked on, then pinned.

https://developers.pinterest.com/docs/work-with-organic-content-and-users/create-boards-and-pins/,
"Create video Pins"; and the official models MediaUpload and PinMediaSourceVideoID.
"""

import base64
from collections.abc import Mapping
from typing import Any, Final, Protocol
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext_noop as _

from obole.social.networks.calling import UPLOAD_SECONDS, Answer, Call, ask
from obole.social.networks.connected import at, text_at
from obole.social.networks.uploads import form_around
from obole.social.rules.network import NotSent, Post, Prepared, Recording, Rejected
from obole.social.rules.reasons import Reason

MEDIA: Final = "media_id"
CHECK_SECONDS: Final = 20.0
_STORES: Final = ".amazonaws.com"


class Asking(Protocol):
    """Asks Pinterest's API, logged in."""

    def __call__(self, method: str, path: str, *, content: dict[str, Any] | None = None) -> Answer:
        """Return a success. Raise Rejected, NotSent or LoginLost."""


def upload_film(asking: Asking, film: Recording) -> dict[str, str]:
    """Return what is kept of an uploaded film. Raise NotSent, Rejected or LoginLost."""
    told = asking("POST", "/media", content={"media_type": "video"}).body
    number, url = text_at(told, "media_id"), text_at(told, "upload_url")
    fields = at(told, "upload_parameters")
    if not number or not isinstance(fields, Mapping) or not _is_store(url):
        raise NotSent(_("Pinterest's answer does not say where the video goes."))
    texts = {str(key): str(value) for key, value in fields.items()}
    headers, content = form_around(film, texts, name="file")
    # Without our token: it is not Pinterest that takes the file.
    answer = ask(
        Call(method="POST", url=url, headers=headers, content=content, total_seconds=UPLOAD_SECONDS)
    )
    if not answer.is_success:
        raise NotSent(
            Reason(
                _("Pinterest's store did not take the video (%(status)s)."), status=answer.status
            )
        )
    return {MEDIA: number}


def check_film(asking: Asking, prepared: Prepared) -> None:
    """Raise NotSent while Pinterest works on the film, Rejected if it cannot play it."""
    number = quote(str(prepared.values[MEDIA]), safe="")
    standing = text_at(asking("GET", f"/media/{number}").body, "status")
    if standing == "failed":
        raise Rejected(_("Pinterest cannot play this video."))
    if standing != "succeeded":
        raise NotSent(
            _("Pinterest is still working on the video."),
            retry_after_seconds=CHECK_SECONDS,
            is_throttled=True,
        )


def film_source(post: Post, prepared: Prepared) -> dict[str, Any]:
    """Return the film of a pin, and the picture before it starts: the article's, or the first."""
    source: dict[str, Any] = {"source_type": "video_id", "media_id": prepared.values[MEDIA]}
    if post.poster is None:
        source["cover_image_key_frame_time"] = 0
    else:
        source["cover_image_content_type"] = post.poster.content_type
        source["cover_image_data"] = base64.b64encode(post.poster.content).decode("ascii")
    described = post.recording.alt_text if post.recording else ""
    return {"alt_text": described, "media_source": source}


def _is_store(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and (parts.hostname or "").endswith(_STORES)
