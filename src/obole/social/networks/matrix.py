"""Matrix: a room, as one account posts into it.

https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid.
A transaction of the same id and token is the same event. Its server may forget that, so the
event also carries our key, and can be found by it whatever token is used by then.
"""

from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from obole.foundation.outbound_content import Content
from obole.social.models import Channel
from obole.social.networks.calling import (
    TOTAL_SECONDS,
    UPLOAD_SECONDS,
    Answer,
    Call,
    ask_for_json,
    server_of,
)
from obole.social.networks.connected import number_at
from obole.social.networks.credentials import credentials_of
from obole.social.networks.fields import ConnectField
from obole.social.networks.matrix_events import (
    ANNOTATION,
    LIMITS,
    REPLACEMENT,
    answer_to,
    is_ours,
    message_of,
    refusal_of,
    replacement_of,
    shown_at,
    text_of,
    transaction_of,
)
from obole.social.networks.registry import FACTORIES
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Limits,
    Marker,
    NotSent,
    Post,
    Prepared,
    Remote,
    Uncertain,
    WrongCredentials,
)
from obole.social.rules.reasons import Reason, said_by
from obole.social.rules.recordings import FILMS, SOUNDS
from obole.social.rules.vocabulary import Method

KIND: Final = "matrix"
LABEL: Final = _("Matrix")
FIELDS: Final = (
    ConnectField(
        name="server",
        label=_("Homeserver"),
        help=_("Where the account is: https://matrix-client.matrix.org, for example."),
    ),
    ConnectField(
        name="token",
        label=_("Access token"),
        help=_(
            "In Element: All settings, Help & About, Access token. Of an account for this only."
        ),
        is_secret=True,
    ),
    ConnectField(
        name="room",
        label=_("Room"),
        help=_("Its address: #news:example.org. The account must be in it."),
    ),
)

CLIENT: Final = "/_matrix/client/v3"
NOT_FOUND: Final = 404
NO_LOGIN: Final = frozenset({401, 403})
PAGE: Final = 100
PAGES: Final = 5
_NO_ROOM: Final = gettext_noop("There is no room %(room)s.")
_AWAY: Final = gettext_noop("The account is not in the room %(room)s: please invite it and join.")
# The server's clock is not ours.
SLACK_MILLISECONDS: Final = 60 * 60 * 1000


class Matrix:
    """One account in one room."""

    kind = KIND
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        can_reply=True,
        can_find=True,
        # For as long as the server remembers transactions, which no specification says.
        repeats_safely=False,
        methods=(Method.TEXT, Method.LINK, Method.IMAGE, Method.VIDEO),
        most_images=1,
        recordings=FILMS + SOUNDS,
        has_figures=True,
    )

    def __init__(self, channel: Channel) -> None:
        self._token = credentials_of(channel).values.get("token", "")
        self._written_server = str(channel.options.get("server", ""))
        self._written_room = str(channel.options.get("room", "")).strip()
        self._found_room = ""
        self._is_known = channel.pk is not None

    def check(self) -> Identity:
        """Return the account and its room. Raise WrongCredentials."""
        account = self._ask("GET", f"{CLIENT}/account/whoami")
        # In JSON: a page of some proxy in front of the server says nothing about our token.
        if account.status in NO_LOGIN and isinstance(account.body, dict):
            raise WrongCredentials(gettext_noop("The server does not accept this access token."))
        user = account.body.get("user_id") if isinstance(account.body, dict) else None
        if not account.is_success or not user:
            server = server_of(self._written_server)
            words = Reason(gettext_noop("There is no Matrix server at %(server)s."), server=server)
            # Where there was one, it will be there again.
            raise NotSent(words) if self._is_known else WrongCredentials(words)
        room = self._checked_room()
        profile = self._ask("GET", f"{CLIENT}/profile/{quote(user, safe='')}")
        shown = profile.body if profile.is_success and isinstance(profile.body, dict) else {}
        return Identity(
            name=str(shown.get("displayname") or user),
            handle=f"{user} · {self._written_room}",
            url=f"https://matrix.to/#/{quote(self._written_room or room, safe='!#:')}",
            limits=self._limits(),
        )

    def _limits(self) -> Limits:
        """Return what fits; how large a file may be, the server says."""
        told = self._ask("GET", "/_matrix/client/v1/media/config")
        if not told.is_success:
            # Before version 1.11 of the specification.
            told = self._ask("GET", "/_matrix/media/v3/config")
        found = number_at(told.body, "m.upload.size") if told.is_success else 0
        return replace(LIMITS, recording_bytes=found) if found else LIMITS

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Upload the film, the sound or the picture. Raise Rejected."""
        recording = post.recording
        if recording is not None:
            return self._uploaded(recording, recording.content_type, UPLOAD_SECONDS)
        if not post.images:
            return Prepared()
        image = post.images[0]
        return self._uploaded(image.content, image.content_type, TOTAL_SECONDS)

    def _uploaded(self, content: Content, content_type: str, seconds: float) -> Prepared:
        answer = ask_for_json(
            Call(
                method="POST",
                url=f"{server_of(self._written_server)}/_matrix/media/v3/upload",
                headers=self._headers() | {"Content-Type": content_type},
                content=content,
                secrets=(self._token,),
                total_seconds=seconds,
            )
        )
        if not answer.is_success:
            raise refusal_of(answer)
        address = answer.body.get("content_uri") if isinstance(answer.body, dict) else None
        if not address:
            raise NotSent(gettext_noop("The server's answer names no upload."))
        return Prepared(values={"content_uri": address})

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Send the event. The same marker again is the same event, while the server knows it."""
        return self._send(message_of(post, prepared, key=marker.key), marker.key, changes=True)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Look for our key among the newest events of the room."""
        earliest = marker.made_at.timestamp() * 1000 - SLACK_MILLISECONDS
        start = ""
        for _page in range(PAGES):
            found = self._must("GET", f"{self._room()}/messages?dir=b&limit={PAGE}{start}")
            events = [each for each in found.get("chunk") or () if isinstance(each, dict)]
            for event in events:
                if is_ours(event, marker.key):
                    return self._remote(str(event["event_id"]))
            is_old = any(each.get("origin_server_ts", earliest) < earliest for each in events)
            if is_old or not found.get("end"):
                return None
            start = f"&from={quote(str(found['end']), safe='')}"
        return None

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Replace what the event shows. The same replacement again shows the same."""
        content = replacement_of(message_of(post, prepared, key=marker.key), of=remote.id)
        self._send(content, marker.key, changes=False)
        return remote

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Redact the event and what replaced it: their texts would stay in the room."""
        changes = self._related(remote, REPLACEMENT)
        for event_id in [remote.id, *changes]:
            transaction = transaction_of(marker.key, event_id)
            answer = self._ask(
                "PUT", f"{self._room()}/redact/{quote(event_id, safe='')}/{transaction}", {}
            )
            if not answer.is_success and answer.status != NOT_FOUND:
                raise refusal_of(answer)

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Answer to the event. The same marker again is the same event."""
        content = answer_to(remote.id, text_of(text, key=marker.key))
        return self._send(content, marker.key, changes=True)

    def figures(self, remote: Remote) -> Figures:
        """Return how many reacted; only the first hundred are counted."""
        return Figures(likes=len(self._related(remote, ANNOTATION)))

    def refreshed(self) -> Credentials | None:
        """Return nothing: a pasted token does not end by itself."""
        return None

    def _send(self, content: dict[str, Any], transaction: str, *, changes: bool) -> Remote:
        path = f"{self._room()}/send/m.room.message/{transaction}"
        answer = self._ask("PUT", path, content, changes=changes)
        if not answer.is_success:
            raise refusal_of(answer)
        event_id = answer.body.get("event_id") if isinstance(answer.body, dict) else None
        if not isinstance(event_id, str):
            raise Uncertain(gettext_noop("The server's answer names no event."))
        return self._remote(event_id)

    def _related(self, remote: Remote, kind: str) -> list[str]:
        room = self._room().replace("/v3/", "/v1/")
        path = f"{room}/relations/{quote(remote.id, safe='')}/{kind}?limit={PAGE}"
        answer = self._ask("GET", path)
        if answer.status == NOT_FOUND:
            return []
        if not answer.is_success:
            raise refusal_of(answer)
        return [str(each["event_id"]) for each in answer.body.get("chunk") or ()]

    def _checked_room(self) -> str:
        room = self._room_id()
        joined = self._must("GET", f"{CLIENT}/joined_rooms").get("joined_rooms") or ()
        if room not in joined:
            raise WrongCredentials(Reason(_AWAY, room=self._written_room))
        return room

    def _room_id(self) -> str:
        """Return the room's id; an address of a room is looked up once for this connection."""
        if self._written_room.startswith("!"):
            return self._written_room
        if not self._found_room:
            alias = quote(self._written_room, safe="")
            answer = self._ask("GET", f"{CLIENT}/directory/room/{alias}")
            if answer.status in (400, NOT_FOUND):
                raise WrongCredentials(Reason(_NO_ROOM, room=self._written_room))
            if not answer.is_success:
                raise refusal_of(answer)
            self._found_room = str(answer.body["room_id"])
        return self._found_room

    def _room(self) -> str:
        try:
            return f"{CLIENT}/rooms/{quote(self._room_id(), safe='')}"
        except WrongCredentials as refusal:
            raise NotSent(said_by(refusal)) from None

    def _remote(self, event_id: str) -> Remote:
        return Remote(id=event_id, url=shown_at(self._room_id(), event_id))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _must(self, method: str, path: str) -> dict[str, Any]:
        answer = self._ask(method, path)
        if not answer.is_success or not isinstance(answer.body, dict):
            raise refusal_of(answer)
        return answer.body

    def _ask(self, method: str, path: str, json: Any = None, *, changes: bool = False) -> Answer:
        return ask_for_json(
            Call(
                method=method,
                url=f"{server_of(self._written_server)}{path}",
                headers=self._headers(),
                json=json,
                changes=changes,
                secrets=(self._token,),
            )
        )


FACTORIES[KIND] = Matrix
