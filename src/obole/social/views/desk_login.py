"""Connecting an account by logging in at its network, in three steps, each a page of ours.

The network sends people back by GET, which changes nothing here: they press a button then.
"""

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView

from obole.accounts.colleagues import colleague
from obole.accounts.middleware import asks_for_password
from obole.foundation import clock
from obole.social.actions import connecting
from obole.social.forms.logging_in import ChoiceForm, LoginForm
from obole.social.models import Channel
from obole.social.networks.catalogue import kinds, label_of
from obole.social.queries.channels import standing_channels
from obole.social.queries.words import failure_in_words
from obole.social.rules.network import NotSent, WrongCredentials
from obole.social.rules.oauth import RECIPES
from obole.social.views.desk_permissions import may_connect
from obole.social.views.desk_screen import SocialScreen

KEPT: Final = "social_login"
CHANNEL: Final = "social_login_channel"
NAMES: Final = "social_login_names"


class _LoginScreen(SocialScreen, TemplateView):
    header_icon = "key"

    def get_page_title(self) -> str:
        """Say what is connected."""
        return _("Connect %(network)s") % {"network": label_of(self.kind())}

    def kind(self) -> str:
        """Return the network. Raise Http404 for one without log-in."""
        raise NotImplementedError

    def show(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Return the page with this."""
        told = {"network": label_of(self.kind()), **context}
        return self.render_to_response(self.get_context_data(**told), status=status)


@method_decorator([may_connect, asks_for_password, sensitive_post_parameters()], name="dispatch")
class LoginView(_LoginScreen):
    """The first step: which application, or which server; then on to the network."""

    template_name = "social/desk/login.html"

    def kind(self) -> str:
        """Return the network of the address, or of the channel that is connected anew."""
        channel = self._channel()
        kind = channel.network if channel else self.kwargs["network"]
        if kind not in RECIPES or kind not in kinds():
            raise Http404
        return str(kind)

    def get(self, request: HttpRequest, *_arguments: Any, **_named: Any) -> HttpResponse:
        """Show the form, with the address that the network must know."""
        return self._show(LoginForm(network=self.kind()))

    def post(self, request: HttpRequest, **_named: Any) -> HttpResponse:
        """Begin, and show the way to the network."""
        form = LoginForm(request.POST, network=self.kind())
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            begun = self._begin(form)
        except WrongCredentials as refusal:
            form.add_error(None, failure_in_words(refusal))
            return self._show(form, status=422)
        except NotSent:
            form.add_error(None, _("The network does not answer now. Try again in a while."))
            return self._show(form, status=422)
        channel = self._channel()
        request.session[KEPT] = begun.kept
        request.session[CHANNEL] = channel.pk if channel else None
        # A link, for browsers hold the policy of a form against redirects elsewhere.
        return self.show(address=begun.address)

    def _begin(self, form: LoginForm) -> connecting.Begun:
        told = form.cleaned_data
        return connecting.begin_login(
            kind=self.kind(),
            server=told.get("server", ""),
            client_id=told.get("client_id", ""),
            client_secret=told.get("client_secret", ""),
            redirect_address=_redirect_address(),
            now=clock.now(),
        )

    def _show(self, form: LoginForm, *, status: int = 200) -> HttpResponse:
        return self.show(form=form, redirect_address=_redirect_address(), status=status)

    def _channel(self) -> Channel | None:
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(standing_channels(), pk=self.kwargs["pk"])


@method_decorator([may_connect, never_cache, sensitive_post_parameters()], name="dispatch")
class BackView(_LoginScreen):
    """The second step: back from the network, with its answer in the address."""

    template_name = "social/desk/login_back.html"
    asked_kind = ""

    def kind(self) -> str:
        """Return the network that was asked."""
        return self.asked_kind

    def get(self, request: HttpRequest, *_arguments: Any, **_named: Any) -> HttpResponse:
        """Show a button that goes on, if the answer is for a log-in that began here."""
        state, code = request.GET.get("state", ""), request.GET.get("code", "")
        try:
            self._ask_kind(request, state)
        except WrongCredentials as refusal:
            return _begin_again(request, failure_in_words(refusal))
        if not code:
            return _begin_again(request, _("The network did not agree. Nothing was connected."))
        return self.show(state=state, code=code)

    def post(self, request: HttpRequest, **_named: Any) -> HttpResponse:
        """Exchange the answer for a token, and show what it opens."""
        state = request.POST.get("state", "")
        try:
            self._ask_kind(request, state)
            agreed = connecting.end_login(
                kept=request.session.get(KEPT, ""),
                state=state,
                code=request.POST.get("code", ""),
                now=clock.now(),
            )
        except WrongCredentials as refusal:
            return _begin_again(request, failure_in_words(refusal))
        except NotSent:
            return _begin_again(
                request, _("The network does not answer now. Begin again in a while.")
            )
        request.session[KEPT] = agreed.kept
        request.session[NAMES] = [agreed.kind, *agreed.names]
        return redirect("social_login_choice")

    def _ask_kind(self, request: HttpRequest, state: str) -> None:
        kept = request.session.get(KEPT, "")
        self.asked_kind = connecting.network_asked(kept=kept, state=state, now=clock.now())


@method_decorator([may_connect, never_cache], name="dispatch")
class ChoiceView(_LoginScreen):
    """The third step: which page, blog or board."""

    template_name = "social/desk/login_choice.html"

    def kind(self) -> str:
        """Return the network that agreed."""
        agreed = self.request.session.get(NAMES)
        if not agreed:
            raise Http404
        return str(agreed[0])

    def get(self, request: HttpRequest, *_arguments: Any, **_named: Any) -> HttpResponse:
        """Show what may be chosen."""
        self.kind()
        return self.show(form=ChoiceForm(names=self._names()))

    def post(self, request: HttpRequest, **_named: Any) -> HttpResponse:
        """Connect the channel."""
        self.kind()
        form = ChoiceForm(request.POST, names=self._names())
        if not form.is_valid():
            return self.show(form=form, status=422)
        try:
            channel = self._connect(form)
        except WrongCredentials as refusal:
            form.add_error(None, failure_in_words(refusal))
            return self.show(form=form, status=422)
        except NotSent:
            form.add_error(None, _("The network does not answer now. Try again in a while."))
            return self.show(form=form, status=422)
        for name in (KEPT, CHANNEL, NAMES):
            request.session.pop(name, None)
        messages.success(request, _("%(name)s is connected.") % {"name": channel.name})
        return redirect("social_channel", channel.pk)

    def _connect(self, form: ChoiceForm) -> Channel:
        number = self.request.session.get(CHANNEL)
        channel = get_object_or_404(standing_channels(), pk=number) if number else None
        return connecting.connect_chosen(
            kept=self.request.session.get(KEPT, ""),
            number=form.cleaned_data["number"],
            name=form.cleaned_data["name"] or (channel.name if channel else ""),
            channel=channel,
            by=colleague(self.request),
            now=clock.now(),
        )

    def _names(self) -> tuple[str, ...]:
        return tuple(self.request.session[NAMES][1:])


def _begin_again(request: HttpRequest, reason: str) -> HttpResponse:
    messages.error(request, reason)
    return redirect("social_channels")


def _redirect_address() -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('social_login_back')}"
