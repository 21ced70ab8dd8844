# /// script
# requires-python = ">=3.11"
# dependencies = ["brotli>=1.1", "fonttools>=4.60"]
# ///
"""Make the fonts of the reader pages from the npm packages that distribute them.

    npm install --prefix FOLDER @fontsource-variable/newsreader @fontsource-variable/public-sans
    uv run tools/make_fonts.py FOLDER

Each font is cut down to the letters of western European languages and to the weights that the
style sheet uses. They lack the thin spaces of French printing, so those are added.
"""

import logging
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib import instancer

OUTPUT = Path(__file__).parents[1] / "src/obole/project/static/obole/fonts"
LIMIT_BYTES = 90_000

# ASCII, Latin-1, Œ, dashes, quotes, daggers, the euro and what else newspapers print.
CHARACTERS = {
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *map(ord, "ŒœŸ–—‘’‚“”„†•…‰′″‹›€™−"),
}
THIN_SPACES = {0x2009: "thinspace", 0x202F: "narrownbspace"}
THIN_SPACE_SHARE_OF_EM = 0.15
# Optical size 20: the size of the text; headlines bear it better than text bears theirs.
FONTS = {
    "newsreader-roman.woff2": (
        "newsreader/files/newsreader-latin-opsz-normal.woff2",
        {"wght": (400, 700), "opsz": 20},
    ),
    "newsreader-italic.woff2": (
        "newsreader/files/newsreader-latin-opsz-italic.woff2",
        {"wght": 400, "opsz": 20},
    ),
    "public-sans.woff2": (
        "public-sans/files/public-sans-latin-wght-normal.woff2",
        {"wght": (400, 700)},
    ),
}
LICENCES = {
    "OFL-newsreader.txt": "newsreader/LICENSE",
    "OFL-public-sans.txt": "public-sans/LICENSE",
}


def add_thin_spaces(font: TTFont) -> None:
    """Add the blank glyphs of U+2009 and U+202F, which no slice of the packages has."""
    widths = font["HVAR"].table if "HVAR" in font else None
    for codepoint, name in THIN_SPACES.items():
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"].glyphs[name] = Glyph()
        font["glyf"].glyphOrder = font.getGlyphOrder()
        font["hmtx"][name] = (round(THIN_SPACE_SHARE_OF_EM * font["head"].unitsPerEm), 0)
        if "gvar" in font:
            font["gvar"].variations[name] = []
        if widths is not None and widths.AdvWidthMap is not None:
            widths.AdvWidthMap.mapping[name] = 0xFFFFFFFF
        for table in font["cmap"].tables:
            table.cmap[codepoint] = name
    if widths is not None and widths.AdvWidthMap is None:
        # Without a map the new glyphs would have no row; the widths are in gvar as well.
        del font["HVAR"]


def make_font(
    *, source: Path, limits: dict[str, float | tuple[float, float]], target: Path
) -> None:
    """Write a subset of a variable font, its axes limited."""
    font = instancer.instantiateVariableFont(TTFont(source), limits)
    options = subset.Options(layout_features=["*"], hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    add_thin_spaces(font)
    font.flavor = "woff2"
    font.save(target)


def main(packages: Path) -> None:
    """Write the fonts and their licences; refuse when together they are too heavy for a phone."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for name, (source, limits) in FONTS.items():
        make_font(source=packages / source, limits=limits, target=OUTPUT / name)
    for name, source in LICENCES.items():
        (OUTPUT / name).write_bytes((packages / source).read_bytes())
    total = sum((OUTPUT / name).stat().st_size for name in FONTS)
    assert total <= LIMIT_BYTES, f"{total} bytes of fonts are more than {LIMIT_BYTES}."
    sys.stdout.write(f"{total} bytes of fonts\n")


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    main(Path(sys.argv[1]) / "node_modules/@fontsource-variable")
