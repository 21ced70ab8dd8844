"""The body of a text as the desk stores it: blocks of a StreamField."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from obole.pages.models import Picture
from obole.project.demo.content import Table

Pictures = Mapping[str, Picture]


def stream_of(blocks: Sequence[Table], *, pictures: Pictures) -> str:
    """Return a body as the database stores it, which a StreamField takes as it is."""
    return json.dumps(
        [_entry(block["type"], _VALUES[block["type"]](block, pictures)) for block in blocks]
    )


def _entry(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}


def _html(block: Table, _pictures: Pictures) -> Any:
    return block["html"]


def _fields(*names: str) -> Callable[[Table, Pictures], Any]:
    return lambda block, _pictures: {name: block.get(name, "") for name in names}


def _heading(block: Table, _pictures: Pictures) -> Any:
    return {"text": block["text"], "level": str(block["level"])}


def _box(block: Table, _pictures: Pictures) -> Any:
    return {"title": block["title"], "content": block["html"]}


def _image(block: Table, pictures: Pictures) -> Any:
    return {
        "picture": pictures[block["picture"]].pk,
        "alt": block.get("alt", ""),
        "decorative": False,
        "caption": block.get("caption", ""),
        "width": block.get("width", "text"),
    }


def _gallery(block: Table, pictures: Pictures) -> Any:
    return [
        _entry(
            "item",
            {
                "picture": pictures[each["picture"]].pk,
                "alt": each.get("alt", ""),
                "caption": each.get("caption", ""),
            },
        )
        for each in block["images"]
    ]


def _table(block: Table, _pictures: Pictures) -> Any:
    has_header = bool(block.get("header"))
    return {
        "data": block["rows"],
        "cell": [],
        "mergeCells": [],
        "first_row_is_table_header": has_header,
        "first_col_is_header": False,
        "table_header_choice": "row" if has_header else "",
        "table_caption": block.get("caption", ""),
    }


def _footnotes(block: Table, _pictures: Pictures) -> Any:
    return [_entry("item", f"<p>{note}</p>") for note in block["notes"]]


def _embed(block: Table, pictures: Pictures) -> Any:
    picture = pictures.get(block.get("picture", ""))
    return {
        "url": block["url"],
        "title": block["title"],
        "picture": picture.pk if picture else None,
    }


_VALUES: Mapping[str, Callable[[Table, Pictures], Any]] = {
    "paragraph": _html,
    "heading": _heading,
    "list": _html,
    "quote": _fields("text", "attribution", "source_url"),
    "pull_quote": _fields("text"),
    "table": _table,
    "box": _box,
    "image": _image,
    "gallery": _gallery,
    "embed": _embed,
    "code": _fields("language", "code"),
    "footnotes": _footnotes,
}
