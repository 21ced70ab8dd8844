"""Posts in Tumblr's own format of blocks: https://www.tumblr.com/docs/npf.

A file goes along in the form of the call, and its block names it by an identifier: as Tumblr's
own library does (https://github.com/tumblr/tumblr.js, createPost).
"""

import json
from typing import Any, Final

from obole.foundation.outbound_content import Content
from obole.social.networks.files import File, form_with_files, name_of_file
from obole.social.networks.uploads import form_around
from obole.social.rules.network import Post, Recording
from obole.social.rules.vocabulary import Method

MOST_TAGS: Final = 30
RECORDING: Final = "recording"


def blocks_of(post: Post) -> list[dict[str, Any]]:
    """Return a post as blocks: its film or its pictures, its words, and the link with its card."""
    blocks: list[dict[str, Any]] = [
        {
            "type": "image",
            "media": [
                {
                    "type": image.content_type,
                    "identifier": f"picture{number}",
                    "width": image.width,
                    "height": image.height,
                }
            ],
            "alt_text": image.alt_text,
        }
        for number, image in enumerate(post.images)
    ]
    if post.recording is not None:
        blocks.append(_played(post.recording))
    if post.text:
        blocks.append(_words(post))
    if post.method is Method.LINK or post.url not in post.text:
        link = {"type": "link", "url": post.url}
        if post.card is not None:
            link |= {"title": post.card.title, "description": post.card.description}
        blocks.append(link)
    return blocks


def _words(post: Post) -> dict[str, Any]:
    block: dict[str, Any] = {"type": "text", "text": post.text}
    place = post.text.find(post.url)
    if place >= 0:
        # Counted in characters, as the format has it; the end is the first one after.
        end = place + len(post.url)
        block["formatting"] = [{"start": place, "end": end, "type": "link", "url": post.url}]
    return block


def tags_of(post: Post) -> str:
    """Return the tags as Tumblr wants them: one text, with commas."""
    return ",".join(tag.replace(",", " ") for tag in post.tags[:MOST_TAGS])


def written(content: dict[str, Any] | None, post: Post | None) -> tuple[dict[str, str], Content]:
    """Return the headers and the content of a call, with the files of a post."""
    if content is None:
        return {}, b""
    said = json.dumps(content, ensure_ascii=False)
    if post is not None and post.recording is not None:
        return form_around(post.recording, {"json": said}, name=RECORDING)
    pictures = _files(post) if post else []
    if pictures:
        content_type, body = form_with_files({"json": said}, pictures)
        return {"Content-Type": content_type}, body
    return {"Content-Type": "application/json"}, said.encode()


def _played(recording: Recording) -> dict[str, Any]:
    media: dict[str, Any] = {"type": recording.content_type, "identifier": RECORDING}
    if recording.width and recording.height:
        media |= {"width": recording.width, "height": recording.height}
    kind = "video" if recording.is_film else "audio"
    block = {"type": kind, "provider": "tumblr", "media": media}
    return block if recording.is_film else block | {"title": recording.alt_text}


def _files(post: Post) -> list[File]:
    return [
        File(
            part=f"picture{number}",
            name=name_of_file(number, image.content_type),
            content_type=image.content_type,
            content=image.content,
        )
        for number, image in enumerate(post.images)
    ]
