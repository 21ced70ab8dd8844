"""Pages, documents, sounds and films, as readers get them."""

import logging
import re
from http import HTTPStatus
from typing import cast
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail import views as wagtail_views
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from obole.foundation.storage import MediaOutOfReach, MediaStorage

logger = logging.getLogger(__name__)

# A bucket that does not answer is back within minutes, as a rule.
RETRY_SECONDS = 60
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
    try:
        return _response(document=wanted, request=request)
    except FileNotFoundError as error:
        raise Http404 from error
    except MediaOutOfReach:
        logger.exception("%s cannot be read.", wanted.file.name)
        return HttpResponse(status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def serve_page(page: Page, request: HttpRequest) -> HttpResponseBase:
    """Answer with a page that was found otherwise than by Wagtail's view; its hooks are asked."""
    serve = wagtail_views.serve_chain
    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        serve = wrap(serve)
    for check in hooks.get_hooks("before_serve_page"):
        answer = check(page, request, [], {})
        if isinstance(answer, HttpResponse):
            return answer
    response: HttpResponseBase = serve(page, request, [], {})
    return response


def _response(*, document: AbstractDocument, request: HttpRequest) -> HttpResponseBase:
    """Answer with the file: to play if it is sound or film, else to keep.

    Whatever is in it, it cannot run on our address: it is never sniffed, and sandboxed.
    """
    facts = _storage_of(document).facts(_name_of(document))
    changed_at = facts.changed_at.timestamp()
    etag = quote_etag(f"{document.file_hash}-{facts.size_bytes}")
    response: HttpResponseBase | None = get_conditional_response(
        request, etag=etag, last_modified=int(changed_at)
    )
    if response is None:
        part = _part(request, size=facts.size_bytes, etag=etag)
        response = _bytes_of(document, part=part, size=facts.size_bytes)
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
    response.headers["Last-Modified"] = http_date(changed_at)
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


def _bytes_of(
    document: AbstractDocument, *, part: tuple[int, int] | None, size: int
) -> HttpResponseBase:
    """Answer with the whole file or a part of it, read while it is sent."""
    start, end = part or (0, size)
    if part and start >= end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    content = _storage_of(document).part(_name_of(document), start=start, end=end)
    response = StreamingHttpResponse(content)
    response.headers["Content-Length"] = str(end - start)
    if part:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def _storage_of(document: AbstractDocument) -> MediaStorage:
    # Django's default storage is ours: see STORAGES in the settings.
    return cast("MediaStorage", document.file.storage)


def _name_of(document: AbstractDocument) -> str:
    if not document.file.name:
        raise FileNotFoundError(f"Document {document.pk} has no file.")
    return document.file.name
