"""The picture library: every picture carries its credit, caption, licence and source."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition


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
