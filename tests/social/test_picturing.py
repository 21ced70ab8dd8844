"""Pictures of posts are as large, as light and as wide as a network takes them."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from factories import Newsroom, make_picture
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from obole.foundation.storage import MediaOutOfReach
from obole.pages.models import Picture
from obole.social.actions.picturing import with_pictures
from obole.social.rules.network import Limits, NotSent, Post
from obole.social.rules.picturing import sizes_of_picture
from obole.social.rules.posts import Composed, Pictured
from obole.social.rules.vocabulary import Method

LIMITS = Limits(text=300)


def post_with(*pictures: Picture, limits: Limits = LIMITS, **fields: Any) -> Post:
    shown = tuple(Pictured(picture_id=each.pk, alt_text="Une grue.") for each in pictures)
    composed = Composed(
        text="Titre", language="fr", method=Method.IMAGES, url="https://t/", pictures=shown
    )
    return with_pictures(composed=replace(composed, **fields), limits=limits, options={"a": 1})


def make_noise(width: int, height: int) -> Picture:
    """Make a picture that no encoder makes small."""
    buffer = BytesIO()
    Image.effect_noise((width, height), 120).convert("RGB").save(buffer, "JPEG", quality=92)
    return make_picture(file=ContentFile(buffer.getvalue(), name="noise.jpg"))


def test_a_picture_goes_as_a_jpeg_with_its_words_and_its_address(newsroom: Newsroom) -> None:
    post = post_with(make_picture(width=3_000, height=2_000))

    image = post.images[0]
    assert Image.open(BytesIO(image.content)).size == (image.width, image.height) == (2_048, 1_365)
    assert image.content_type == "image/jpeg"
    assert image.alt_text == "Une grue."
    assert image.url.startswith("https://")
    assert post.options == {"a": 1}


def test_a_heavy_picture_is_made_lighter(newsroom: Newsroom) -> None:
    picture = make_noise(1_600, 1_200)

    heavy = post_with(picture, limits=replace(LIMITS, image_bytes=10_000_000)).images[0]
    light = post_with(picture, limits=replace(LIMITS, image_bytes=200_000)).images[0]

    assert len(heavy.content) > 200_000 >= len(light.content)


def test_a_picture_that_cannot_be_light_enough_is_left_out(newsroom: Newsroom) -> None:
    post = post_with(make_noise(800, 600), limits=replace(LIMITS, image_bytes=500))

    assert post.images == ()


def test_a_lost_picture_stops_no_post(newsroom: Newsroom) -> None:
    lost, kept = make_picture(), make_picture()
    lost.file.storage.delete(lost.file.name)
    gone = Pictured(picture_id=0, alt_text="")

    post = post_with(lost, kept, card_title="Titre", card_picture=gone)

    assert len(post.images) == 1
    assert post.card is not None
    assert post.card.image is None


def test_the_picture_of_a_card_is_that_of_the_articles_head(newsroom: Newsroom) -> None:
    picture = make_picture()
    shown = Pictured(picture_id=picture.pk, alt_text="Une grue.")

    post = post_with(card_title="Titre", card_picture=shown)

    assert post.card is not None
    assert post.card.image is not None
    assert (post.card.image.width, post.card.image.height) == (1_200, 675)


def test_while_media_are_out_of_reach_nothing_is_sent(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object) -> None:
        raise MediaOutOfReach

    picture = make_picture()
    monkeypatch.setattr(Picture, "get_rendition", unreachable)

    with pytest.raises(NotSent):
        post_with(picture)


@given(
    width=st.integers(1, 9_000),
    height=st.integers(1, 9_000),
    side=st.integers(500, 4_096),
)
@settings(max_examples=60)
def test_a_picture_has_a_shape_that_the_network_takes(width: int, height: int, side: int) -> None:
    limits = replace(LIMITS, image_ratios=(0.8, 1.91), image_pixels=side)

    for specification in sizes_of_picture(width, height, limits):
        shape, _, size = specification.partition("|")[0].partition("-")
        across, down = map(int, size.split("x"))
        assert max(across, down) <= side
        if shape == "fill":
            assert (across, down) <= (width, height) or across <= width
            assert down <= height
            # Of a picture that is a few points wide, a point is much.
            slack = 1 / min(across, down)
            assert 0.8 - slack <= across / down <= 1.91 + 2 * slack
