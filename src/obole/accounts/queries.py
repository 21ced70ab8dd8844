"""What accounts tell of colleagues."""

from django.conf import settings
from wagtail.users.models import UserProfile

from obole.accounts.models import User


def desk_language_of(*, user: User) -> str:
    """Return the language in which a colleague works in the desk: mails to them are in it."""
    chosen = UserProfile.objects.filter(user=user).values_list("preferred_language", flat=True)
    return chosen.first() or settings.LANGUAGE_CODE
