"""Sounds, films, documents, and what other hosts show."""

from obole.portability.rules.bodies.addresses import file_name, host_of, is_embedded_alone
from obole.portability.rules.bodies.markup import Element, text_of
from obole.portability.rules.bodies.pictures import caption_of, old_id
from obole.portability.rules.bodies.results import FileRef
from obole.portability.rules.bodies.writing import Writer

# What newsroom's blocks hold.
MAX_TITLE_CHARACTERS = 200


def write_recording(writer: Writer, element: Element, *, frame: Element | None = None) -> None:
    """Add an `audio` or a `video`: a block if we have the file, a link if not."""
    source = element.first("source")
    url = element.attributes.get("src") or (source.attributes.get("src") if source else "") or ""
    caption = caption_of(writer, frame) if frame else element.attributes.get("title", "")
    if not url:
        writer.paragraph(caption)
    elif is_embedded_alone(writer.source.address(url)):
        write_embed(writer, url, words=caption)
    else:
        ref = FileRef(writer.source.address(url))
        _write_file(writer, ref, kind=element.name, words=caption)


def write_playlist(writer: Writer, element: Element) -> None:
    """Add the recordings of [playlist], one after the other."""
    kind = element.attributes.get("data-kind", "audio")
    for written in element.attributes.get("data-ids", "").split(","):
        number = old_id(written)
        if number is not None:
            _write_file(writer, FileRef("", number), kind=kind, words="")


def write_document(writer: Writer, block: Element) -> None:
    """Add the document of a file block: its first link; the second, a button, says nothing."""
    link = block.first("a")
    if link is None or not link.attributes.get("href"):
        writer.paragraph(text_of(block))
        return
    ref = FileRef(writer.source.address(link.attributes["href"]))
    _write_file(writer, ref, kind="document", words=text_of(link))


def write_frame(writer: Writer, element: Element, *, frame: Element | None = None) -> None:
    """Add what an `iframe`, an `embed` or an `object` shows."""
    attributes = element.attributes
    url = attributes.get("data-src") or attributes.get("src") or attributes.get("data") or ""
    if not url:
        inner = element.first("embed", "x-frame")
        movie = next(
            (one for one in element.all("param") if one.attributes.get("name") == "movie"), None
        )
        url = inner.attributes.get("src", "") if inner else ""
        url = url or (movie.attributes.get("value", "") if movie else "")
    words = caption_of(writer, frame) if frame else ""
    if url:
        write_embed(writer, url, words=words or attributes.get("title", ""))
    else:
        writer.paragraph(words)


def write_embed(writer: Writer, url: str, *, words: str = "") -> None:
    """Add an embed; a caption that is too long for its title follows it."""
    words = " ".join(words.split())
    fits = len(words) <= MAX_TITLE_CHARACTERS
    writer.embed(url, title=words if fits else host_of(writer.source.address(url)))
    if not fits:
        writer.paragraph(words)


def _write_file(writer: Writer, ref: FileRef, *, kind: str, words: str) -> None:
    words = " ".join(words.split())
    match = writer.source.file(ref)
    if match is None:
        if ref.url:
            writer.link_paragraph(ref.url, words or file_name(ref.url))
        else:
            writer.paragraph(words)
        return
    fits = 0 < len(words) <= MAX_TITLE_CHARACTERS
    title = words if fits else (match.title or file_name(ref.url))[:MAX_TITLE_CHARACTERS]
    title = title.strip() or str(match.document_id)
    if kind == "document":
        writer.add("document", {"document": match.document_id, "title": title})
    elif kind == "video":
        value = {"file": match.document_id, "title": title, "transcript": "", "poster": None}
        writer.add("video", value)
    else:
        writer.add("audio", {"file": match.document_id, "title": title, "transcript": ""})
    if not fits:
        writer.paragraph(words)
