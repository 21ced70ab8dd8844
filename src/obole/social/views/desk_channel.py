"""One channel: connecting it, its settings, pausing and removing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from obole.accounts.colleagues import colleague
from obole.accounts.middleware import asks_for_password
from obole.foundation import clock
from obole.social.actions import channels
from obole.social.actions.tuning import tune_channel
from obole.social.forms.channels import ChannelForm
from obole.social.forms.connecting import ConnectForm
from obole.social.models import Channel
from obole.social.networks.catalogue import kinds, label_of
from obole.social.networks.registry import network_of
from obole.social.queries.channels import standing_channels
from obole.social.queries.words import CHANNEL_STATES, failure_in_words, word
from obole.social.rules.network import NotSent, WrongCredentials
from obole.social.rules.oauth import RECIPES
from obole.social.rules.templates import FAMILIAR, PLACEHOLDERS
from obole.social.views.desk_permissions import may_connect
from obole.social.views.desk_previews import previews_of_newest
from obole.social.views.desk_screen import SocialScreen


@method_decorator([may_connect, asks_for_password, sensitive_post_parameters()], name="dispatch")
class ConnectView(SocialScreen, TemplateView):
    """Connects a new channel, or one anew: what is pasted is tried at the network first."""

    template_name = "social/desk/connect.html"
    header_icon = "key"

    def get_page_title(self) -> str:
        """Say what is connected."""
        channel = self._channel()
        if channel is not None:
            return _("Connect %(name)s anew") % {"name": channel.name}
        return _("Connect %(network)s") % {"network": label_of(self._kind())}

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        channel = self._channel()
        form = named.pop("form", None) or ConnectForm(
            network=self._kind(),
            name=channel.name if channel else label_of(self._kind()),
            options=channel.options if channel else {},
        )
        context: dict[str, Any] = super().get_context_data(**named)
        return context | {
            "form": form,
            "network": label_of(self._kind()),
            "channel": channel,
            "login_url": self._login_url(),
        }

    def post(self, request: HttpRequest, **_named: Any) -> HttpResponse:
        """Try what was pasted, and keep it."""
        form = ConnectForm(request.POST, network=self._kind())
        if not form.is_valid():
            return self._show_again(form)
        try:
            channel = self._connect(form)
        except WrongCredentials as refusal:
            form.add_error(None, failure_in_words(refusal))
            return self._show_again(form)
        except NotSent:
            form.add_error(None, _("The network does not answer now. Try again in a while."))
            return self._show_again(form)
        messages.success(request, _("%(name)s is connected.") % {"name": channel.name})
        return redirect("social_channel", channel.pk)

    def _connect(self, form: ConnectForm) -> Channel:
        return channels.connect_channel(
            network=self._kind(),
            name=form.cleaned_data["name"],
            credentials=form.credentials,
            options=form.options,
            channel=self._channel(),
            by=colleague(self.request),
            now=clock.now(),
        )

    def _login_url(self) -> str:
        if self._kind() not in RECIPES:
            return ""
        if "pk" in self.kwargs:
            return reverse("social_login_anew", args=[self.kwargs["pk"]])
        return reverse("social_login", args=[self._kind()])

    def _show_again(self, form: ConnectForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _channel(self) -> Channel | None:
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(standing_channels(), pk=self.kwargs["pk"])

    def _kind(self) -> str:
        channel = self._channel()
        kind = channel.network if channel else self.kwargs["network"]
        if kind not in kinds():
            raise Http404
        return str(kind)


@method_decorator(may_connect, name="dispatch")
class ChannelView(SocialScreen, TemplateView):
    """The settings of a channel, with a preview of the newest article as it would go out."""

    template_name = "social/desk/channel.html"

    def get_page_title(self) -> str:
        """Return the channel's name."""
        return self.channel.name

    def dispatch(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        """Find the channel."""
        rows = standing_channels().prefetch_related("templates")
        self.channel = get_object_or_404(rows, pk=named["pk"])
        return super().dispatch(request, *arguments, **named)

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Return what the template shows."""
        channel = self.channel
        form = named.pop("form", None) or ChannelForm(channel=channel)
        context: dict[str, Any] = super().get_context_data(**named)
        return context | {
            "form": form,
            "channel": channel,
            "network": label_of(channel.network),
            "state": word(CHANNEL_STATES, channel.state),
            "abilities": network_of(channel).abilities,
            "previews": previews_of_newest(channel=channel, now=clock.now()),
            "placeholders": sorted(PLACEHOLDERS),
            "familiar": sorted(FAMILIAR),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the settings."""
        form = ChannelForm(request.POST, channel=self.channel)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        tune_channel(
            channel=self.channel,
            settings=form.settings,
            templates=form.templates,
            by=colleague(request),
        )
        messages.success(request, _("Saved."))
        return redirect("social_channel", pk)


@require_POST
@may_connect
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause a channel, let it go on, check or remove it, by the word of the button."""
    channel = get_object_or_404(standing_channels(), pk=pk)
    match request.POST.get("do"):
        case "pause":
            channels.pause(channel=channel, by=colleague(request))
            messages.success(request, _("Paused: what is published waits."))
        case "resume":
            channels.resume(channel=channel, by=colleague(request), now=clock.now())
            messages.success(request, _("It sends again, and what waited goes first."))
        case "remove":
            channels.remove_channel(channel=channel, by=colleague(request), now=clock.now())
            messages.success(
                request, _("Removed. What stands on the network stays there, and its log here.")
            )
            return redirect("social_channels")
        case _:
            messages.error(request, _("Choose what is to happen."))
    return redirect("social_channel", pk)
