"""Pictures of posts: renditions of the library, in a size and with as few bytes as a network takes.

They are made like those of readers' pages (files that we wrote ourselves when they were
uploaded), and public like them: some networks fetch pictures from their address.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wagtail.images.models import AbstractRendition, SourceImageIOError

from obole.foundation.storage import MediaOutOfReach
from obole.pages.models import Picture
from obole.social.actions import wording
from obole.social.rules.network import Image, Limits, NotSent, Post
from obole.social.rules.picturing import sizes_of_card, sizes_of_picture
from obole.social.rules.posts import Composed, Pictured, with_images

logger = logging.getLogger(__name__)

Sizes = Callable[[Picture], Sequence[str]]


def with_pictures(*, composed: Composed, limits: Limits, options: Mapping[str, Any]) -> Post:
    """Return the post with the bytes of its pictures. Raise NotSent while media are out of reach.

    A picture that is lost, or cannot be made light enough, is left out: an article is news
    without its picture, too. It may take seconds the first time; never in a transaction.
    """
    numbers = [each.picture_id for each in composed.pictures]
    if composed.card_picture is not None:
        numbers.append(composed.card_picture.picture_id)
    library = Picture.objects.in_bulk(numbers)

    def image_of(pictured: Pictured | None, sizes: Sizes) -> Image | None:
        picture = library.get(pictured.picture_id) if pictured is not None else None
        if picture is None or pictured is None:
            return None
        return _image(picture, sizes(picture), alt_text=pictured.alt_text, limits=limits)

    def sizes_in_post(picture: Picture) -> Sequence[str]:
        return sizes_of_picture(picture.width, picture.height, limits)

    card_image = image_of(composed.card_picture, lambda _: sizes_of_card())
    images = [image_of(each, sizes_in_post) for each in composed.pictures]
    return with_images(
        composed,
        card_image=card_image,
        images=tuple(each for each in images if each is not None),
        options=options,
    )


def _image(
    picture: Picture, specifications: Sequence[str], *, alt_text: str, limits: Limits
) -> Image | None:
    for specification in specifications:
        try:
            rendition = picture.get_rendition(specification)
            content = _bytes_of(rendition)
        except MediaOutOfReach as error:
            raise NotSent(wording.PICTURES_AWAY) from error
        except (SourceImageIOError, OSError):
            logger.warning("Picture %d is lost; a post goes without it.", picture.pk)
            return None
        if len(content) <= limits.image_bytes:
            return Image(
                content=content,
                content_type="image/jpeg",
                width=rendition.width,
                height=rendition.height,
                alt_text=alt_text,
                url=rendition.full_url,
            )
    logger.warning("Picture %d is too heavy for %d bytes.", picture.pk, limits.image_bytes)
    return None


def _bytes_of(rendition: AbstractRendition) -> bytes:
    with rendition.file.open("rb") as file:
        content: bytes = file.read()
    return content
