"""The pictures that pages show, served by the application itself.

Only renditions are public: what an editor uploaded stays inside. Documents have their own
view in Wagtail, which knows who may read them.
"""

from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils._os import safe_join
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from obole.project.security_headers import EVERYWHERE, FILE_POLICY, transport_security

PUBLIC_FOLDER = "images"
TYPES = {
    ".avif": "image/avif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
# A rendition's name says the picture, the filter and the focal point: it never changes.
CACHE_CONTROL = "public, max-age=31536000, immutable"


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with one rendition; 404 for anything else."""
    content_type = TYPES.get(PurePosixPath(path).suffix.lower())
    try:
        file = Path(safe_join(Path(settings.MEDIA_ROOT) / PUBLIC_FOLDER, path))
        is_there = content_type is not None and file.is_file()
    except (SuspiciousFileOperation, ValueError, OSError) as error:
        # Outside the folder, a NUL, or too long a name.
        raise Http404 from error
    if not is_there:
        raise Http404
    response = FileResponse(file.open("rb"), content_type=content_type)
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["Last-Modified"] = http_date(file.stat().st_mtime)
    for name, value in headers().items():
        response.headers[name] = value
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
