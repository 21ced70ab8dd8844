"""Pinterest: a pin with a picture and a link, on one board.

https://developers.pinterest.com/docs/api/v5/. An application with trial access writes into the
sandbox only. No key makes a pin once: a lost answer is looked for on the board, by its link.
"""

import base64
from typing import Any, Final
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from obole.social.models import Channel
from obole.social.networks.calling import Answer, Call, ask, ask_for_json, not_their_word
from obole.social.networks.connected import at, connection_of, listed, number_at, text_at
from obole.social.networks.fields import ConnectField
from obole.social.networks.pinterest_films import MEDIA, check_film, film_source, upload_film
from obole.social.networks.registry import FACTORIES
from obole.social.networks.renewing import bearing, ends_unrenewed, renewed_in_time
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Image,
    Limits,
    LoginLost,
    Marker,
    NotOffered,
    Post,
    Prepared,
    Rejected,
    Remote,
    Uncertain,
    WrongCredentials,
)
from obole.social.rules.reasons import Reason
from obole.social.rules.recordings import MP4
from obole.social.rules.vocabulary import Method

KIND: Final = "pinterest"
LABEL: Final = _("Pinterest")
FIELDS: Final = (
    ConnectField(
        name="board",
        label=_("Board"),
        help=_("Its number. Connecting lets you choose among the boards of the account."),
    ),
    ConnectField(
        name="client_id",
        label=_("App id"),
        help=_("Of the application that you make at developers.pinterest.com."),
    ),
    ConnectField(name="client_secret", label=_("App secret key"), is_secret=True),
    ConnectField(
        name="access_token",
        label=_("Access token"),
        help=_("Filled in by connecting."),
        is_secret=True,
    ),
    ConnectField(
        name="refresh_token",
        label=_("Refresh token"),
        help=_("Without it the channel stops when the token ends, after thirty days."),
        is_secret=True,
        is_required=False,
    ),
    ConnectField(
        name="place",
        label=_("Where pins go"),
        help=_("With trial access Pinterest takes pins in its sandbox only."),
        is_required=False,
        default="live",
        choices=(("live", _("Pinterest")), ("sandbox", _("The sandbox, for trying"))),
    ),
)

LIVE: Final = "https://api.pinterest.com/v5"
SANDBOX: Final = "https://api-sandbox.pinterest.com/v5"
# The documented limits of a pin.
LONGEST_TITLE: Final = 100
LIMITS: Final = Limits(
    text=500,
    alt_text=500,
    image_bytes=8_000_000,
    # Pinterest's help for its users: two gigabytes, four seconds to a quarter of an hour.
    recording_bytes=2_000_000_000,
    film_seconds=15 * 60,
)
# Two pages of the board, a hundred pins each: news is at the front of it.
PAGE: Final = 100
PAGES: Final = 2
FORBIDDEN: Final = 403
NOT_FOUND: Final = 404


class Pinterest:
    """One board."""

    kind = KIND
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        can_find=True,
        methods=(Method.IMAGE, Method.VIDEO),
        most_images=1,
        recordings=(MP4,),
        has_figures=True,
        refreshes=True,
    )

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._told = connection_of(channel)

    def check(self) -> Identity:
        """Return the account and its board. Raise WrongCredentials."""
        account = self._call("GET", "/user_account").body
        try:
            board = self._call("GET", f"/boards/{self._board()}").body
        except Rejected as failure:
            raise WrongCredentials(
                Reason(
                    gettext_noop("This account has no such board. %(words)s"), words=failure.reason
                )
            ) from None
        name = text_at(account, "username")
        return Identity(
            name=text_at(board, "name") or name,
            handle=name,
            number=text_at(account, "id"),
            url=f"https://www.pinterest.com/{quote(name)}/",
            avatar_url=text_at(account, "profile_image"),
            limits=LIMITS,
            expires_at=ends_unrenewed(self._channel),
        )

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Upload the film; a picture goes with the pin."""
        if post.recording is None:
            return Prepared()
        return Prepared(values=upload_film(self._call, post.recording))

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Pin. Raise Rejected, as for an article without a picture, or Uncertain."""
        content = _pin(post) | {"board_id": self._told.get("board", "")}
        if prepared.values.get(MEDIA):
            check_film(self._call, prepared)
            content |= film_source(post, prepared)
        else:
            content |= _picture_source(post)
        number = text_at(self._call("POST", "/pins", content=content, changes=True).body, "id")
        if not number:
            raise Uncertain(gettext_noop("Pinterest took the pin and did not say where it stands."))
        return _at(number)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Look through the board for a pin with the marker's link."""
        path = f"/boards/{self._board()}/pins?page_size={PAGE}"
        bookmark = ""
        for _page in range(PAGES):
            answer = self._call("GET", f"{path}&bookmark={quote(bookmark)}" if bookmark else path)
            for each in listed(answer.body, "items"):
                if marker.url and text_at(each, "link") == marker.url:
                    return _at(text_at(each, "id"))
            bookmark = text_at(answer.body, "bookmark")
            if not bookmark:
                break
        return None

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Change title, words and link; the picture stays. Raise Rejected when it is gone."""
        self._call("PATCH", f"/pins/{quote(remote.id)}", content=_pin(post), changes=True)
        return remote

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Take a pin away; one that is gone is done."""
        self._call("DELETE", f"/pins/{quote(remote.id)}", changes=True)

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Refuse: the API writes no comments."""
        raise NotOffered(gettext_noop("Pinterest's API does not comment."))

    def figures(self, remote: Remote) -> Figures:
        """Return reactions, saves and comments over the pin's life."""
        answer = self._call("GET", f"/pins/{quote(remote.id)}?pin_metrics=true").body
        counted = at(answer, "pin_metrics", "lifetime_metrics")
        return Figures(
            likes=number_at(counted, "reaction"),
            shares=number_at(counted, "save"),
            replies=number_at(counted, "comment"),
        )

    def refreshed(self) -> Credentials | None:
        """Renew the token in time."""
        return renewed_in_time(self._channel)

    def _board(self) -> str:
        return quote(self._told.get("board", ""), safe="")

    def _call(
        self,
        method: str,
        path: str,
        *,
        content: dict[str, Any] | None = None,
        changes: bool = False,
    ) -> Answer:
        root = SANDBOX if self._told.get("place") == "sandbox" else LIVE
        # A deletion is answered without content.
        asking = ask if method == "DELETE" else ask_for_json

        def send(token: str) -> Answer:
            return asking(
                Call(
                    method=method,
                    url=f"{root}{path}",
                    headers={"Authorization": f"Bearer {token}"},
                    json=content,
                    changes=changes,
                    secrets=[token],
                )
            )

        return _judged(bearing(self._channel, send), may_be_gone=method == "DELETE")


def _pin(post: Post) -> dict[str, Any]:
    title = post.card.title if post.card else ""
    return {"title": title[:LONGEST_TITLE], "description": post.text, "link": post.url}


def _picture_source(post: Post) -> dict[str, Any]:
    picture = _picture(post)
    if picture is None:
        raise Rejected(gettext_noop("Pinterest takes no post without a picture."))
    return {
        "alt_text": picture.alt_text,
        "media_source": {
            "source_type": "image_base64",
            "content_type": picture.content_type,
            "data": base64.b64encode(picture.content).decode("ascii"),
        },
    }


def _picture(post: Post) -> Image | None:
    if post.images:
        return post.images[0]
    return post.card.image if post.card else None


def _at(number: str) -> Remote:
    return Remote(id=number, url=f"https://www.pinterest.com/pin/{quote(number)}/")


def _judged(answer: Answer, *, may_be_gone: bool) -> Answer:
    if answer.is_success or (may_be_gone and answer.status == NOT_FOUND):
        return answer
    said = text_at(answer.body, "message")
    words = said or answer.text
    if answer.status == FORBIDDEN and not said:
        raise not_their_word(answer)
    if answer.status == FORBIDDEN:
        raise LoginLost(
            Reason(
                gettext_noop("Pinterest does not let this account write there: %(words)s"),
                words=words,
            )
        )
    raise Rejected(
        Reason(
            gettext_noop("Pinterest refuses (%(status)s): %(words)s"),
            status=answer.status,
            words=words,
        )
    )


FACTORIES[KIND] = Pinterest
