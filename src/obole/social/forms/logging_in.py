"""Forms for connecting an account by logging in at its network."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from obole.social.rules.oauth import RECIPES


class LoginForm(forms.Form):
    """The application that somebody registered at the network, or the server of the account."""

    server = forms.CharField(
        label=_("Server"),
        max_length=253,
        help_text=_("Where the account is: mastodon.social, for example."),
    )
    client_id = forms.CharField(
        label=_("Key of your application"),
        max_length=200,
        help_text=_("The network calls it client ID, app ID or consumer key."),
    )
    client_secret = forms.CharField(
        label=_("Secret of your application"),
        max_length=400,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
    )

    def __init__(self, *arguments: Any, network: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        registers_itself = RECIPES[network].registers_itself
        unasked = ("client_id", "client_secret") if registers_itself else ("server",)
        for name in unasked:
            del self.fields[name]


class ChoiceForm(forms.Form):
    """Which page, blog or board, and what the newsroom calls it."""

    number = forms.TypedChoiceField(label=_("Where posts go"), coerce=int, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name of the channel"),
        max_length=100,
        required=False,
        help_text=_("As the newsroom calls it. Empty: as the network calls it."),
    )

    def __init__(self, *arguments: Any, names: tuple[str, ...], **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = [(str(number), name or "·") for number, name in enumerate(names)]
        self.fields["number"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["number"].initial = "0"
