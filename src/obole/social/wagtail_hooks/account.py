"""On the screen of one's own account: how often one wants the mail on posts."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab
from wagtail.users.models import UserProfile

from obole.accounts.models import User
from obole.social.forms.summaries import SummaryForm
from obole.social.views.desk_permissions import SEE


class SummaryPanel(BaseSettingsPanel):
    """Asks those who may see posts."""

    name = "social_summary"
    title = _("Social networks")
    tab = notifications_tab
    order = 200
    form_class = SummaryForm

    def is_active(self) -> bool:
        """Tell whether this person is asked."""
        return bool(self.user.has_perm(SEE))

    def get_form(self) -> SummaryForm:
        """Return the form, filled in with what was posted."""
        posted = self.request.POST if self.request.method == "POST" else None
        return SummaryForm(posted, prefix=self.name, user=self.user)


@hooks.register("register_account_settings_panel")
def summary_panel(request: HttpRequest, user: User, profile: UserProfile) -> SummaryPanel:
    """Return the panel."""
    return SummaryPanel(request, user, profile)
