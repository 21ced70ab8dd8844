"""How a message looks to Discord, and what its answers mean."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_noop

from obole.foundation.outbound_content import Content
from obole.social.networks.calling import Answer, not_their_word
from obole.social.networks.connected import at, is_marked, listed, text_at
from obole.social.networks.files import File, form_with_files, name_of_file
from obole.social.networks.uploads import form_around
from obole.social.rules.escaping import discord_markdown
from obole.social.rules.network import Limits, LoginLost, Marker, NotSent, Post, Recording, Rejected
from obole.social.rules.reasons import Reason

# Content of a message, description of a picture, size of a file: the documented limits.
LIMITS: Final = Limits(
    text=2_000,
    unit="discord",
    alt_text=1_024,
    image_bytes=8_000_000,
    recording_bytes=10_000_000,
)
UNAUTHORISED: Final = 401
FORBIDDEN: Final = 403
NOT_FOUND: Final = 404
# https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_MESSAGE: Final = 10008
UNKNOWN_WEBHOOK: Final = 10015
INVALID_TOKEN: Final = 50027
# Of an embed: the documented limits.
LONGEST_TITLE: Final = 256
LONGEST_DESCRIPTION: Final = 4_096
NUMBER: Final = re.compile(r"\d{5,25}")


def message_of(post: Post) -> dict[str, Any]:
    """Return a post as a message: nobody is called by it, whatever its text says.

    Discord makes a card of an address in the text itself. Where the text has none, a card of
    ours has it: without its address no message could be found again.
    """
    message: dict[str, Any] = {
        "content": shown(post.text, most=LIMITS.text),
        "allowed_mentions": {"parse": []},
    }
    if post.url not in post.text:
        card = post.card
        embed: dict[str, Any] = {"url": post.url, "title": post.url[:LONGEST_TITLE]}
        if card is not None:
            embed["title"] = shown(card.title or post.url, most=LONGEST_TITLE)
            embed["description"] = shown(card.description, most=LONGEST_DESCRIPTION)
            if card.image is not None and not post.images:
                embed["image"] = {"url": card.image.url}
        message["embeds"] = [embed]
    return message


def shown(text: str, *, most: int) -> str:
    """Return a text as Discord shows it, without its Markdown.

    What was counted before its marks were escaped goes with them rather than not at all.
    """
    escaped = discord_markdown(text)
    return escaped if len(escaped) <= most else text[:most]


def with_files(message: dict[str, Any], post: Post) -> tuple[dict[str, str], Content]:
    """Return the headers and the content of a message with its pictures, or its film or sound."""
    if post.recording is not None:
        return _with_recording(message, post.recording)
    names = [name_of_file(number, each.content_type) for number, each in enumerate(post.images)]
    described = message | {
        "attachments": [
            {"id": number, "filename": name, "description": each.alt_text}
            for number, (name, each) in enumerate(zip(names, post.images, strict=True))
        ]
    }
    files = [
        File(
            part=f"files[{number}]",
            name=name,
            content_type=each.content_type,
            content=each.content,
        )
        for number, (name, each) in enumerate(zip(names, post.images, strict=True))
    ]
    said = {"payload_json": json.dumps(described, ensure_ascii=False)}
    content_type, content = form_with_files(said, files)
    return {"Content-Type": content_type}, content


def _with_recording(
    message: dict[str, Any], recording: Recording
) -> tuple[dict[str, str], Content]:
    about = {"id": 0, "filename": recording.file_name, "description": recording.alt_text}
    described = message | {"attachments": [about]}
    fields = {"payload_json": json.dumps(described, ensure_ascii=False)}
    return form_around(recording, fields, name="files[0]")


def judged(answer: Answer, *, may_be_gone: bool = False) -> Answer:
    """Return a good answer, or one that says "gone" where that is good. Raise what it means."""
    code = at(answer.body, "code")
    if answer.is_success or (may_be_gone and code == UNKNOWN_MESSAGE):
        return answer
    said = text_at(answer.body, "message")
    words = said or answer.text
    if answer.status in (UNAUTHORISED, FORBIDDEN) and not said:
        raise not_their_word(answer)
    if answer.status == UNAUTHORISED or code in (UNKNOWN_WEBHOOK, UNKNOWN_CHANNEL, INVALID_TOKEN):
        raise LoginLost(
            Reason(gettext_noop("Discord does not let us in any more: %(words)s"), words=words)
        )
    if answer.status == FORBIDDEN:
        raise LoginLost(
            Reason(
                gettext_noop("Discord does not allow this here any more: %(words)s"), words=words
            )
        )
    if answer.status == NOT_FOUND and code != UNKNOWN_MESSAGE:
        # A proxy between says this too: no code, no verdict.
        raise NotSent(
            Reason(gettext_noop("Discord knows no such address (404): %(words)s"), words=words)
        )
    details = f"{words} {_details(answer.body)}".strip()
    raise Rejected(Reason(gettext_noop("Discord refuses: %(words)s"), words=details))


def bears(message: Any, marker: Marker) -> bool:
    """Tell whether a message has the address of a delivery in its text or its cards."""
    cards = [text_at(each, "url") for each in listed(message, "embeds")]
    return is_marked(marker, [text_at(message, "content"), *cards])


def number_of(text: str) -> str:
    """Return the number, which stands in addresses. Raise Rejected for anything else."""
    if not NUMBER.fullmatch(text):
        raise Rejected(
            Reason(gettext_noop("“%(text)s” is no number of Discord's."), text=text[:40])
        )
    return text


def _details(body: Any) -> str:
    errors = at(body, "errors")
    return json.dumps(errors, ensure_ascii=False)[:200] if isinstance(errors, Mapping) else ""
