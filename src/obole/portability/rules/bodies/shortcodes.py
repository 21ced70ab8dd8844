"""WordPress' shortcodes, `[name attribute="value"]…[/name]`, as the HTML that they stand for.

https://developer.wordpress.org/reference/functions/get_shortcode_regex/
"""

import re
from collections.abc import Callable
from html import escape, unescape

_OPENING = re.compile(r"\[(\[?)([a-zA-Z][\w-]*)((?:[\s=][^\[\]<>]*)?)\](\]?)")
_ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|([^\s"']+)"""
)
_AUDIO = ("src", "mp3", "m4a", "ogg", "wav", "wma", "flac")
_VIDEO = ("src", "mp4", "m4v", "webm", "ogv", "wmv", "flv")
_EMBED_NAMES = """embed youtube youtu dailymotion vimeo soundcloud tweet instagram facebook spotify
    mixcloud peertube ted"""
_EMBEDS = frozenset(_EMBED_NAMES.split())
_NOTES = frozenset(("efn_note", "footnote", "fn", "mfn", "ref"))
_WEB_ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>\[\]]+")

Attributes = dict[str, str]
Expand = Callable[[Attributes, str], str | None]


def expand_shortcodes(html: str, *, on_unknown: Callable[[str], None]) -> str:
    """Return HTML with the shortcodes that we know replaced.

    The others stay in the text as they are; `on_unknown` is told of each that is surely one and
    not a word in brackets. `[[name]]` is how people write about shortcodes.
    """
    if "[" not in html:
        return html
    pieces: list[str] = []
    position = 0
    never_closed: set[str] = set()
    while (opening := _OPENING.search(html, position)) is not None:
        pieces.append(html[position : opening.start()])
        position = opening.end()
        if opening.group(1) and opening.group(4):
            pieces.append(opening.group()[1:-1])
            continue
        name = opening.group(2)
        # A bracket that only looks doubled: "[[name]" or "[name]]".
        before, after = opening.group(1), opening.group(4)
        content, end = _content(html, name, position, never_closed)
        expanded = None
        if not _is_inside_tag(html, opening.start()):
            expanded = _expanded(name, opening.group(3), content)
            if expanded is None and (end > position or "=" in opening.group(3)):
                on_unknown(name)
        if expanded is None:
            pieces.append(opening.group())
        else:
            pieces += [before, expanded, after]
            position = max(end, position)
    pieces.append(html[position:])
    return "".join(pieces)


def _content(html: str, name: str, start: int, never_closed: set[str]) -> tuple[str, int]:
    """Return what stands between the opening and the closing tag, and where the latter ends."""
    if name in never_closed:
        return "", start
    closing = f"[/{name}]"
    end = html.find(closing, start)
    if end < 0:
        never_closed.add(name)
        return "", start
    return html[start:end], end + len(closing)


def _is_inside_tag(html: str, position: int) -> bool:
    opened = html.rfind("<", 0, position)
    return opened > html.rfind(">", 0, position) and html[opened + 1 : opened + 2].isalpha()


def _expanded(name: str, written: str, content: str) -> str | None:
    if name in _NOTES:
        return f"<x-note>{content}</x-note>" if content.strip() else None
    expand = _EXPANSIONS.get(name)
    if expand is None and name not in _EMBEDS:
        return None
    attributes = _attributes(written)
    return expand(attributes, content) if expand else _embed(name, attributes, content)


def _attributes(written: str) -> Attributes:
    """Return attributes; those without a name have their number for one, and [name=x] is "0"."""
    attributes: Attributes = {}
    written = unescape(written).translate(_QUOTES).lstrip("= \n\t").removesuffix("/")
    for number, match in enumerate(_ATTRIBUTE.finditer(written)):
        name, *values = match.groups()
        value = next((value for value in values if value is not None), "")
        attributes[name.lower() if name else str(number)] = value
    return attributes


# The visual editor turned quotation marks in shortcodes.
_QUOTES = str.maketrans({"“": '"', "”": '"', "″": '"', "’": "'", "‘": "'"})


def _caption(attributes: Attributes, content: str) -> str:
    classes = f"wp-caption {attributes.get('align', '')}"
    written = attributes.get("caption", "")
    caption = f"<figcaption>{escape(written)}</figcaption>" if written else ""
    return f'<figure class="{escape(classes)}">{content}{caption}</figure>'


def _gallery(attributes: Attributes, _content: str) -> str:
    numbers = attributes.get("ids") or attributes.get("include") or ""
    return f'<x-gallery data-ids="{escape(numbers)}"></x-gallery>'


def _playlist(attributes: Attributes, _content: str) -> str | None:
    numbers = attributes.get("ids")
    kind = "video" if attributes.get("type") == "video" else "audio"
    if not numbers:
        return None
    return f'<x-playlist data-ids="{escape(numbers)}" data-kind="{kind}"></x-playlist>'


def _recording(tag: str, sources: tuple[str, ...]) -> Expand:
    def expand(attributes: Attributes, content: str) -> str | None:
        written = _WEB_ADDRESS.search(unescape(content))
        url = next((attributes[name] for name in sources if attributes.get(name)), "")
        url = url or (written.group() if written else "") or attributes.get("0", "")
        return f'<{tag} src="{escape(url)}"></{tag}>' if url else None

    return expand


def _embed(name: str, attributes: Attributes, content: str) -> str | None:
    words = unescape(" ".join([content, *attributes.values()]))
    written = _WEB_ADDRESS.search(words)
    number = attributes.get("id") or attributes.get("0", "")
    if written is not None:
        url = written.group()
    elif number.isalnum() and name in _BY_NUMBER:
        url = _BY_NUMBER[name] + number
    else:
        return None
    return f'<figure class="wp-block-embed">{escape(url)}</figure>'


_BY_NUMBER = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "dailymotion": "https://www.dailymotion.com/video/",
}
_EXPANSIONS: dict[str, Expand] = {
    "caption": _caption,
    "wp_caption": _caption,
    "gallery": _gallery,
    "playlist": _playlist,
    "audio": _recording("audio", _AUDIO),
    "video": _recording("video", _VIDEO),
}
