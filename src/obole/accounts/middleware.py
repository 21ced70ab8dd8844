"""The password is asked again before accounts, or what is as private, are touched."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from obole.foundation import clock

# Long enough to add a few colleagues, short enough for a laptop left open.
CONFIRMATION_SECONDS = 15 * 60
HINT = "obole-staff"
CONFIRMED_AT = "password_confirmed_at"
GUARDED_NAMESPACES = frozenset({"wagtailusers_users", "wagtailusers_groups"})
GUARDED_BULK_APPS = frozenset({"accounts", "auth"})

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponseBase]


class PasswordConfirmation:
    """Sends to the password form whoever opens a screen of users or groups."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the check needs the resolved view."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return a redirect to the password form, or None when nothing has to be confirmed."""
        # In this order: to look at the user is to look at the cookie, and readers have none.
        if not _is_guarded(request, kwargs) or not request.user.is_authenticated:
            return None
        return _ask_for_password(request)


def asks_for_password(view: View) -> View:
    """Let a view of the desk go on only when the password was given again a moment ago."""

    @wraps(view)
    def respond(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        return _ask_for_password(request) or view(request, *arguments, **named)

    return respond


def _ask_for_password(request: HttpRequest) -> HttpResponse | None:
    """Return a redirect to the password form; None when it was given a moment ago."""
    if clock.now().timestamp() - request.session.get(CONFIRMED_AT, 0) < CONFIRMATION_SECONDS:
        return None
    # What was posted is asked for again: the form comes back by GET.
    wanted = request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
    return HttpResponseRedirect(reverse("confirm_password") + "?" + urlencode({"next": wanted}))


def staff_hint(get_response: GetResponse) -> GetResponse:
    """Leave a cookie that says "a colleague", and nothing else, for the bar on readers' pages.

    It opens no door: it only tells a script that asking the desk is worth a request. Readers,
    who never come to the desk, get none.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith(settings.DESK_PATH):
            has_hint = HINT in request.COOKIES
            if request.user.is_authenticated and not has_hint:
                response.set_cookie(
                    HINT, "1", secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
                )
            elif has_hint and not request.user.is_authenticated:
                response.delete_cookie(HINT, samesite="Lax")
        return response

    return respond


def _is_guarded(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    return bool(GUARDED_NAMESPACES.intersection(match.namespaces)) or (
        match.url_name == "wagtail_bulk_action" and kwargs.get("app_label") in GUARDED_BULK_APPS
    )
