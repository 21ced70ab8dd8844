"""The reference of placeholders says what the code does."""

import re

from codebase import REPOSITORY

from obole.social.rules.cutting import Rank
from obole.social.rules.link_tags import PLACES
from obole.social.rules.templates import FAMILIAR, PLACEHOLDERS

REFERENCE = (REPOSITORY / "docs/reference/placeholders.md").read_text()


def test_the_reference_has_every_placeholder_with_what_is_cut() -> None:
    rows = re.findall(r"^\| `\{([a-z_]+)\}` \|.*\| (\w+) \|$", REFERENCE, re.MULTILINE)

    said = {name: Rank.NEVER if cut == "never" else Rank(int(cut)) for name, cut in rows}

    assert said == PLACEHOLDERS


def test_the_reference_says_which_of_ours_each_of_wordpress_is() -> None:
    rows = re.findall(r"^\| `\{([A-Z_]+)\}` \| `\{(\w+)\}` \|$", REFERENCE, re.MULTILINE)

    assert dict(rows) == FAMILIAR


def test_the_reference_has_the_parameters() -> None:
    section = REFERENCE.partition("## In the parameters")[2]

    assert tuple(re.findall(r"`\{(\w+)\}`", section)) == PLACES
