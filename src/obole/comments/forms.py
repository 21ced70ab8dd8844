"""What readers write into."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from obole.comments.rules.names import UnfitName, clean_name
from obole.comments.rules.texts import clean_body

# Far more than any newsroom allows, so that whoever pastes too much sees by how much.
LONGEST_FIELD = 500_000
LONGEST_NAME = 60
# A signed token and a solved puzzle are a tenth of it.
LONGEST_MACHINE_FIELD = 4_000


class ListedForm(forms.Form):
    """A form above which everything that is wrong with it is listed."""

    def listed_errors(self) -> list[tuple[str, str]]:
        """Return each error with the id of the field to go to; none for those of all."""
        return [
            (self[name].id_for_label if name in self.fields else "", str(error))
            for name, errors in self.errors.items()
            for error in errors
        ]


class CommentForm(ListedForm):
    """A comment. What machines fill in is optional: the form must work without them."""

    body = forms.CharField(
        label=_("Your comment"),
        max_length=LONGEST_FIELD,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your comment.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("It stands beside your comment. A name that you invent will do."),
        error_messages={"required": _("Say under which name your comment is to stand.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Nobody but the newsroom sees it."),
        error_messages={
            "required": _("Give your e-mail address: it is not shown."),
            "invalid": _("This is not an e-mail address. It looks like name@example.org."),
        },
    )
    wants_answers = forms.BooleanField(label=_("Write to me when somebody answers"), required=False)
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)
    token = forms.CharField(
        required=False, max_length=LONGEST_MACHINE_FIELD, widget=forms.HiddenInput
    )
    puzzle = forms.CharField(
        required=False, max_length=LONGEST_MACHINE_FIELD, widget=forms.HiddenInput
    )
    # Nobody sees it; what fills in every field fills in this one.
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        max_length=LONGEST_FIELD,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(
        self, *args: Any, longest_body: int, is_remembered: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "comment-%s", "label_suffix": ""})
        self.longest_body = longest_body
        self.is_remembered = is_remembered
        self.fields["body"].help_text = _(
            "At most %(most)s characters. Markdown works: *emphasis*, **strong**, > a quotation."
        ) % {"most": longest_body}
        if is_remembered:
            self.fields["email"].required = False
            self.fields["email"].help_text = _("Known on this device: you may leave it empty.")

    def clean_name(self) -> str:
        """Refuse what could not stand beside a comment."""
        try:
            return clean_name(self.cleaned_data["name"])
        except UnfitName:
            raise forms.ValidationError(
                _("A name has 2 to 40 letters, of one alphabet, and no address.")
            ) from None

    def clean_body(self) -> str:
        """Refuse what is too long, and say by how much; and what nobody would see."""
        body: str = self.cleaned_data["body"]
        if not clean_body(body):
            raise forms.ValidationError(_("Write your comment."))
        too_many = len(body) - self.longest_body
        if too_many > 0:
            raise forms.ValidationError(
                ngettext(
                    "Your comment is %(count)d character too long.",
                    "Your comment is %(count)d characters too long.",
                    too_many,
                )
                % {"count": too_many}
            )
        return body

    def seen_fields(self) -> list[forms.BoundField]:
        """Return the fields that are written into, in their order."""
        return [self[name] for name in ("body", "name", "email")]

    @property
    def is_empty(self) -> bool:
        """Whether it is as below every article: nobody has filled anything in."""
        return not (self.is_bound or self.initial or self.is_remembered)

    def renew(self, token: str) -> None:
        """Take a fresh token, and forget what machines filled in, so that it can be sent again."""
        self._replace({"token": token, "puzzle": "", "website": ""})

    def forget_parent(self) -> None:
        """Answer nothing any more."""
        self._replace({"parent": ""})

    def _replace(self, values: dict[str, str]) -> None:
        if not self.is_bound:
            self.initial = {**self.initial, **values}
            return
        assert isinstance(self.data, QueryDict), "A form is bound to what was posted."
        data = self.data.copy()
        for name, value in values.items():
            data[name] = value
        self.data = data


class EditForm(ListedForm):
    """Another text for a comment that was just sent."""

    body = forms.CharField(
        label=_("Your comment"),
        max_length=LONGEST_FIELD,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your comment.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "edit-%s", "label_suffix": ""})


class AddressForm(ListedForm):
    """An e-mail address to which a link is sent."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The one that you wrote comments with."),
        error_messages={
            "required": _("Give your e-mail address."),
            "invalid": _("This is not an e-mail address. It looks like name@example.org."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "address-%s", "label_suffix": ""})
