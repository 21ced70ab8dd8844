"""Who may sit at the desk of comments."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from wagtail.permission_policies import ModelPermissionPolicy

from obole.accounts.models import User
from obole.comments.models import Comment

PERMISSION = "comments.moderate_comment"
# What Wagtail's own views ask: may this person "moderate" comments?
POLICY = ModelPermissionPolicy(Comment)
MODERATE = "moderate"

may_moderate = permission_required(PERMISSION, raise_exception=True)


def colleague(request: HttpRequest) -> User:
    """Return who asks; behind `may_moderate` that is always somebody with an account."""
    assert isinstance(request.user, User), "A screen of the desk was opened by nobody."
    return request.user
