"""What an editor says of one article: per channel, and whether it is shared again by itself."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from obole.pages.models import Picture
from obole.social.forms.channels import check_template
from obole.social.models import ArticleChannel, ArticleShare, Channel
from obole.social.queries.pictures import pictures_to_choose
from obole.social.queries.words import METHODS

BY_RULE: Final = ""
ON: Final = "on"
OFF: Final = "off"
_WISHES: Final = {None: BY_RULE, True: ON, False: OFF}
_LONGEST_TEXT: Final = 5_000


class ArticleChannelForm(forms.Form):
    """One channel for one article; what is left empty is as the channel has it."""

    wish = forms.ChoiceField(
        label=_("Publish here"),
        required=False,
        choices=[
            (BY_RULE, pgettext_lazy("social channel", "As its rules say")),
            (ON, pgettext_lazy("social channel", "Yes")),
            (OFF, pgettext_lazy("social channel", "No")),
        ],
    )
    text = forms.CharField(
        label=_("Text for this article"),
        required=False,
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("With placeholders, such as {title}. Empty: the channel’s own."),
    )
    method = forms.ChoiceField(label=_("Post as"), required=False)
    image: forms.ModelChoiceField[Picture] = forms.ModelChoiceField(
        label=_("Picture"),
        required=False,
        queryset=Picture.objects.none(),
        empty_label=_("The lead picture"),
    )
    send_at = forms.DateTimeField(
        label=_("Not before"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        help_text=_("Empty: when the article is published, or at the channel’s hours."),
    )

    def __init__(
        self, *arguments: Any, channel: Channel, choice: ArticleChannel | None, **named: Any
    ) -> None:
        named.setdefault("initial", _stored(choice))
        super().__init__(*arguments, **{**named, "prefix": f"c{channel.pk}"})
        for field in self.fields.values():
            # The fields stand between the forms of other buttons, and belong to one form.
            field.widget.attrs["form"] = "social-choices"
        methods = [(str(value), label) for value, label in METHODS.items()]
        as_channel = pgettext_lazy("social channel", "As the channel does")
        wanted, image = self.fields["method"], self.fields["image"]
        assert isinstance(wanted, forms.ChoiceField)
        assert isinstance(image, forms.ModelChoiceField)
        wanted.choices = [("", as_channel), *methods]
        # The newest ones: an older picture is chosen by making it the article's own.
        image.queryset = pictures_to_choose(chosen=choice.image_id if choice else None)

    def clean(self) -> dict[str, Any]:
        """Refuse a text whose placeholders mean nothing."""
        cleaned = super().clean() or {}
        check_template(self, "text")
        return cleaned

    @property
    def choice(self) -> dict[str, Any]:
        """What is stored."""
        cleaned = dict(self.cleaned_data)
        wish = cleaned.pop("wish")
        return {"is_on": None if wish == BY_RULE else wish == ON, **cleaned}


def _stored(choice: ArticleChannel | None) -> dict[str, Any]:
    if choice is None:
        return {}
    return {
        "wish": _WISHES[choice.is_on],
        "text": choice.text,
        "method": choice.method,
        "image": choice.image_id,
        "send_at": choice.send_at,
    }


class EvergreenForm(forms.ModelForm):  # type: ignore[type-arg]
    """How often an article is shared again, how many times, until when."""

    class Meta:
        model = ArticleShare
        fields = ["every_days", "most", "until"]
        widgets = {"until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "every_days": _("Corrected and withdrawn articles are left out by themselves."),
        }


class MoveForm(forms.Form):
    """Another hour for a post that waits."""

    send_at = forms.DateTimeField(
        label=_("New hour"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )


class BulkForm(forms.Form):
    """Where old articles go, from when, and how far apart."""

    channels = forms.ModelMultipleChoiceField(
        label=_("Channels"),
        queryset=Channel.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one channel.")},
    )
    begins_at = forms.DateTimeField(
        label=_("The first one goes at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    spacing_minutes = forms.IntegerField(
        label=_("Minutes between two articles"), min_value=1, max_value=10_080, initial=60
    )

    def __init__(self, *arguments: Any, channels: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["channels"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = channels
