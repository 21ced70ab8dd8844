"""What an editor says of one article: per channel, and whether it is shared again by itself."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.documents.models import Document
from wagtail.images.widgets import AdminImageChooser

from obole.pages.models import Picture
from obole.social.forms.channels import check_template
from obole.social.models import NOTHING_SAID, ArticleShare, Channel, ChannelChoice
from obole.social.queries.pictures import newest_pictures
from obole.social.queries.recordings import all_recordings, newest_recordings
from obole.social.queries.words import METHODS

BY_RULE: Final = ""
ON: Final = "on"
OFF: Final = "off"
_WISHES: Final = {None: BY_RULE, True: ON, False: OFF}
_WISH_WORDS: Final[Mapping[str, str | Promise]] = {
    BY_RULE: pgettext_lazy("social channel", "As its rules say"),
    ON: pgettext_lazy("social channel", "Yes"),
    OFF: pgettext_lazy("social channel", "No"),
}
_LONGEST_TEXT: Final = 5_000
_YEARS: Final = range(2000, 2200)


class HourField(forms.DateTimeField):
    """A day and an hour, in years that any clock and any database can reckon with."""

    def __init__(self, **named: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            **named,
        )

    def to_python(self, value: Any) -> datetime.datetime | None:
        """Refuse years that nobody means: the first one has no hour in UTC east of Greenwich."""
        hour: datetime.datetime | None = super().to_python(value)
        if hour is not None and hour.year not in _YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return hour


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What every channel offers to go along: gathered once, for however many channels."""

    pictures: Sequence[Picture] = ()
    recordings: Sequence[Document] = ()


def newest_files() -> Offered:
    """Return the newest pictures, films and sounds."""
    return Offered(pictures=newest_pictures(), recordings=newest_recordings())


class ArticleChannelForm(forms.Form):
    """One channel for one article; what is left empty is as the channel has it."""

    wish = forms.ChoiceField(
        label=_("Publish here"),
        required=False,
        choices=list(_WISH_WORDS.items()),
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
    recording: forms.ModelChoiceField[Document] = forms.ModelChoiceField(
        label=_("Video or sound"),
        required=False,
        queryset=Document.objects.none(),
        empty_label=_("The first in the article"),
        help_text=_("Of the documents: MP4, WebM, MP3, M4A or OGG."),
    )
    send_at = HourField(
        label=_("Not before"),
        required=False,
        help_text=_("Empty: when the article is published, or at the channel’s hours."),
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    """What stood there when the page was loaded: a page that was left open undoes nobody's work."""

    def __init__(
        self,
        *arguments: Any,
        channel: Channel,
        choice: ChannelChoice | None,
        offered: Offered,
        **named: Any,
    ) -> None:
        initial = {**_stored(choice), "was": _digest(choice.said if choice else NOTHING_SAID)}
        given = {**named, "initial": initial, "prefix": f"c{channel.pk}"}
        super().__init__(*arguments, **given)
        self.channel = channel
        methods = [(str(value), label) for value, label in METHODS.items()]
        as_channel = pgettext_lazy("social channel", "As the channel does")
        wanted = self.fields["method"]
        assert isinstance(wanted, forms.ChoiceField)
        wanted.choices = [("", as_channel), *methods]
        self.offer_files(choice, offered)

    def offer_files(self, choice: ChannelChoice | None, offered: Offered) -> None:
        """Offer the newest films and sounds, and the one that is chosen."""
        chosen = choice.recording if choice else None
        self.offer("recording", all_recordings(chosen=chosen), offered.recordings, chosen)

    def offer(
        self, name: str, accepted: QuerySet[Any], newest: Iterable[Any], chosen: Any | None
    ) -> None:
        """Show the newest and the chosen one; take what was among them when the page was loaded."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = accepted
        shown = {each.pk: str(each) for each in (*newest, *filter(None, [chosen]))}
        field.choices = [("", field.empty_label), *shown.items()]

    def clean(self) -> dict[str, Any]:
        """Refuse a text whose placeholders mean nothing."""
        cleaned = super().clean() or {}
        check_template(self, "text")
        return cleaned

    @property
    def choice(self) -> dict[str, Any]:
        """What is stored."""
        wish = self.cleaned_data["wish"]
        said = {name: self.cleaned_data[name] for name in NOTHING_SAID if name != "is_on"}
        return {"is_on": None if wish == BY_RULE else wish == ON, **said}

    @property
    def is_sent(self) -> bool:
        """Whether the channel stood in the page that was sent; it may have been made since."""
        return bool(self.is_bound) and self.add_prefix("was") in self.data

    @property
    def is_touched(self) -> bool:
        """Whether something else is said than what stood there when the page was loaded."""
        return self.is_sent and _digest(self.choice) != str(self.cleaned_data["was"])


class ScreenChannelForm(ArticleChannelForm):
    """The same on the article's screen, where fields stand between the forms of other buttons."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for field in self.fields.values():
            field.widget.attrs["form"] = "social-choices"

    def offer_files(self, choice: ChannelChoice | None, offered: Offered) -> None:
        """Offer the newest pictures too, and the one that is chosen."""
        super().offer_files(choice, offered)
        chosen = choice.image if choice else None
        self.offer("image", Picture.objects.all(), offered.pictures, chosen)


class PanelChannelForm(ArticleChannelForm):
    """The same inside the form of the article's editor, whose chooser of pictures it has."""

    image = forms.ModelChoiceField(
        label=_("Picture"),
        required=False,
        queryset=Picture.objects.all(),
        widget=AdminImageChooser,
        help_text=_("Empty: the lead picture."),
    )
    typed = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"data-social-preview-target": "typed"})
    )
    """Set by the script: a page that saved itself since may say again what stood there first."""

    @property
    def is_typed(self) -> bool:
        """Whether somebody typed there, be it what stood there already."""
        return self.is_sent and bool(self.cleaned_data["typed"])


def _digest(said: Mapping[str, Any]) -> str:
    image, recording, send_at = said["image"], said["recording"], said["send_at"]
    written = [
        str(said["is_on"]),
        said["text"].replace("\r\n", "\n"),
        said["method"],
        str(image.pk if image else ""),
        str(recording.pk if recording else ""),
        # The field knows minutes.
        f"{send_at.astimezone(datetime.UTC):%Y-%m-%dT%H:%M}" if send_at else "",
    ]
    return sha256("\0".join(written).encode()).hexdigest()[:16]


def wish_of(choice: ChannelChoice | None) -> str:
    """Return whether the article goes there, in words."""
    return str(_WISH_WORDS[_WISHES[choice.is_on] if choice else BY_RULE])


def _stored(choice: ChannelChoice | None) -> dict[str, Any]:
    if choice is None:
        return {}
    return {
        "wish": _WISHES[choice.is_on],
        "text": choice.text,
        "method": choice.method,
        "image": choice.image_id,
        "recording": choice.recording_id,
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

    send_at = HourField(label=_("New hour"))


class PlaceForm(forms.Form):
    """Where in the calendar a post that waits is put down: a day, and perhaps an hour."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=pgettext_lazy("of the day", "Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
    )
    hour = forms.IntegerField(min_value=0, max_value=23, required=False, widget=forms.HiddenInput)
    """Where it was dropped; the minutes stay."""
    shows = forms.CharField(required=False, widget=forms.HiddenInput)
    channel = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def clean_day(self) -> datetime.date:
        """Refuse years that nobody means."""
        if self.cleaned_data["day"].year not in _YEARS:
            raise ValidationError(self.fields["day"].error_messages["invalid"], code="invalid")
        return self.cleaned_data["day"]  # type: ignore[no-any-return]

    def time_after(self, before: datetime.time) -> datetime.time:
        """Return its time of the day, which was `before`."""
        hour: int | None = self.cleaned_data["hour"]
        written: datetime.time | None = self.cleaned_data["time"]
        if written is not None:
            return written
        return before if hour is None else before.replace(hour=hour)


class BulkForm(forms.Form):
    """Where old articles go, from when, and how far apart."""

    channels = forms.ModelMultipleChoiceField(
        label=_("Channels"),
        queryset=Channel.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one channel.")},
    )
    begins_at = HourField(label=_("The first one goes at"))
    spacing_minutes = forms.IntegerField(
        label=_("Minutes between two articles"), min_value=1, max_value=10_080, initial=60
    )

    def __init__(self, *arguments: Any, channels: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["channels"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = channels
