"""Screens about one's own account."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from obole.accounts.forms import PasswordConfirmationForm
from obole.accounts.middleware import CONFIRMED_AT
from obole.foundation import clock


class ConfirmPassword(WagtailAdminTemplateMixin, FormView[PasswordConfirmationForm]):  # type: ignore[misc]
    """Ask for the password before accounts are touched, and remember that it was given."""

    form_class = PasswordConfirmationForm
    template_name = "accounts/confirm_password.html"
    page_title = _("Confirm that it is you")
    header_icon = "lock"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the request: the password is checked as at log-in."""
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: PasswordConfirmationForm) -> HttpResponse:
        """Remember the moment, write it down, go where the person wanted to go."""
        self.request.session[CONFIRMED_AT] = clock.now().timestamp()
        log(instance=self.request.user, action="accounts.confirm_password", user=self.request.user)
        return super().form_valid(form)

    def get_success_url(self) -> str:
        """Return the screen that was asked for, if it is one of ours."""
        wanted = self.request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={self.request.get_host()})
        return wanted if is_ours else reverse("wagtailadmin_home")
