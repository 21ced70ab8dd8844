"""Accounts at payment providers in the desk: which there are, connecting, switching off."""

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from obole.accounts.colleagues import colleague
from obole.accounts.middleware import asks_for_password
from obole.donations.actions.connecting import (
    AccountInUse,
    connect_account,
    forget_account,
    switch_account,
)
from obole.donations.forms_accounts import CredentialsForm
from obole.donations.gateways.provider import CredentialsRefused, Provider
from obole.donations.gateways.registry import providers
from obole.donations.models import PaymentAccount
from obole.donations.rules.gateway import GatewayDown
from obole.foundation import clock

PERMISSION: Final = "donations.change_paymentaccount"
LIST: Final = "donations_accounts"

may_connect = permission_required(PERMISSION, raise_exception=True)


def address_of_notices(provider: str) -> str:
    """Return where the provider sends its notices."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('payment-notice', args=[provider])}"


@method_decorator(may_connect, name="dispatch")
class AccountsView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """The providers that are known here, each with its account or without."""

    template_name = "donations/desk/accounts.html"
    page_title = gettext_lazy("Payment accounts")
    header_icon = "key"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the page shows."""
        accounts = {each.gateway: each for each in PaymentAccount.objects.all()}
        rows = [
            {"provider": provider, "account": accounts.get(name)}
            for name, provider in providers().items()
        ]
        rehearses = bool(settings.PAYMENT_REHEARSAL)
        return {**super().get_context_data(**named), "rows": rows, "rehearses": rehearses}


@method_decorator(
    [may_connect, asks_for_password, sensitive_post_parameters()],
    name="dispatch",
)
class AccountView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """One provider: its credentials are typed here and never shown again."""

    template_name = "donations/desk/account.html"
    header_icon = "key"

    def get_page_title(self) -> str:
        """Return the provider's name."""
        return self._provider().label

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        items = [*self.breadcrumbs_items, {"url": reverse(LIST), "label": _("Payment accounts")}]
        return [*items, {"url": "", "label": self._provider().label}]

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the page shows."""
        provider = self._provider()
        return {
            "form": CredentialsForm(provider=provider),
            **super().get_context_data(**named),
            "provider": provider,
            "account": self._account(),
            "address": address_of_notices(provider.name),
            "is_reachable": settings.WAGTAILADMIN_BASE_URL.startswith("https://"),
        }

    def post(self, request: HttpRequest, gateway: str) -> HttpResponse:
        """Do what the button says."""
        account = self._account()
        match (request.POST.get("do"), account):
            case ("on" | "off" as wanted, PaymentAccount()):
                switch_account(account=account, is_on=wanted == "on", by=colleague(request))
                messages.success(request, _("Saved."))
            case ("forget", PaymentAccount()):
                self._forget(request, account)
            case _:
                return self._connect(request)
        return redirect(LIST)

    def _forget(self, request: HttpRequest, account: PaymentAccount) -> None:
        try:
            forget_account(account=account, by=colleague(request))
        except AccountInUse:
            messages.error(request, _("Recurring gifts run through this account: end them first."))
        else:
            messages.success(request, _("The keys are deleted."))

    def _connect(self, request: HttpRequest) -> HttpResponse:
        form = CredentialsForm(request.POST, provider=self._provider())
        if not form.is_valid():
            return self._show_again(form)
        try:
            account, found = connect_account(
                gateway=self._provider().name,
                values=form.cleaned_data,
                by=colleague(request),
                now=clock.now(),
            )
        except CredentialsRefused as refusal:
            form.add_error(refusal.field or None, str(refusal.message))
            return self._show_again(form)
        except GatewayDown:
            form.add_error(None, _("The provider does not answer now. Try again in a while."))
            return self._show_again(form)
        messages.success(
            request,
            _("%(name)s is connected. Donors can give through it.")
            % {"name": account.account_name},
        )
        for warning in found.warnings:
            messages.warning(request, str(warning))
        return redirect(LIST)

    def _show_again(self, form: CredentialsForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _provider(self) -> Provider:
        provider = providers().get(self.kwargs["gateway"])
        if provider is None:
            raise Http404
        return provider

    def _account(self) -> PaymentAccount | None:
        return PaymentAccount.objects.filter(gateway=self.kwargs["gateway"]).first()
