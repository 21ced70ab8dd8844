"""The form that connects an account: what the provider's pages have to be copied from."""

from typing import Any

from django import forms

from obole.donations.gateways.provider import Provider

LONGEST = 500


class CredentialsForm(forms.Form):
    """A field for each credential. What is secret never comes back in the page."""

    def __init__(self, *arguments: Any, provider: Provider, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for field in provider.fields:
            widget: forms.Widget = forms.TextInput()
            if field.is_secret:
                # No value of an earlier try is put into the page.
                widget = forms.PasswordInput(render_value=False)
            widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})
            self.fields[field.name] = forms.CharField(
                label=field.label,
                help_text=field.help_text,
                required=field.is_required,
                max_length=LONGEST,
                widget=widget,
            )
