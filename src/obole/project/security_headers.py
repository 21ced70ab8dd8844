"""The headers of every response: one policy for readers, one for the desk.

Reader pages hold no inline script or style at all, so the policy needs no nonce, and a page
can be kept and served to everybody. A view may set a stricter or narrower policy of its own
(the player page names the one host that its frame may come from); it is kept.
"""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

ONE_YEAR_SECONDS = 31_536_000

_READER_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "",
    "font-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}

# Wagtail's admin shows pages in frames (preview) and pictures from memory (data:, blob:);
# trusted types break it.
_DESK_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    # The text editor (Draftail) makes a style element for its hints and its lists.
    "style-src-elem": "'self' 'unsafe-inline'",
    "img-src": "data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
}

# A file that somebody opens by itself loads and runs nothing.
FILE_POLICY = "default-src 'none'; sandbox"

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "interest-cohort",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)

EVERYWHERE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}


def transport_security(*, is_secure: bool) -> dict[str, str]:
    """Return the header that keeps browsers on HTTPS; none where readers come by HTTP."""
    return {"Strict-Transport-Security": f"max-age={ONE_YEAR_SECONDS}"} if is_secure else {}


def reader_policy(*, picture_sources: Sequence[str]) -> str:
    """Return the policy of readers' pages: pictures from these sources, all else from us."""
    return _policy(_READER_POLICY, picture_sources)


def desk_policy(*, picture_sources: Sequence[str]) -> str:
    """Return the policy of the desk."""
    return _policy(_DESK_POLICY, picture_sources)


def _policy(directives: Mapping[str, str], picture_sources: Sequence[str]) -> str:
    pictures = " ".join([*picture_sources, directives["img-src"]]).strip()
    return "; ".join(
        f"{name} {sources}" for name, sources in {**directives, "img-src": pictures}.items()
    )


def plain_headers(*, policy: str, is_secure: bool) -> dict[str, str]:
    """Return what all pages of readers say in their headers, but for their language.

    A web server in front that serves baked pages as files says the same.
    """
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "X-Frame-Options": "DENY",
        # The default of the newsroom's legal facts; a newsroom that allows mining is told apart.
        "TDM-Reservation": "1",
        **EVERYWHERE,
        **transport_security(is_secure=is_secure),
    }


def security_headers(get_response: GetResponse) -> GetResponse:
    """Put the headers on every response, errors and files included."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_desk = request.path_info.startswith(settings.DESK_PATH)
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault(
            "Content-Security-Policy",
            settings.DESK_POLICY if is_desk else settings.READER_POLICY,
        )
        # The older header cannot say "everybody": what may stand in any frame goes without it.
        if "frame-ancestors *" not in response.headers["Content-Security-Policy"]:
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN" if is_desk else "DENY")
        for name, value in transport_security(is_secure=settings.ENVIRONMENT.is_secure).items():
            response.headers.setdefault(name, value)
        return response

    return respond
