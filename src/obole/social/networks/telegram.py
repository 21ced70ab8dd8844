"""Telegram: a bot that writes into a channel or a group.

Telegram knows no key that makes a repetition harmless, and a bot cannot read what stands in a
channel: after a lost answer only a person can tell.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from obole.social.models import Channel
from obole.social.networks.connected import at, connection_of, text_at
from obole.social.networks.fields import ConnectField
from obole.social.networks.forms import UploadedFile
from obole.social.networks.registry import FACTORIES
from obole.social.networks.telegram_bots import GONE, NOT_MODIFIED, ROOT, Bot, Refused
from obole.social.rules.cutting import cut
from obole.social.rules.escaping import telegram_html
from obole.social.rules.network import (
    Abilities,
    Credentials,
    Figures,
    Identity,
    Limits,
    LoginLost,
    Marker,
    NotOffered,
    Post,
    Prepared,
    Recording,
    Rejected,
    Remote,
    Uncertain,
    WrongCredentials,
)
from obole.social.rules.reasons import Reason
from obole.social.rules.recordings import M4A, MP3, MP4
from obole.social.rules.vocabulary import Method

KIND: Final = "telegram"
LABEL: Final = "Telegram"
FIELDS: Final = (
    ConnectField(
        name="token",
        is_secret=True,
        label=gettext_lazy("Token of the bot"),
        help=gettext_lazy("@BotFather gives it: numbers, a colon, and a long key."),
    ),
    ConnectField(
        name="chat",
        label=gettext_lazy("Channel or group"),
        help=gettext_lazy("@name of a public channel, or a number such as -1001234567890."),
    ),
)
LIMITS: Final = Limits(
    text=4_096,
    unit="utf16",
    caption=1_024,
    image_bytes=10_000_000,
    image_pixels=2_560,
    # "Bots can currently send video files of up to 50 MB": core.telegram.org/bots/api#sendvideo.
    recording_bytes=50_000_000,
)
# What stands below a picture, and the pictures of one message.
CAPTION: Final = Limits(text=1_024, unit="utf16")
MOST_IMAGES: Final = 10
LONGEST_TITLE: Final = 64

_TEXT: Final = "text"
_CAPTION: Final = "caption"


class Telegram:
    """One channel or group, written to by one bot."""

    kind = KIND
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        can_reply=True,
        methods=tuple(Method),
        most_images=MOST_IMAGES,
        # sendAudio takes .MP3 and .M4A; an .OGG would be a voice message.
        recordings=(MP4, MP3, M4A),
    )
    root = ROOT

    def __init__(self, channel: Channel) -> None:
        told = connection_of(channel)
        self._bot = Bot(told.get("token", ""), root=self.root)
        self._chat = told.get("chat", "")

    def check(self) -> Identity:
        """Return the channel, if the bot may write there. Raise WrongCredentials."""
        try:
            me = self._bot.call("getMe", {})
        except LoginLost:
            raise WrongCredentials(
                _("Telegram knows no bot with this token. @BotFather shows it under /mybots.")
            ) from None
        try:
            chat = self._bot.call("getChat", {"chat_id": self._chat})
            member = self._bot.call(
                "getChatMember", {"chat_id": self._chat, "user_id": at(me, "id")}
            )
        except (LoginLost, Rejected) as refusal:
            raise WrongCredentials(
                Reason(
                    _(
                        "The bot does not see “%(chat)s”. Add it there as an administrator. "
                        "(%(words)s)"
                    ),
                    chat=self._chat,
                    words=refusal.reason,
                )
            ) from None
        _check_rights(chat, member)
        name = text_at(chat, "username")
        return Identity(
            name=text_at(chat, "title") or name or self._chat,
            handle=f"@{name}" if name else text_at(chat, "id"),
            number=text_at(chat, "id"),
            url=f"https://t.me/{name}" if name else "",
            limits=LIMITS,
        )

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Make nothing: pictures, films and sounds go with the message."""
        return Prepared()

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Send the message. Twice is two messages."""
        if post.recording is not None:
            return _remote([self._send_recording(post, post.recording)], shown_as=_CAPTION)
        if post.images and post.method in (Method.IMAGE, Method.IMAGES):
            sent = self._send_pictures(post)
            return _remote(sent, shown_as=_CAPTION)
        fields = {"chat_id": self._chat, **_text(post)}
        return _remote([self._bot.call("sendMessage", fields, changes=True)], shown_as=_TEXT)

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Raise NotOffered: a bot cannot read a channel."""
        raise NotOffered(_("A bot cannot read what stands in a channel."))

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Change the words; pictures stay. The same words again are no change, and no failure."""
        chat, numbers = _place(remote)
        where = {"chat_id": chat, "message_id": numbers[0]}
        try:
            if remote.revision == _CAPTION:
                fields = {**where, "caption": _caption(post), "parse_mode": "HTML"}
                self._bot.call("editMessageCaption", fields, changes=True)
            else:
                self._bot.call("editMessageText", {**where, **_text(post)}, changes=True)
        except Refused as refusal:
            if NOT_MODIFIED not in refusal.reason.lower():
                raise
        return remote

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Take the messages away; those that are gone are done. Raise Rejected after 48 hours
        where the bot may not delete in the channel.
        """
        chat, numbers = _place(remote)
        for number in numbers:
            try:
                self._bot.call(
                    "deleteMessage", {"chat_id": chat, "message_id": number}, changes=True
                )
            except Refused as refusal:
                if not any(each in refusal.reason.lower() for each in GONE):
                    raise

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Answer the message. Twice is two answers."""
        chat, numbers = _place(remote)
        fields = {
            "chat_id": chat,
            "text": telegram_html(text),
            "parse_mode": "HTML",
            "reply_parameters": {"message_id": numbers[0]},
        }
        return _remote([self._bot.call("sendMessage", fields, changes=True)], shown_as=_TEXT)

    def figures(self, remote: Remote) -> Figures:
        """Raise NotOffered: bots are not told."""
        raise NotOffered(_("Telegram tells a bot nothing of readers."))

    def refreshed(self) -> Credentials | None:
        """Return nothing: a bot's token does not end."""
        return None

    def _send_pictures(self, post: Post) -> list[Any]:
        images = post.images[:MOST_IMAGES]
        files = [
            UploadedFile(
                name=f"picture{at}",
                file_name=f"picture{at}.{each.content_type.rpartition('/')[2]}",
                content=each.content,
                content_type=each.content_type,
            )
            for at, each in enumerate(images)
        ]
        said = {"caption": _caption(post), "parse_mode": "HTML"}
        if len(images) == 1:
            fields = {"chat_id": self._chat, "photo": "attach://picture0", **said}
            return [self._bot.call("sendPhoto", fields, files=files, changes=True)]
        media: list[dict[str, Any]] = [
            {"type": "photo", "media": f"attach://{each.name}"} for each in files
        ]
        media[0] |= said
        group = {"chat_id": self._chat, "media": media}
        sent = self._bot.call("sendMediaGroup", group, files=files, changes=True)
        return sent if isinstance(sent, list) else []

    def _send_recording(self, post: Post, recording: Recording) -> Any:
        name = "video" if recording.is_film else "audio"
        fields: dict[str, Any] = {
            "chat_id": self._chat,
            "caption": _caption(post),
            "parse_mode": "HTML",
        }
        if recording.is_film:
            fields["supports_streaming"] = True
        else:
            fields["title"] = recording.alt_text[:LONGEST_TITLE]
        known = {
            "width": recording.width,
            "height": recording.height,
            "duration": round(recording.seconds),
        }
        fields |= {key: value for key, value in known.items() if value}
        method = "sendVideo" if recording.is_film else "sendAudio"
        return self._bot.send(method, fields, recording, name=name)


def _check_rights(chat: Any, member: Any) -> None:
    status = text_at(member, "status")
    if text_at(chat, "type") == "channel":
        may_post = status == "creator" or at(member, "can_post_messages") is True
        if status not in ("creator", "administrator") or not may_post:
            raise WrongCredentials(
                _("The bot must be an administrator of the channel with “Post messages”.")
            )
    elif text_at(chat, "type") == "private" or status in ("left", "kicked"):
        raise WrongCredentials(_("This is no channel or group that the bot belongs to."))


def _text(post: Post) -> dict[str, Any]:
    preview: Mapping[str, Any] = {"is_disabled": True}
    if post.method is not Method.TEXT and post.url:
        preview = {"url": post.url, "prefer_large_media": True}
    return {
        "text": telegram_html(post.text),
        "parse_mode": "HTML",
        "link_preview_options": preview,
    }


def _caption(post: Post) -> str:
    # A caption is shorter than a message; the address in it is never cut.
    return telegram_html(cut(post.text, CAPTION))


def _remote(sent: list[Any], *, shown_as: str) -> Remote:
    """Return where the messages stand. Raise Uncertain when Telegram does not say."""
    numbers = [text_at(each, "message_id") for each in sent]
    chat = text_at(sent, 0, "chat", "id")
    if not chat or not all(numbers):
        raise Uncertain(_("Telegram's answer does not say where the message is."))
    name = text_at(sent, 0, "chat", "username")
    address = name or f"c/{chat.removeprefix('-100')}"
    return Remote(
        id=f"{chat}:{','.join(numbers)}",
        url=f"https://t.me/{address}/{numbers[0]}",
        revision=shown_as,
    )


def _place(remote: Remote) -> tuple[str, list[int]]:
    chat, _colon, numbers = remote.id.partition(":")
    found = [int(each) for each in numbers.split(",") if each.isdigit()]
    if not found:
        raise Rejected(_("It is not known where this message stands on Telegram."))
    return chat, found


FACTORIES[KIND] = Telegram
