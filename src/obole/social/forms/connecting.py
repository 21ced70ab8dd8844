"""The form that connects a channel: one field for each thing that its network asks for."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from obole.social.networks.catalogue import fields_of
from obole.social.networks.fields import ConnectField

# Some networks give tokens of a thousand letters.
LONGEST: Final = 4_000
LONGEST_NAME: Final = 100


class ConnectForm(forms.Form):
    """A name, and what was copied from the network. Nothing secret ever comes back in the page.

    Fields of the network are called `network-<name>`, for one may be called as one of ours.
    """

    name = forms.CharField(
        label=_("Name of the channel"),
        max_length=LONGEST_NAME,
        help_text=_("As the newsroom calls it, for instance: Mastodon in French."),
    )

    def __init__(
        self,
        *arguments: Any,
        network: str,
        name: str = "",
        options: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self._asked = fields_of(network)
        self.initial["name"] = name
        for each in self._asked:
            self.fields[_key(each)] = _field(each)
            # What is no secret is shown again where a channel is connected anew.
            if not each.is_secret and each.name in (options or {}):
                self.initial[_key(each)] = (options or {})[each.name]

    @property
    def credentials(self) -> dict[str, str]:
        """What is kept under seal."""
        return self._values(is_secret=True)

    @property
    def options(self) -> dict[str, str]:
        """What is kept openly."""
        return self._values(is_secret=False)

    def _values(self, *, is_secret: bool) -> dict[str, str]:
        return {
            each.name: self.cleaned_data[_key(each)].strip()
            for each in self._asked
            if each.is_secret is is_secret
        }


def _key(asked: ConnectField) -> str:
    return f"network-{asked.name}"


def _field(asked: ConnectField) -> forms.Field:
    shared: dict[str, Any] = {
        "label": asked.label,
        "help_text": asked.help,
        "required": asked.is_required,
        "initial": asked.default,
    }
    if asked.choices:
        return forms.ChoiceField(choices=asked.choices, **shared)
    # No value of an earlier try is put into the page.
    secret = forms.PasswordInput(render_value=False)
    widget = secret if asked.is_secret else forms.TextInput()
    widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(max_length=LONGEST, widget=widget, **shared)
