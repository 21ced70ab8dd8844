"""In which sizes pictures are made for a network, until one is light enough."""

from typing import Final

from obole.social.rules.network import Limits

CARD_SHAPE: Final = (1200, 675)
"""As in the article's own head, so that the file is there already."""
# Of the longer side. Below the last, a photograph says nothing any more.
_SMALLER: Final = (1_600, 1_200, 800, 500)
# Of JPEG. The first, none, is the site's own; what shows at the last is better than no picture.
_QUALITIES: Final = ("", "|jpegquality-60", "|jpegquality-40")


def sizes_of_card() -> tuple[str, ...]:
    """Return filter specifications for the picture of a card, the best first."""
    width, height = CARD_SHAPE
    return tuple(
        f"fill-{width * share // 3}x{height * share // 3}|format-jpeg{quality}"
        for share, quality in ((3, _QUALITIES[0]), (2, _QUALITIES[1]), (1, _QUALITIES[1]))
    )


def sizes_of_picture(width: int, height: int, limits: Limits) -> tuple[str, ...]:
    """Return filter specifications for a picture of this size, the best first.

    A picture that is wider or narrower than the network takes is cropped, around its focal point.
    """
    most = limits.image_pixels
    sides = [most, *(each for each in _SMALLER if each < most)]
    return tuple(
        f"{_shape(width, height, side, limits)}|format-jpeg{quality}"
        for side in sides
        for quality in _QUALITIES
    )


def _shape(width: int, height: int, side: int, limits: Limits) -> str:
    ratio = width / height
    narrowest, widest = limits.image_ratios or (ratio, ratio)
    if narrowest <= ratio <= widest:
        return f"max-{side}x{side}"
    wanted = min(max(ratio, narrowest), widest)
    # Not beyond what the picture has, and rounded towards the shapes that are allowed.
    across = min(side, width) if wanted >= 1 else min(int(side * wanted), width)
    down = int(across / wanted) if ratio > widest else -int(-across // wanted)
    if down > height:
        across, down = max(int(height * wanted), 1), height
    return f"fill-{across}x{max(down, 1)}"
