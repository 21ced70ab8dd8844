"""What whoever brings an export to the desk chooses."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from obole.newsroom.models import HomePage
from obole.portability.queries.deliveries import uploads_folders
from obole.portability.rules import refusals


class DeliveryForm(forms.Form):
    """An export of WordPress and what is to be done with it; `refusal` tells why no file came."""

    file = forms.FileField(
        label=_("Export of WordPress"),
        help_text=_(
            "The XML file that “Tools, Export, All content” of WordPress gives. At most 4 GB; an "
            "archive is to be unpacked first."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xml,text/xml,application/xml"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("The edition in which its articles appear."),
        required=False,
    )
    uploads_folder = forms.ChoiceField(
        label=_("Folder of pictures and files on this server"),
        help_text=_(
            "A copy of wp-content/uploads of the old site, put by the administrator of the "
            "machine into the folder “imports” of the site."
        ),
        required=False,
    )
    is_fetching = forms.BooleanField(
        label=_("Fetch pictures and files from the old site"),
        help_text=_("It must still answer. What the folder has is taken from there."),
        initial=True,
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone of the old site"),
        help_text=_("For dates that the export gives without one."),
    )
    keeps_commenters = forms.BooleanField(
        label=_("Keep e-mail addresses of those who commented"),
        initial=True,
        required=False,
    )
    trusts_approved = forms.BooleanField(
        label=_("Trust what was approved on the old site"),
        help_text=_(
            "Every comment that was approved there is shown at once. Otherwise those that look "
            "doubtful wait in a queue of their own until somebody has looked."
        ),
        required=False,
    )
    is_recovering = forms.BooleanField(
        label=_("Import what can be read of a damaged file"),
        help_text=_("Otherwise a damaged file is refused, and nothing of it is imported."),
        required=False,
    )

    def __init__(self, *args: Any, refusal: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._refusal = refusal
        self._offer("language", [("", _("That of the old site")), *_languages()])
        folders = [(name, name) for name in uploads_folders()]
        if folders:
            self._offer("uploads_folder", [("", _("No folder")), *folders])
        else:
            del self.fields["uploads_folder"]
        zones = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
        self._offer("time_zone", [(zone, zone.replace("_", " ")) for zone in zones])
        self.fields["time_zone"].initial = settings.TIME_ZONE
        if refusal:
            # A sentence about the file takes the place of "This field is required".
            self.fields["file"].required = False

    def clean_file(self) -> "UploadedFile[Any] | None":
        """Refuse what did not come, and what is empty; the rehearsal says what else is wrong."""
        if self._refusal:
            raise forms.ValidationError(gettext(self._refusal))
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is not None and not file.size:
            raise forms.ValidationError(gettext(refusals.EMPTY))
        return file

    def chosen(self) -> dict[str, object]:
        """Return the fields of Delivery."""
        said = self.cleaned_data
        return {
            "language": said["language"],
            "time_zone": said["time_zone"],
            "uploads_folder": said.get("uploads_folder", ""),
            "is_offline": not said["is_fetching"],
            "is_recovering": said["is_recovering"],
            "keeps_commenters": said["keeps_commenters"],
            "trusts_approved": said["trusts_approved"],
        }

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField), "only choices are offered"
        field.choices = choices


def _languages() -> list[tuple[str, str]]:
    locales = Locale.objects.filter(pk__in=HomePage.objects.values("locale")).order_by("pk")
    return [(each.language_code, each.get_display_name()) for each in locales]
