"""The levels of an imported text's headings."""

from collections.abc import Sequence

from obole.portability.rules.bodies import RawBlock

# The headline stands above the text.
HEADLINE_LEVEL = 1


def in_steps(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Return the blocks with headings that go down one level at a time.

    WordPress's authors chose a level for its size. Whoever hears a page goes by the levels: one
    that is skipped sounds like a part that is missing (WCAG 2.2, technique G141).
    """
    above: list[int] = []
    stepped: list[RawBlock] = []
    for block in blocks:
        if block.type == "heading":
            written = int(block.value["level"])
            above = [*(level for level in above if level < written), written]
            level = str(HEADLINE_LEVEL + len(above))
            block = RawBlock("heading", {**block.value, "level": level})  # noqa: PLW2901
        stepped.append(block)
    return stepped
