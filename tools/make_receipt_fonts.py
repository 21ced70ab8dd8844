# /// script
# requires-python = ">=3.11"
# dependencies = ["brotli>=1.1", "fonttools>=4.60"]
# ///
"""Make the fonts of printed receipts from those of the reader pages: one file for each weight.

    uv run tools/make_receipt_fonts.py

A PDF can't hold a font of many weights: cutting the weights out anew for each receipt took as long
as all the rest of it. Run it after tools/make_fonts.py; receipts printed before keep their bytes,
since they are files.
"""

from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

SOURCE = Path(__file__).parents[1] / "src/obole/project/static/obole/fonts"
OUTPUT = Path(__file__).parents[1] / "src/obole/receipts/fonts"
FONTS = {
    "newsreader-400": ("newsreader-roman", 400),
    "newsreader-600": ("newsreader-roman", 600),
    "newsreader-italic-400": ("newsreader-italic", None),
    "public-sans-400": ("public-sans", 400),
    "public-sans-600": ("public-sans", 600),
}


def main() -> None:
    """Write the fonts and their licences."""
    OUTPUT.mkdir(exist_ok=True)
    for name, (source, weight) in FONTS.items():
        font = TTFont(SOURCE / f"{source}.woff2", recalcTimestamp=False)
        if weight is not None:
            font = instancer.instantiateVariableFont(font, {"wght": weight})
        font.flavor = None
        font.save(OUTPUT / f"{name}.ttf")
    for licence in SOURCE.glob("OFL-*.txt"):
        (OUTPUT / licence.name).write_bytes(licence.read_bytes())


if __name__ == "__main__":
    main()
