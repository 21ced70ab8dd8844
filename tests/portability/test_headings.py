"""The levels of an imported text's headings."""

from obole.portability.rules.bodies import RawBlock
from obole.portability.rules.headings import in_steps


def levels(*written: str) -> list[str]:
    blocks = [RawBlock("heading", {"text": "Un titre", "level": level}) for level in written]
    return [block.value["level"] for block in in_steps(blocks)]


def test_headings_go_down_one_level_at_a_time():
    assert levels("4", "4", "2", "4", "3") == ["2", "2", "2", "3", "3"]


def test_headings_that_skip_nothing_stay():
    assert levels("2", "3", "4", "2", "3") == ["2", "3", "4", "2", "3"]


def test_other_blocks_stay_where_they_are():
    blocks = [RawBlock("paragraph", "Un."), RawBlock("heading", {"text": "A", "level": "3"})]

    assert [block.type for block in in_steps(blocks)] == ["paragraph", "heading"]
