import re
from pathlib import Path

import pytest

from obole.newsroom.rules.contrast import (
    DARK_PAPER,
    LIGHT_PAPER,
    READABLE_RATIO,
    contrast_ratio,
    is_readable,
)

GROUND = Path(__file__).parents[2] / "src/obole/project/static/obole/ground.css"


def papers() -> list[str]:
    return re.findall(r"--paper: (#[0-9a-f]{6})", GROUND.read_text())


def inks(name: str) -> list[str]:
    return re.findall(rf"--{name}: (#[0-9a-f]{{6}})", GROUND.read_text())


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        # Published examples: https://webaim.org/articles/contrast/.
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag_in_either_order(first: str, second: str, ratio: float) -> None:
    assert contrast_ratio(first, second) == pytest.approx(ratio, abs=0.005)
    assert contrast_ratio(second, first) == contrast_ratio(first, second)


def test_a_colour_just_below_the_limit_is_not_readable() -> None:
    assert not is_readable("#777777", paper="#ffffff")
    assert is_readable("#767676", paper="#ffffff")


def test_the_papers_of_the_rule_are_those_of_the_style_sheet() -> None:
    assert papers() == [LIGHT_PAPER, DARK_PAPER]


@pytest.mark.parametrize("name", ["ink", "soft"])
def test_every_ink_of_the_theme_is_readable_on_its_paper_and_its_wash(name: str) -> None:
    for ink, paper, wash in zip(inks(name), papers(), inks("wash"), strict=True):
        assert contrast_ratio(ink, paper) >= READABLE_RATIO
        assert contrast_ratio(ink, wash) >= READABLE_RATIO
