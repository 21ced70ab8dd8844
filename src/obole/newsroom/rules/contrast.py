"""Whether a colour can be read on the theme's paper."""

# The paper of the style sheet (project/static/obole/ground.css), by day and by night.
LIGHT_PAPER = "#fcfbf8"
DARK_PAPER = "#161513"

# WCAG 2.2, 1.4.3, level AA, for text that is not large.
READABLE_RATIO = 4.5


def contrast_ratio(first: str, second: str) -> float:
    """Return the contrast of two #rrggbb colours, from 1 (the same) to 21 (black on white).

    Source: WCAG 2.2, definition of contrast ratio.
    """
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(colour: str, *, paper: str) -> bool:
    """Tell whether text of this colour can be read on the paper."""
    return contrast_ratio(colour, paper) >= READABLE_RATIO


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    # The threshold of IEC 61966-2-1; the one that WCAG prints differs for no 8-bit value.
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
