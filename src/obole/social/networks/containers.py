"""Posts in two steps, as Meta makes them on Instagram and Threads: a container, then its release.

A container can be released once only, and says whether it was: so a lost answer is cleared up by
asking, and no second post is made. It lives for 24 hours.
https://developers.facebook.com/docs/threads/troubleshooting#publishing-does-not-return-a-media-id
"""

from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from obole.social.networks.connected import text_at
from obole.social.networks.graph import Graph, NoSuchObject
from obole.social.rules.network import NotSent, Prepared, PreparedLost, Rejected, Remote
from obole.social.rules.reasons import Reason

CONTAINER: Final = "container"
USER: Final = "user"
# Meta advises to wait half a minute for a picture; words are ready at once.
NOT_READY_SECONDS: Final = 20.0

_WITHOUT_ID: Final = "container:"


class Standing(StrEnum):
    """What a container says of itself."""

    EXPIRED = "EXPIRED"
    ERROR = "ERROR"
    FINISHED = "FINISHED"
    IN_PROGRESS = "IN_PROGRESS"
    PUBLISHED = "PUBLISHED"


def standing_of(graph: Graph, prepared: Prepared, *, field: str) -> Standing | None:
    """Return where the container stands; None when there is none any more.

    `field` is what the API calls it. Raise Rejected for one that Meta could not make.
    """
    container = prepared.values.get(CONTAINER)
    if not container:
        return None
    words = "error_message" if field == "status" else "status"
    try:
        answer = graph.get(str(container), {"fields": f"{field},{words}"})
    except NoSuchObject:
        return None
    said = text_at(answer, field)
    if said not in list(Standing):
        raise NotSent(_("Meta does not say whether the post is ready."))
    if said == Standing.ERROR:
        reason = text_at(answer, words) or said
        raise Rejected(Reason(_("Meta could not make this post: %(reason)s"), reason=reason))
    return Standing(said)


def check_ready(standing: Standing | None) -> None:
    """Raise PreparedLost or NotSent when there is nothing to release, or not yet."""
    if standing in (None, Standing.EXPIRED):
        raise PreparedLost(_("What was prepared has expired; it is prepared again."))
    if standing is Standing.IN_PROGRESS:
        raise NotSent(
            _("Meta is still working on the picture or the video."),
            retry_after_seconds=NOT_READY_SECONDS,
            is_throttled=True,
        )


def user_of(prepared: Prepared) -> str:
    """Return whose post it is. Raise PreparedLost when that is not known."""
    found = prepared.values.get(USER)
    if not found:
        raise PreparedLost(_("What was prepared has expired; it is prepared again."))
    return str(found)


def with_container(user: str, container: Any) -> Prepared:
    """Return what is kept of a container."""
    return Prepared(values={USER: user, CONTAINER: container})


def without_id(prepared: Prepared) -> Remote:
    """Return where a post stands that was released, but that the API does not list."""
    return Remote(id=f"{_WITHOUT_ID}{prepared.values[CONTAINER]}")


def is_without_id(remote: Remote) -> bool:
    """Tell whether nothing but the container of a post is known."""
    return remote.id.startswith(_WITHOUT_ID)
