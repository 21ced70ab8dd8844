"""How a browser remembers which reader it belongs to: a signed cookie, below /c/ alone.

Baked pages lie elsewhere or are the same for everybody, so no page that is kept depends on it.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from obole.comments.models import Reader

COOKIE = "obole-reader"
COOKIE_PATH = "/c/"
REMEMBERED_FOR = timedelta(days=90)
_SALT = "obole.comments.reader"


def remembered_reader(request: HttpRequest) -> Reader | None:
    """Return the reader that this browser proved to be; None if nobody, or not any more."""
    try:
        reader_id, sign_ins = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=REMEMBERED_FOR
        )
    except signing.BadSignature:
        return None
    readers = Reader.objects.filter(pk=reader_id, sign_ins=sign_ins, erased_at=None)
    return readers.filter(email__isnull=False, email_proven_at__isnull=False).first()


def remember(response: HttpResponse, *, reader: Reader) -> None:
    """Let the browser that gets this answer remember the reader."""
    response.set_cookie(
        COOKIE,
        signing.dumps([reader.pk, reader.sign_ins], salt=_SALT),
        max_age=REMEMBERED_FOR,
        path=COOKIE_PATH,
        secure=settings.ENVIRONMENT.is_secure,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Let the browser that gets this answer remember nobody."""
    response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Lax")
