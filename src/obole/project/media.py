"""The pictures that pages show, served by the application itself.

Only renditions are public: what an editor uploaded stays inside. Documents have their own
view in Wagtail, which knows who may read them.
"""

from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.utils._os import safe_join
from django.utils.encoding import filepath_to_uri
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from obole.foundation.storage import KEPT_FOR_EVER, PICTURE_TYPES, PUBLIC_FOLDER
from obole.project.security_headers import EVERYWHERE, FILE_POLICY, transport_security

# Long enough to spare us the question, short enough to change one's mind.
REDIRECT_CACHE_CONTROL = "public, max-age=3600"


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with one rendition, or with where it is; 404 for anything else."""
    content_type = PICTURE_TYPES.get(PurePosixPath(path).suffix.lower())
    if settings.MEDIA_BUCKET is not None:
        if content_type is None:
            raise Http404
        return _where_it_is(path, address=settings.MEDIA_BUCKET.address)
    try:
        file = Path(safe_join(Path(settings.MEDIA_ROOT) / PUBLIC_FOLDER, path))
        is_there = content_type is not None and file.is_file()
    except (SuspiciousFileOperation, ValueError, OSError) as error:
        # Outside the folder, a NUL, or too long a name.
        raise Http404 from error
    if not is_there:
        raise Http404
    response = FileResponse(file.open("rb"), content_type=content_type)
    response.headers["Cache-Control"] = KEPT_FOR_EVER
    response.headers["Last-Modified"] = http_date(file.stat().st_mtime)
    for name, value in headers().items():
        response.headers[name] = value
    return response


def _where_it_is(path: str, *, address: str) -> HttpResponseBase:
    """Lead an address of before there was a bucket, in a feed or on another site, to the bucket."""
    parts = path.split("/")
    if "" in parts or "." in parts or ".." in parts or "\\" in path or "\0" in path:
        raise Http404
    place = filepath_to_uri(f"{PUBLIC_FOLDER}/{path}")
    response = HttpResponseRedirect(f"{address}/{place}")
    response.headers["Cache-Control"] = REDIRECT_CACHE_CONTROL
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def headers() -> dict[str, str]:
    """Return the headers of every rendition, beside type, name and caching."""
    return {
        **EVERYWHERE,
        "Content-Security-Policy": FILE_POLICY,
        # Feed readers show our pictures on their own pages.
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Frame-Options": "DENY",
        **transport_security(is_secure=settings.ENVIRONMENT.is_secure),
    }
