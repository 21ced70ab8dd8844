"""Documents, sounds and films, as readers get them."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

CHUNK_BYTES = 64 * 1024
# One range, as players ask for; several at once are answered with the whole file (RFC 9110, 14.2).
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@require_safe
def document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """Answer with a document, in place of Wagtail's view, which cannot answer parts of it.

    Players jump inside a recording, and Safari plays none without. Wagtail's hooks are asked
    first: they know who may read the collection.
    """
    wanted = get_object_or_404(get_document_model(), pk=document_id)
    if wanted.filename != filename:
        raise Http404
    for check in hooks.get_hooks("before_serve_document"):
        answer = check(wanted, request)
        if isinstance(answer, HttpResponse):
            return answer
    return _response(document=wanted, request=request)


def _response(*, document: AbstractDocument, request: HttpRequest) -> HttpResponseBase:
    """Answer with the file: to play if it is sound or film, else to keep.

    Whatever is in it, it cannot run on our address: it is never sniffed, and sandboxed.
    """
    path = Path(document.file.path)
    facts = path.stat()
    etag = quote_etag(f"{document.file_hash}-{facts.st_size}")
    response: HttpResponseBase | None = get_conditional_response(
        request, etag=etag, last_modified=int(facts.st_mtime)
    )
    if response is None:
        part = _part(request, size=facts.st_size, etag=etag)
        response = _partial(path, part, facts.st_size) if part else FileResponse(path.open("rb"))
    is_played = document.content_type.partition("/")[0] in {"audio", "video"}
    name = quote(document.filename)
    response.headers["Content-Type"] = document.content_type
    response.headers["Content-Disposition"] = (
        "inline" if is_played else f"attachment; filename*=UTF-8''{name}"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(facts.st_mtime)
    return response


def _part(request: HttpRequest, *, size: int, etag: str) -> tuple[int, int] | None:
    """Return the first byte and the byte after the last one; None for the whole file."""
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    if not found or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if first:
        return int(first), min(int(last) + 1 if last else size, size)
    return (max(size - int(last), 0), size) if last else None


def _partial(path: Path, part: tuple[int, int], size: int) -> HttpResponseBase:
    start, end = part
    if start >= end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return StreamingHttpResponse(
        _bytes_of(path, start, end),
        status=206,
        headers={
            "Content-Range": f"bytes {start}-{end - 1}/{size}",
            "Content-Length": str(end - start),
        },
    )


def _bytes_of(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (chunk := file.read(min(CHUNK_BYTES, end - start))):
            start += len(chunk)
            yield chunk
