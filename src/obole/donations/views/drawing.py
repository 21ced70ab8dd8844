"""The meter as an image, for newsletters and for what social networks show of a link.

Drawn by Pillow with the house's own fonts, which it reads as they are served (WOFF2).
"""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

from obole.kernel.text import NARROW_NO_BREAK_SPACE, NO_BREAK_SPACE

SERIF, SANS = "obole/fonts/newsreader-roman.woff2", "obole/fonts/public-sans.woff2"
PAPER, INK, SOFT, TRACK = "#fcfbf8", "#1c1b19", "#5a564f", "#d9d4c9"
# Mails are read on screens of two dots a point: half of this is what is shown.
METER_SIZE = (1200, 300)
# What Open Graph's readers ask for.
SHARE_SIZE = (1200, 630)
MARGIN = 72
MOST_LINES = 3
BOLD, REGULAR = 640, 430

# The fonts have no narrow space; a space that breaks is never broken here.
_SPACES = str.maketrans({NARROW_NO_BREAK_SPACE: "\u2009", NO_BREAK_SPACE: " "})


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What an image says, and how far its line is filled, in hundredths of a percent."""

    newsroom: str
    title: str
    raised: str
    missing: str
    begin: str
    end: str
    filled: int
    accent: str


def meter_png(drawn: Drawn) -> bytes:
    """Return the words and the line, wide and low, for a newsletter."""
    image, draw = _sheet(METER_SIZE)
    width, height = METER_SIZE
    _words(draw, drawn, top=38, size=60)
    _line(draw, drawn, y=height - 130, thickness=22, width=width)
    _ends(draw, drawn, y=height - 88, size=34, width=width)
    return _png(image)


def share_png(drawn: Drawn) -> bytes:
    """Return the title, the words and the line, for a card of a social network."""
    image, draw = _sheet(SHARE_SIZE)
    width, height = SHARE_SIZE
    draw.rectangle((0, 0, width, 14), fill=drawn.accent)
    draw.text((MARGIN, 64), _plain(drawn.newsroom), font=_font(SERIF, 38, BOLD), fill=SOFT)
    top = 128
    font = _font(SERIF, 68, BOLD)
    for line in _wrapped(draw, drawn.title, font, width - 2 * MARGIN):
        draw.text((MARGIN, top), line, font=font, fill=INK)
        top += 78
    _words(draw, drawn, top=height - 238, size=54)
    _line(draw, drawn, y=height - 138, thickness=26, width=width)
    _ends(draw, drawn, y=height - 92, size=36, width=width)
    return _png(image)


def _sheet(size: tuple[int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", size, PAPER)
    return image, ImageDraw.Draw(image)


def _words(draw: ImageDraw.ImageDraw, drawn: Drawn, *, top: int, size: int) -> None:
    strong, quiet = _font(SANS, size, BOLD), _font(SANS, size, REGULAR)
    raised = _plain(drawn.raised)
    draw.text((MARGIN, top), raised, font=strong, fill=INK)
    beyond = MARGIN + draw.textlength(raised, font=strong)
    rest = f"  ·  {_plain(drawn.missing)}"
    while size > 20 and beyond + draw.textlength(rest, font=quiet) > METER_SIZE[0] - MARGIN:  # noqa: PLR2004 - smaller is not read
        size -= 2
        quiet = _font(SANS, size, REGULAR)
    # Both stand on one line, whatever their sizes.
    baseline = top + strong.getmetrics()[0]
    draw.text((beyond, baseline), rest, font=quiet, fill=INK, anchor="ls")


def _line(draw: ImageDraw.ImageDraw, drawn: Drawn, *, y: int, thickness: int, width: int) -> None:
    length = width - 2 * MARGIN
    filled = MARGIN + length * min(drawn.filled, 10_000) // 10_000
    draw.rectangle((MARGIN, y, width - MARGIN - 1, y + thickness), fill=TRACK)
    if filled > MARGIN:
        draw.rectangle((MARGIN, y, filled - 1, y + thickness), fill=drawn.accent)


def _ends(draw: ImageDraw.ImageDraw, drawn: Drawn, *, y: int, size: int, width: int) -> None:
    font = _font(SANS, size, REGULAR)
    draw.text((MARGIN, y), _plain(drawn.begin), font=font, fill=SOFT)
    draw.text((width - MARGIN, y), _plain(drawn.end), font=font, fill=SOFT, anchor="ra")


def _wrapped(
    draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: int
) -> list[str]:
    lines: list[str] = [""]
    # A mark stays with its word: only the spaces that may break part the words.
    for word in map(_plain, text.split(" ")):
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font=font) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]}…"]
    return lines


def _plain(text: str) -> str:
    return text.translate(_SPACES)


# A few sizes of two fonts.
@lru_cache(maxsize=64)
def _font(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    path = finders.find(name)
    assert isinstance(path, str), f"{name} is among our own static files."
    font = ImageFont.truetype(path, size)
    font.set_variation_by_axes([weight])
    return font


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    # Few colours: a third of the bytes, and nobody sees it.
    image.quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
