"""What the newsroom adds to the passage of every request."""

import logging
from collections.abc import Callable

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class ExplainProtection:
    """Words what the database refuses to delete, where the desk's own checks came too early.

    Between the check and the deletion somebody else may have signed or moved an article.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as without us."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead back to the desk with a sentence instead of an error page."""
        desk = reverse("wagtailadmin_home")
        if not isinstance(exception, ProtectedError) or not request.path.startswith(desk):
            return None
        logger.info("A deletion was refused: %s", exception)
        first = next(iter(exception.protected_objects), "")
        messages.error(
            request,
            _("Nothing was deleted: “%(what)s” still needs it.") % {"what": first},
        )
        return redirect(desk)
