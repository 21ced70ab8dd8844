"""Who may sit at the desk of comments."""

from django.contrib.auth.decorators import permission_required
from wagtail.permission_policies import ModelPermissionPolicy

from obole.comments.models import Comment

PERMISSION = "comments.moderate_comment"
# What Wagtail's own views ask: may this person "moderate" comments?
POLICY = ModelPermissionPolicy(Comment)
MODERATE = "moderate"

may_moderate = permission_required(PERMISSION, raise_exception=True)
