"""The picture library: every picture carries its credit, caption, licence and source."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePosixPath

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    SourceImageIOError,
)

from obole.foundation.ingredients import refuse_keeping
from obole.foundation.storage import MediaOutOfReach


class PictureOutOfReach(MediaOutOfReach, SourceImageIOError):
    """A rendition can't be made now. Pages go without it, and are not kept."""


class Picture(AbstractImage):
    """A picture and its rights. `description` is its alternative text where a page gives none."""

    caption = models.CharField(
        _("caption"), max_length=500, blank=True, help_text=_("Who or what is seen, where, when.")
    )
    credit = models.CharField(
        _("credit"), max_length=250, blank=True, help_text=_("Photographer, agency or artist.")
    )
    licence = models.CharField(
        _("licence"), max_length=250, blank=True, help_text=_("For instance: CC BY-SA 4.0.")
    )
    source_url = models.URLField(_("source"), max_length=1000, blank=True)
    is_generated = models.BooleanField(
        _("made by a generative model"),
        default=False,
        help_text=_("Readers are told so beside the credit."),
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "caption",
        "credit",
        "licence",
        "source_url",
        "is_generated",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_image", "Can choose picture")]

    # Wagtail stores a rendition's file while it writes the row. A bucket takes its time, and on
    # SQLite nobody else could write meanwhile: here the files are stored first.

    def create_renditions(self, *filters: Filter) -> dict[Filter, AbstractRendition]:
        """Make several renditions. Raise SourceImageIOError, of which PictureOutOfReach is one."""
        with _told_to_pages():
            made: dict[Filter, AbstractRendition] = super().create_renditions(*filters)
        return made

    def create_rendition(self, filter: Filter) -> AbstractRendition:  # noqa: A002 - Wagtail's name
        """Make one rendition, or take the one that somebody else made meanwhile."""
        with _told_to_pages():
            with self.open_file() as original:
                content = BytesIO(original.read())
            made = self.generate_rendition_instance(filter, content)
            kept, is_new = self.renditions.get_or_create(
                filter_spec=made.filter_spec,
                focal_point_key=made.focal_point_key,
                defaults={"file": made.file.name, "width": made.width, "height": made.height},
            )
            if not is_new:
                made.file.delete(save=False)
        return kept

    def generate_rendition_instance(
        self,
        filter: Filter,  # noqa: A002 - Wagtail's name
        source: BytesIO,
    ) -> AbstractRendition:
        """Return a rendition that is not saved yet, but whose file is stored."""
        rendition = super().generate_rendition_instance(filter, source)
        file = rendition.file
        assert file.name, "Wagtail names what it makes."
        file.save(PurePosixPath(file.name).name, file.file, save=False)
        return rendition


class PictureRendition(AbstractRendition):
    """A picture in the size and format that a page shows."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="pages_unique_rendition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.filter_spec} of picture {self.image_id}"


@functools.cache
def filters_of(specifications: tuple[str, ...]) -> tuple[Filter, ...]:
    """Return the filters of these specifications, which are ours: each is read only once.

    Wagtail takes either, and would read a specification again for each picture.
    """
    return tuple(Filter(spec=specification) for specification in specifications)


@contextmanager
def _told_to_pages() -> Iterator[None]:
    try:
        yield
    except MediaOutOfReach as error:
        refuse_keeping("A picture is out of reach.")
        raise PictureOutOfReach(str(error)) from error
