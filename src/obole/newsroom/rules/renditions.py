"""In which sizes and formats pictures are sent.

Each rendition costs time when a picture is first shown, so there are four a place: AVIF in two
widths for screens of either density, one WebP for browsers that know no AVIF, and one small JPEG,
the cheapest to make, for the few that know neither. The time goes into opening the original and
making it smaller; see `obole.pages.encoding` for what the formats take.
"""

from dataclasses import dataclass
from enum import StrEnum

# The qualities are settings: a file's name holds its specification, and must stay short.
_AVIF = "format-avif|avifspeed-9"
_WEBP = "format-webp"
_JPEG = "format-jpeg"


@dataclass(frozen=True)
class Renditions:
    """The filter specifications of a picture: the wider come last."""

    avif: tuple[str, ...]
    webp: tuple[str, ...]
    jpeg: str

    def all(self) -> tuple[str, ...]:
        """Return every specification."""
        return (*self.avif, *self.webp, self.jpeg)


def _renditions(small: str, large: str) -> Renditions:
    return Renditions(
        avif=(f"{small}|{_AVIF}", f"{large}|{_AVIF}"),
        webp=(f"{large}|{_WEBP}",),
        jpeg=f"{small}|{_JPEG}",
    )


class Use(StrEnum):
    """Where a picture stands."""

    CARD = "card"
    FRONT = "front"
    ARTICLE = "article"
    PORTRAIT = "portrait"


RENDITIONS = {
    Use.CARD: _renditions("fill-480x320", "fill-960x640"),
    # The front page's lead is as wide as two thirds of the page.
    Use.FRONT: _renditions("fill-960x640", "fill-1500x1000"),
    Use.ARTICLE: _renditions("width-800", "width-1600"),
    # So small that one format does.
    Use.PORTRAIT: Renditions(avif=(), webp=(), jpeg=f"fill-288x288|{_JPEG}"),
}

# The shapes that search engines and networks ask for: 16:9, 4:3 and 1:1, 1200 pixels wide.
SHARED = tuple(f"fill-{shape}|{_JPEG}" for shape in ("1200x675", "1200x900", "1200x1200"))

LISTED = (*RENDITIONS[Use.CARD].all(), *RENDITIONS[Use.FRONT].all())
READ = (*RENDITIONS[Use.ARTICLE].all(), *RENDITIONS[Use.CARD].all(), *SHARED)
