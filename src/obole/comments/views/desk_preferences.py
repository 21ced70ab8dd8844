"""How a moderator works: single keys, and mails about what waits."""

from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from obole.accounts.colleagues import colleague
from obole.comments.actions.noting import prefer
from obole.comments.models import DeskPreferences
from obole.comments.views.desk_forms import PreferencesForm
from obole.comments.views.desk_permissions import may_moderate


@method_decorator(may_moderate, name="dispatch")
class PreferencesView(WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """Asks, and keeps."""

    form_class = PreferencesForm
    template_name = "comments/desk/preferences.html"
    page_title = gettext_lazy("How I work with comments")
    header_icon = "cog"
    success_url = reverse_lazy("comments_queue")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        waiting = {"url": reverse("comments_queue"), "label": _("Comments")}
        return [*self.breadcrumbs_items, waiting, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, object]:
        """Begin with what was chosen before."""
        user = colleague(self.request)
        kept = DeskPreferences.objects.filter(user=user).first()
        return {**super().get_form_kwargs(), "instance": kept or DeskPreferences(user=user)}

    def form_valid(self, form: PreferencesForm) -> HttpResponse:
        """Keep what was chosen."""
        prefer(user=colleague(self.request), **form.cleaned_data)
        messages.success(self.request, _("Kept."))
        return super().form_valid(form)
