"""Attachments: pictures made anew, and documents, sounds and films as they are."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import translation
from wagtail.documents.models import Document

from obole.foundation.images import BYTE_LIMIT, ImageRefused, reencode
from obole.pages.models import Picture
from obole.portability.actions.files import FileMissing, FileSource
from obole.portability.actions.recording import Verdict, is_as_written
from obole.portability.models import Outcome, SourceRecord
from obole.portability.rules import reasons, texts
from obole.portability.rules.bodies import excerpt_from
from obole.portability.rules.items import SourceItem
from obole.portability.rules.placing import value_of
from obole.portability.rules.uploads import FileName, credit_of, file_of
from obole.portability.rules.wording import shortened, slug_of

# What the columns of a picture hold.
MAX_DESCRIPTION_CHARACTERS = 255
MAX_CAPTION_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Obtained:
    """The file of an attachment, ready to be kept; or why there is none."""

    content: bytes = b""
    extension: str = ""
    is_picture: bool = False
    missing: FileMissing | None = None


def obtain(files: FileSource, item: SourceItem) -> Obtained:
    """Return the file of an attachment. It may take a minute: call it outside a transaction."""
    file = file_of(item)
    try:
        return _obtained(files, item, file)
    except FileMissing as missing:
        return Obtained(missing=missing)


def limit_of(file: FileName) -> int:
    """Return how large the file may be. Raise FileMissing for a kind that is not published."""
    if file.is_picture:
        return BYTE_LIMIT
    if not file.path:
        raise FileMissing(reasons.NO_ADDRESS)
    if file.extension not in settings.WAGTAILDOCS_EXTENSIONS:
        raise FileMissing(reasons.KIND_NOT_KEPT, file.extension)
    limit: int = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    return limit


def attach(
    record: SourceRecord, item: SourceItem, verdict: Verdict, obtained: Obtained | None
) -> None:
    """Make or change what an attachment becomes; the record is not saved."""
    file = file_of(item)
    record.file_host, record.file_path, record.file_form = file.host, file.path, file.form
    record.parent_old_id = item.parent_old_id
    if verdict is Verdict.CHANGED_THERE:
        _redescribe(record, item)
        return
    assert obtained is not None, "what is new was obtained before"
    if obtained.missing is not None:
        record.outcome, record.reason = Outcome.SKIPPED, obtained.missing.reason
        record.detail = shortened(file.name or item.attachment_url or item.title, 500)
        # It has no digest: the next import tries again.
        record.digest = ""
        return
    if obtained.is_picture:
        record.picture = _make_picture(item, obtained, file)
    else:
        record.document = _make_document(item, obtained, file)
    record.written = _said_of(item, file, is_picture=obtained.is_picture)
    record.was_made = True


def kept_of(item: SourceItem) -> dict[str, Any]:
    """Return what of an attachment has no place here."""
    return {"fields": [list(pair) for pair in item.meta], "description": item.content}


def _obtained(files: FileSource, item: SourceItem, file: FileName) -> Obtained:
    content = files.bytes_of(item, limit=limit_of(file))
    if not file.is_picture:
        return Obtained(content=content, extension=file.extension)
    try:
        picture = reencode(content)
    except ImageRefused as refusal:
        # The sentence is stored as it is written, and translated where it is shown.
        with translation.override("en"):
            raise FileMissing(str(refusal.message)) from refusal
    return Obtained(content=picture.bytes, extension=picture.extension, is_picture=True)


def _said_of(item: SourceItem, file: FileName, *, is_picture: bool) -> dict[str, Any]:
    title = shortened(item.title or file.name, 255)
    if not is_picture:
        return {"title": title}
    alternative = texts.title_text(value_of(item, "_wp_attachment_image_alt"))
    caption = excerpt_from(item.excerpt, limit=MAX_CAPTION_CHARACTERS) if item.excerpt else ""
    # No source: readers would be shown the address of a file that goes with the old site.
    return {
        "title": title,
        "description": shortened(alternative, MAX_DESCRIPTION_CHARACTERS),
        "caption": caption,
        "credit": credit_of(item),
    }


def _make_picture(item: SourceItem, obtained: Obtained, file: FileName) -> Picture:
    picture = Picture(file=_file_for(obtained, file), **_said_of(item, file, is_picture=True))
    picture._set_image_file_metadata()
    picture.save()
    return picture


def _make_document(item: SourceItem, obtained: Obtained, file: FileName) -> Document:
    document = Document(file=_file_for(obtained, file), **_said_of(item, file, is_picture=False))
    document._set_document_file_metadata()
    document.save()
    return document


def _file_for(obtained: Obtained, file: FileName) -> ContentFile[bytes]:
    stem = slug_of(file.name.rpartition(".")[0])[:80] or "file"
    return ContentFile(obtained.content, name=f"{stem}.{obtained.extension}")


def _redescribe(record: SourceRecord, item: SourceItem) -> None:
    """Write anew what is said of a file that is here."""
    thing = record.picture or record.document
    if thing is None or not is_as_written(thing, record.written):
        return
    file = file_of(item)
    record.written = _said_of(item, file, is_picture=record.picture_id is not None)
    for name, value in record.written.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(record.written))
