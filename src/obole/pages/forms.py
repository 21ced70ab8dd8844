"""Upload forms of the desk: pictures are made anew, and nothing comes in by a side door."""

import logging
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from obole.foundation.images import ImageRefused, reencode
from obole.foundation.storage import MediaOutOfReach

logger = logging.getLogger(__name__)


class PictureFileField(WagtailImageField):
    """Takes a picture and returns one that we wrote ourselves: see `foundation.images`."""

    def to_python(self, data: Any) -> UploadedFile[bytes] | None:
        """Return the picture made anew; Wagtail's own checks look at that one only."""
        upload = forms.FileField.to_python(self, data)
        if upload is None:
            return None
        self.check_image_file_size(upload)
        try:
            picture = reencode(upload.read())
        except ImageRefused as refusal:
            raise forms.ValidationError(str(refusal.message), code="refused") from refusal
        name = f"{PurePosixPath(upload.name or '').stem or 'picture'}.{picture.extension}"
        made: UploadedFile[bytes] | None = super().to_python(
            SimpleUploadedFile(name, picture.bytes)
        )
        return made


class WholeUpload:
    """Refuses the file when anything else in the form is wrong, and stores it when nothing is.

    Wagtail's multiple upload would otherwise set the raw file aside and store it later, past
    every check of the file itself. A browser never sends a chosen file twice by itself, so that
    "choose it again" is what the editor has to do anyway.
    """

    def full_clean(self) -> None:
        """Check everything, then the file once more."""
        super().full_clean()  # type: ignore[misc]
        assert isinstance(self, forms.BaseForm)
        if self.add_prefix("file") in self.files and self.errors and "file" not in self.errors:
            problems = " ".join(str(each) for errors in self.errors.values() for each in errors)
            self.add_error("file", problems)
            self.add_error("file", _("Then choose the file again: it was not kept."))
        elif isinstance(self, forms.ModelForm) and not self.errors and "file" in self.changed_data:
            self._store()

    def _store(self) -> None:
        """Store the file before the view begins to write to the database.

        A bucket takes its time, and on SQLite nobody else could write meanwhile. It may also not
        answer; then the editor is told, and keeps what they wrote.
        """
        assert isinstance(self, forms.ModelForm)
        upload = self.instance.file
        try:
            upload.save(upload.name, upload.file, save=False)
        except MediaOutOfReach:
            logger.exception("%s could not be stored.", upload.name)
            self.add_error(
                "file",
                _(
                    "The file could not be stored: the place where pictures and documents are "
                    "kept does not answer. Nothing was lost. Wait a minute, then choose the file "
                    "again."
                ),
            )
        else:
            # Its size and digest are taken from what is at hand, not fetched back.
            self.instance.file = upload


class PictureForm(WholeUpload, BaseImageForm):
    """Everything that the picture library asks of a picture."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if usual := self.fields.get("file"):
            self.fields["file"] = PictureFileField(
                label=usual.label, required=usual.required, widget=usual.widget
            )
        if description := self.fields.get("description"):
            description.label = _("Alternative text")
            description.help_text = _(
                "What the picture shows, in a sentence, for readers who can't see it."
            )


class DocumentForm(WholeUpload, BaseDocumentForm):
    """Everything that the library asks of a document, a sound or a film."""
