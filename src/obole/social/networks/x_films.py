"""Films on X: begun, sent in parts, ended, and worked on before a post may have them.

https://docs.x.com/x-api/media/quickstart/media-upload-chunked, and the pages of the single calls
(.../media/initialize-media-upload, append-, finalize-, get-media-upload-status).
"""

from typing import Any, Final

from django.utils.translation import gettext_noop as _

from obole.social.networks.connected import at, number_at, text_at
from obole.social.networks.forms import UploadedFile
from obole.social.networks.uploads import parts_of
from obole.social.networks.x_requests import Login, NotThere
from obole.social.rules.network import NotSent, Prepared, PreparedLost, Recording, Rejected
from obole.social.rules.reasons import Reason

# A part may have five megabytes.
PART_BYTES: Final = 4 * 1024 * 1024
CHECK_SECONDS: Final = 10.0
_WORKING: Final = ("pending", "in_progress")


def upload_film(login: Login, film: Recording) -> dict[str, Any]:
    """Return what is kept of an uploaded film. Raise NotSent, Rejected or LoginLost."""
    about = {
        "media_type": film.content_type,
        "total_bytes": film.size_bytes,
        "media_category": "tweet_video",
    }
    answer = login.ask("POST", "/2/media/upload/initialize", json=about)
    number = text_at(answer, "data", "id")
    if not number:
        raise NotSent(_("X's answer does not say what was uploaded."))
    for part, content in parts_of(film, size_bytes=PART_BYTES):
        file = UploadedFile(
            name="media",
            file_name=film.file_name,
            content=content,
            content_type="application/octet-stream",
        )
        fields = {"segment_index": str(part.number)}
        login.ask("POST", f"/2/media/upload/{number}/append", form=(fields, file))
    ended = login.ask("POST", f"/2/media/upload/{number}/finalize")
    is_ready = at(ended, "data", "processing_info") is None
    return {"media": [number], "is_ready": is_ready}


def check_film(login: Login, prepared: Prepared) -> None:
    """Raise NotSent while X works on the film, Rejected if it cannot play it."""
    if prepared.values.get("is_ready", True):
        return
    query = {"command": "STATUS", "media_id": str(prepared.values["media"][0])}
    try:
        answer = login.ask("GET", "/2/media/upload", query=query)
    except NotThere:
        raise PreparedLost(_("What was prepared has expired; it is prepared again.")) from None
    told = at(answer, "data", "processing_info")
    state = text_at(told, "state")
    if state in _WORKING:
        raise NotSent(
            _("X is still working on the video."),
            retry_after_seconds=float(number_at(told, "check_after_secs") or CHECK_SECONDS),
            is_throttled=True,
        )
    if state == "failed":
        words = text_at(told, "error", "message") or text_at(told, "error", "name")
        raise Rejected(Reason(_("X cannot play this video: %(words)s"), words=words))
