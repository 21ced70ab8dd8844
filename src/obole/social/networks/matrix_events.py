"""Matrix's events, as we write them and recognise them. Nothing is asked here.

https://spec.matrix.org/latest/client-server-api/#mroommessage-msgtypes, #event-replacements.
"""

import hashlib
import html
from typing import Any, Final
from urllib.parse import quote

from django.utils.translation import gettext_noop

from obole.social.networks.calling import Answer
from obole.social.networks.connected import at
from obole.social.rules.counting import ADDRESS
from obole.social.rules.network import (
    Limits,
    LoginLost,
    NotSent,
    Post,
    Prepared,
    Recording,
    Rejected,
)
from obole.social.rules.reasons import in_their_words
from obole.social.rules.vocabulary import Method

# An event may have 65,536 bytes in all; the text stands in it up to four times after a change.
LIMITS: Final = Limits(text=10_000, bytes=12_000, alt_text=1_500, image_bytes=8_000_000)
KEY: Final = "org.obole.key"
REPLACEMENT: Final = "m.replace"
ANNOTATION: Final = "m.annotation"

UNAUTHORISED: Final = 401
# The account or its place in the room is gone: no post can go before somebody mends that.
BARRED: Final = frozenset(
    {
        "M_UNKNOWN_TOKEN",
        "M_MISSING_TOKEN",
        "M_FORBIDDEN",
        "M_USER_DEACTIVATED",
        "M_USER_SUSPENDED",
        "M_USER_LOCKED",
        "M_CONSENT_NOT_GIVEN",
    }
)
LATER: Final = frozenset({"M_LIMIT_EXCEEDED", "M_RESOURCE_LIMIT_EXCEEDED", "M_UNRECOGNIZED"})


def text_of(text: str, *, key: str) -> dict[str, Any]:
    """Return the content of an event with a text: plain, and with its links."""
    return {
        "msgtype": "m.text",
        "body": text,
        "format": "org.matrix.custom.html",
        "formatted_body": _linked(text),
        KEY: key,
    }


def message_of(post: Post, prepared: Prepared, *, key: str) -> dict[str, Any]:
    """Return the content of an event for a post: a text, or a picture or film with a caption.

    Raise Rejected when its film is gone: a change would take it away there, too.
    """
    content = text_of(post.text, key=key)
    address = prepared.values.get("content_uri")
    if address and post.recording is not None:
        return content | _played(post.recording, str(address))
    if address and post.method is Method.VIDEO:
        raise Rejected(gettext_noop("The video or sound of this post is gone: it stays as it is."))
    if not address or not post.images:
        return content
    image = post.images[0]
    return content | {
        "msgtype": "m.image",
        "url": address,
        # With a name of its own, the body is a caption (MSC2530, version 1.10).
        "filename": f"picture.{image.content_type.rpartition('/')[2]}",
        "info": {
            "mimetype": image.content_type,
            "size": len(image.content),
            "w": image.width,
            "h": image.height,
        },
        "org.matrix.msc1767.alt_text": image.alt_text,
    }


def _played(recording: Recording, address: str) -> dict[str, Any]:
    """Return what makes a text one below a film or a sound: m.video and m.audio."""
    info: dict[str, Any] = {"mimetype": recording.content_type, "size": recording.size_bytes}
    if recording.seconds:
        info["duration"] = round(recording.seconds * 1_000)
    if recording.width and recording.height:
        info |= {"w": recording.width, "h": recording.height}
    return {
        "msgtype": "m.video" if recording.is_film else "m.audio",
        "url": address,
        "filename": recording.file_name,
        "info": info,
        "org.matrix.msc1767.alt_text": recording.alt_text,
    }


def replacement_of(content: dict[str, Any], *, of: str) -> dict[str, Any]:
    """Return the content of an event that replaces another's."""
    return content | {
        "body": f"* {content['body']}",
        "formatted_body": f"* {content['formatted_body']}",
        "m.new_content": content,
        "m.relates_to": {"rel_type": REPLACEMENT, "event_id": of},
    }


def answer_to(event_id: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of an event that answers another."""
    return content | {"m.relates_to": {"m.in_reply_to": {"event_id": event_id}}}


def is_ours(event: dict[str, Any], key: str) -> bool:
    """Tell whether this event was sent for a key: as its transaction, or with it in it.

    A replacement is no post: the one that it replaces is.
    """
    # Anybody in the room writes what they like into theirs.
    relation = at(event, "content", "m.relates_to", "rel_type")
    if event.get("type") != "m.room.message" or relation == REPLACEMENT:
        return False
    told = (at(event, "unsigned", "transaction_id"), at(event, "content", KEY))
    return bool(event.get("event_id")) and key in told


def transaction_of(key: str, what: str) -> str:
    """Return the id of a further transaction for a key, always the same for the same."""
    return f"{key}-{hashlib.sha256(what.encode()).hexdigest()[:12]}"


def shown_at(room: str, event_id: str) -> str:
    """Return an address that any Matrix program opens."""
    return f"https://matrix.to/#/{quote(room, safe='!:')}/{quote(event_id, safe='$')}"


def refusal_of(answer: Answer) -> Exception:
    """Return what a refusal means: our place in the room, our text, or nothing definite."""
    body = answer.body if isinstance(answer.body, dict) else {}
    code = str(body.get("errcode") or "")
    words = str(body.get("error") or code or answer.text)[:300]
    if code in BARRED or (answer.status == UNAUTHORISED and code):
        return LoginLost(words)
    if not code or code in LATER:
        return NotSent(in_their_words(str(answer.status), words))
    return Rejected(words)


def _linked(text: str) -> str:
    pieces, start = [], 0
    for found in ADDRESS.finditer(text):
        address = html.escape(found.group())
        pieces.append(html.escape(text[start : found.start()]))
        pieces.append(f'<a href="{address}">{address}</a>')
        start = found.end()
    pieces.append(html.escape(text[start:]))
    return "".join(pieces).replace("\n", "<br>")
