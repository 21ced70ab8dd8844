"""Discord, in two ways: a webhook, which is an address to paste, and a bot.

https://docs.discord.com/developers/resources/message and .../resources/webhook, version 10. A
bot's message has a nonce that Discord remembers for some minutes, and the room can be read: so a
lost answer is looked for. A webhook reads nothing: a lost answer needs a person.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from obole.social.models import Channel
from obole.social.networks.calling import Answer, Call, ask, ask_for_json
from obole.social.networks.connected import connection_of, listed, number_at, text_at
from obole.social.networks.discord_messages import (
    LIMITS,
    NUMBER,
    bears,
    judged,
    message_of,
    number_of,
    shown,
    with_files,
)
from obole.social.networks.fields import ConnectField
from obole.social.networks.registry import FACTORIES
from obole.social.networks.uploads import seconds_for
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
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
from obole.social.rules.recordings import FILMS, SOUNDS
from obole.social.rules.vocabulary import Method

API: Final = "https://discord.com/api/v10"
# Discord asks for this shape, and refuses clients that do not name themselves.
USER_AGENT: Final = "DiscordBot (https://github.com/obole, 1)"
METHODS: Final = tuple(Method)
MOST_IMAGES: Final = 4
NONCE_LENGTH: Final = 25
# What is looked through for a message of ours: the most that one call gives.
LOOKED_THROUGH: Final = 100
# The bare hosts, and those of Discord's test versions.
_WEBHOOK: Final = re.compile(
    r"https://(?:(?:canary|ptb)\.)?discord(?:app)?\.com"
    r"/api/(?:v\d+/)?webhooks/(\d{5,25})/([\w-]{20,120})/?"
)


class _Room:
    """What both ways have in common."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._told = connection_of(channel)

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Make nothing: files go with the message."""
        return Prepared()

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Change the words; files stay as they are. Raise Rejected when the message is gone."""
        self._call("PATCH", self._message(remote), content=message_of(post), changes=True)
        return remote

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Take a message away; one that is gone is done."""
        call = Call(
            method="DELETE",
            url=f"{API}{self._message(remote)}",
            headers=self._headers(),
            changes=True,
            secrets=self._secrets(),
        )
        judged(ask(call), may_be_gone=True)

    def figures(self, remote: Remote) -> Figures:
        """Return how many reactions a message has."""
        reactions = listed(self._call("GET", self._message(remote)).body, "reactions")
        return Figures(likes=sum(number_at(each, "count") for each in reactions))

    def refreshed(self) -> Credentials | None:
        """Return nothing: these tokens do not end by themselves."""
        return None

    def _message(self, remote: Remote) -> str:
        raise NotImplementedError

    def _headers(self) -> dict[str, str]:
        return {"User-Agent": USER_AGENT}

    def _secrets(self) -> list[str]:
        raise NotImplementedError

    def _call(
        self, method: str, path: str, *, content: Any = None, changes: bool = False
    ) -> Answer:
        call = Call(
            method=method,
            url=f"{API}{path}",
            headers=self._headers(),
            json=content,
            changes=changes,
            secrets=self._secrets(),
        )
        return judged(ask_for_json(call))

    def _post(self, path: str, post: Post, content: Mapping[str, Any]) -> Answer:
        if not (post.images or post.recording):
            return self._call("POST", path, content=dict(content), changes=True)
        of_form, body = with_files(dict(content), post)
        call = Call(
            method="POST",
            url=f"{API}{path}",
            headers=self._headers() | of_form,
            content=body,
            changes=True,
            secrets=self._secrets(),
            total_seconds=seconds_for(post),
        )
        return judged(ask_for_json(call))


class DiscordWebhook(_Room):
    """A webhook of one room."""

    kind = "discord-webhook"
    LABEL = _("Discord (webhook)")
    FIELDS = (
        ConnectField(
            name="address",
            label=_("Address of the webhook"),
            help=_("In Discord: the room's settings, Integrations, Webhooks, Copy Webhook URL."),
            is_secret=True,
        ),
    )
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        methods=METHODS,
        most_images=MOST_IMAGES,
        recordings=FILMS + SOUNDS,
        has_figures=True,
    )

    def check(self) -> Identity:
        """Return the webhook's name. Raise WrongCredentials."""
        try:
            about = self._call("GET", self._path()).body
        except (LoginLost, Rejected) as failure:
            raise WrongCredentials(failure.reason) from None
        name = text_at(about, "name") or "Discord"
        return Identity(name=name, handle=text_at(about, "channel_id"), limits=LIMITS)

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Post. A lost answer is Uncertain for good: a webhook cannot read."""
        answer = self._post(f"{self._path()}?wait=true", post, message_of(post))
        return Remote(id=_made(answer))

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Refuse: a webhook reads only messages whose number it knows."""
        raise NotOffered(gettext_noop("A Discord webhook cannot look for a message."))

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Refuse: a webhook cannot answer a message."""
        raise NotOffered(gettext_noop("A Discord webhook cannot answer."))

    def _path(self) -> str:
        found = _WEBHOOK.fullmatch(self._told.get("address", ""))
        if found is None:
            raise LoginLost(gettext_noop("This is no address of a Discord webhook."))
        return f"/webhooks/{found[1]}/{found[2]}"

    def _message(self, remote: Remote) -> str:
        return f"{self._path()}/messages/{number_of(remote.id)}"

    def _secrets(self) -> list[str]:
        address = self._told.get("address", "")
        return [address, address.rstrip("/").rpartition("/")[2]]


class DiscordBot(_Room):
    """A bot that writes in one room."""

    kind = "discord"
    LABEL = _("Discord (bot)")
    FIELDS = (
        ConnectField(
            name="token",
            label=_("Token of the bot"),
            help=_("In Discord's developer portal: your application, Bot, Reset Token."),
            is_secret=True,
        ),
        ConnectField(
            name="room",
            label=_("Number of the room"),
            help=_("With developer mode on: right-click the room, Copy Channel ID."),
        ),
    )
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        can_reply=True,
        can_find=True,
        methods=METHODS,
        most_images=MOST_IMAGES,
        recordings=FILMS + SOUNDS,
        has_figures=True,
    )

    def check(self) -> Identity:
        """Return the bot and its room. Raise WrongCredentials."""
        if not NUMBER.fullmatch(self._told.get("room", "")):
            raise WrongCredentials(gettext_noop("The number of a room has only digits."))
        try:
            bot = self._call("GET", "/users/@me").body
            room = self._call("GET", self._room()).body
        except (LoginLost, Rejected) as failure:
            raise WrongCredentials(failure.reason) from None
        guild, picture = text_at(room, "guild_id") or "@me", text_at(bot, "avatar")
        avatar = f"https://cdn.discordapp.com/avatars/{text_at(bot, 'id')}/{picture}.png"
        return Identity(
            name=text_at(bot, "username") or "Discord",
            handle=f"#{text_at(room, 'name') or self._told['room']}",
            number=self._told["room"],
            url=f"https://discord.com/channels/{guild}/{self._told['room']}",
            avatar_url=avatar if picture else "",
            limits=LIMITS,
        )

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Post; the same nonce again within minutes gives the message that stands."""
        content = message_of(post) | _once(marker)
        return self._at(_made(self._post(f"{self._room()}/messages", post, content)))

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Look through the room's newest messages for the marker."""
        newest = self._call("GET", f"{self._room()}/messages?limit={LOOKED_THROUGH}").body
        found = [each for each in listed(newest) if bears(each, marker)]
        # The newest come first, and nobody had the address before us: a reader may repeat it.
        return self._at(text_at(found[-1], "id")) if found else None

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Answer a message, once for each marker within minutes."""
        content = {
            "content": shown(text, most=LIMITS.text),
            "allowed_mentions": {"parse": []},
            "message_reference": {"message_id": number_of(remote.id)},
            **_once(marker),
        }
        answer = self._call("POST", f"{self._room()}/messages", content=content, changes=True)
        return self._at(_made(answer))

    def _room(self) -> str:
        return f"/channels/{number_of(self._told.get('room', ''))}"

    def _message(self, remote: Remote) -> str:
        return f"{self._room()}/messages/{number_of(remote.id)}"

    def _at(self, number: str) -> Remote:
        room = text_at(self._channel.identity, "url")
        return Remote(id=number, url=f"{room}/{number}" if room else "")

    def _headers(self) -> dict[str, str]:
        return super()._headers() | {"Authorization": f"Bot {self._told.get('token', '')}"}

    def _secrets(self) -> list[str]:
        return [self._told.get("token", "")]


def _once(marker: Marker) -> dict[str, Any]:
    return {"nonce": marker.key[:NONCE_LENGTH], "enforce_nonce": True}


def _made(answer: Answer) -> str:
    number = text_at(answer.body, "id")
    if not NUMBER.fullmatch(number):
        raise Uncertain(gettext_noop("Discord took the message and did not say where it stands."))
    return number


for _network in (DiscordWebhook, DiscordBot):
    FACTORIES[_network.kind] = _network
