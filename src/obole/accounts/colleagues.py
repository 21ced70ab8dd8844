"""Who sits at the desk."""

from django.http import HttpRequest

from obole.accounts.models import User


def colleague(request: HttpRequest) -> User:
    """Return who asks for a screen of the desk; behind its walls that is always an account."""
    assert isinstance(request.user, User), "A screen of the desk was opened by nobody."
    return request.user
