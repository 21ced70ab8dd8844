"""Blocks made of pictures, sounds and files."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

WIDTHS = [("text", _("As wide as the text")), ("wide", _("Wide"))]


class PictureBlock(blocks.StructBlock):
    """A picture. What is left empty is taken from the picture library."""

    picture = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(label=_("Alternative text"), required=False, max_length=500)
    decorative = blocks.BooleanBlock(label=_("Decorative only"), required=False)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=500)
    width = blocks.ChoiceBlock(label=_("Width"), choices=WIDTHS, default="text", search_index=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "newsroom/blocks/image.html"


class GalleryPictureBlock(blocks.StructBlock):
    """One picture of a gallery."""

    picture = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(label=_("Alternative text"), required=False, max_length=500)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=500)


class GalleryBlock(blocks.ListBlock):
    """Pictures side by side."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(GalleryPictureBlock(), **{"min_num": 2, "max_num": 60, **kwargs})

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "newsroom/blocks/gallery.html"


class RecordingBlock(blocks.StructBlock):
    """What a sound and a film have in common: a file of ours, a title, a transcript."""

    file = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    transcript = blocks.RichTextBlock(
        label=_("Transcript"), required=False, features=["bold", "italic", "link"]
    )


class AudioBlock(RecordingBlock):
    """A sound recording that we host."""

    class Meta:
        icon = "media"
        label = _("Audio")
        template = "newsroom/blocks/audio.html"


class VideoBlock(RecordingBlock):
    """A film that we host."""

    poster = ImageChooserBlock(label=_("Picture before it starts"), required=False)

    class Meta:
        icon = "media"
        label = _("Video")
        template = "newsroom/blocks/video.html"


class EmbedBlock(blocks.StructBlock):
    """Something hosted elsewhere. Nothing is asked of that host before the reader clicks."""

    url = blocks.URLBlock(label=_("Address"))
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    picture = ImageChooserBlock(label=_("Picture before the click"), required=False)

    class Meta:
        icon = "media"
        label = _("Embedded content")
        template = "newsroom/blocks/embed.html"


class DocumentBlock(blocks.StructBlock):
    """A file to read or keep, with its size."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "newsroom/blocks/document.html"
