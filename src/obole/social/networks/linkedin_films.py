"""Films on LinkedIn: asked for, put in parts where LinkedIn says, ended, and worked on.

https://learn.microsoft.com/linkedin/marketing/community-management/shares/videos-api
"""

from typing import Any, Final

from django.utils.translation import gettext_noop as _

from obole.social.networks.connected import at, looked_through, text_at
from obole.social.networks.linkedin_requests import LinkedInLogin, in_path
from obole.social.networks.uploads import bytes_between
from obole.social.rules.network import NotSent, Prepared, Recording, Rejected

FILM: Final = "film"
CHECK_SECONDS: Final = 20.0
# LinkedIn asks for parts of four megabytes; more than this is no part of a film of ours.
LARGEST_PART_BYTES: Final = 64 * 1024 * 1024
FAILED: Final = "PROCESSING_FAILED"
READY: Final = "AVAILABLE"


def upload_film(login: LinkedInLogin, author: str, film: Recording) -> dict[str, str]:
    """Return what is kept of an uploaded film. Raise NotSent, Rejected or LoginLost."""
    asked = {
        "owner": author,
        "fileSizeBytes": film.size_bytes,
        "uploadCaptions": False,
        "uploadThumbnail": False,
    }
    content = {"initializeUploadRequest": asked}
    answer = login.ask("POST", "/rest/videos?action=initializeUpload", json=content)
    told = at(answer.body, "value")
    urn = text_at(told, "video")
    if not urn:
        raise NotSent(_("LinkedIn's answer does not say where the video goes."))
    parts = [_put(login, film, each) for each in looked_through(told, "uploadInstructions")]
    ended = {
        "video": urn,
        "uploadToken": text_at(told, "uploadToken"),
        "uploadedPartIds": parts,
    }
    finalize = {"finalizeUploadRequest": ended}
    login.ask("POST", "/rest/videos?action=finalizeUpload", json=finalize)
    return {FILM: urn}


def check_film(login: LinkedInLogin, prepared: Prepared) -> None:
    """Raise NotSent while LinkedIn works on the film, Rejected if it cannot play it."""
    urn = prepared.values.get(FILM)
    if not urn:
        return
    standing = text_at(login.ask("GET", f"/rest/videos/{in_path(str(urn))}").body, "status")
    if standing == FAILED:
        raise Rejected(_("LinkedIn cannot play this video."))
    if standing != READY:
        raise NotSent(
            _("LinkedIn is still working on the video."),
            retry_after_seconds=CHECK_SECONDS,
            is_throttled=True,
        )


def _put(login: LinkedInLogin, film: Recording, told: Any) -> str:
    """Put a part where it goes; return the mark that LinkedIn gives it."""
    first, last, url = at(told, "firstByte"), at(told, "lastByte"), text_at(told, "uploadUrl")
    is_part = isinstance(first, int) and isinstance(last, int)
    if not is_part or not 0 <= last - first < LARGEST_PART_BYTES or last >= film.size_bytes:
        raise NotSent(_("LinkedIn's answer does not say where the video goes."))
    answer = login.upload(url, bytes_between(film, first, last + 1))
    return answer.headers.get("etag", "").strip('"')
