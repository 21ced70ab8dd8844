"""The form that takes an export, and what can be done with one that has come."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from obole.foundation import clock
from obole.portability import actions
from obole.portability.forms import DeliveryForm
from obole.portability.queries.deliveries import folder_of_exports
from obole.portability.receiving import ExportReceiver
from obole.portability.views.permissions import may_import


class DeliverView(WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """Asks for the export and how it is to be imported."""

    form_class = DeliveryForm
    template_name = "portability/deliver.html"
    page_title = gettext_lazy("Import from WordPress")
    header_icon = "download"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("portability_imports"), "label": _("Imports")},
            {"url": "", "label": _("Import from WordPress")},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form why no file came, if none did."""
        # It reads the form, if nobody has yet: the file has come then, or was refused.
        given = super().get_form_kwargs()
        return {**given, "refusal": self._receiver.refusal}

    @property
    def _receiver(self) -> ExportReceiver:
        [receiver] = self.request.upload_handlers
        assert isinstance(receiver, ExportReceiver), "the view is called through deliver_export"
        return receiver

    def form_valid(self, form: DeliveryForm) -> HttpResponse:
        """Keep the file, have it rehearsed, and show how far that is."""
        assert self.request.user.pk is not None
        delivery = actions.accept_delivery(
            file=self._receiver.keep(),
            file_name=form.cleaned_data["file"].name,
            user_id=self.request.user.pk,
            now=clock.now(),
            chosen=form.chosen(),
        )
        return redirect("portability_delivery", delivery.pk)


_deliver = csrf_protect(DeliverView.as_view())


@csrf_exempt
@may_import
def deliver_export(request: HttpRequest) -> HttpResponseBase:
    """Take the file to the folder of exports while it comes, then ask the form.

    The token is checked by the view inside: looking for it reads the form, and from then on
    nothing can be chosen about where its file goes.
    """
    receiver = ExportReceiver(folder=folder_of_exports())
    request.upload_handlers = [receiver]
    try:
        return _deliver(request)
    finally:
        receiver.discard()


Do = Callable[[int], None]

_VERBS: dict[str, Do] = {
    "import": lambda pk: actions.begin_import(delivery_id=pk, now=clock.now()),
    "stop": lambda pk: actions.stop_import(delivery_id=pk, now=clock.now()),
    "rehearse": lambda pk: actions.rehearse_anew(
        delivery_id=pk, is_recovering=False, now=clock.now()
    ),
    "recover": lambda pk: actions.rehearse_anew(
        delivery_id=pk, is_recovering=True, now=clock.now()
    ),
    "discard": lambda pk: actions.discard_delivery(delivery_id=pk),
}
VERBS = tuple(_VERBS)


@require_POST
@may_import
def change_delivery(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do what a button of the page of a delivery says."""
    try:
        _VERBS[verb](pk)
    except actions.NotNow:
        messages.warning(request, _("This was not possible any more: look where it is now."))
    else:
        if verb == "discard":
            messages.success(request, _("The file was deleted."))
            return redirect("portability_imports")
    return redirect("portability_delivery", pk)
