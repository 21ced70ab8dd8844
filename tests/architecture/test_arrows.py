"""The arrows drawn in docs/architecture.md are exactly the arrows in the code."""

import re
from itertools import pairwise

import grimp
from codebase import REPOSITORY, SOURCE, floors

ARCHITECTURE = (REPOSITORY / "docs/architecture.md").read_text()
HEADING = "## 9. The arrows, as they are"


def drawn_arrows() -> list[str]:
    section = ARCHITECTURE.partition(HEADING)[2].partition("\n## ")[0]
    return re.findall(r"^- .+$", section, re.MULTILINE)


def real_arrows() -> list[str]:
    """Return a line an app, both sides from the highest floor down."""
    graph = grimp.build_graph("obole", cache_dir=None)
    arrows = {
        (importer.split(".")[1], imported.split(".")[1])
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if "." in importer and "." in imported
    }
    downwards = floors()[::-1]
    return [
        f"- {app} → {', '.join(targets)}"
        for app in downwards
        if (targets := [other for other in downwards if (app, other) in arrows and other != app])
    ]


def test_the_document_draws_the_arrows_of_the_code():
    assert drawn_arrows() == real_arrows(), (
        f"«{HEADING}» of docs/architecture.md should read:\n\n" + "\n".join(real_arrows())
    )


def test_the_document_draws_the_floors_in_their_order():
    picture = ARCHITECTURE.partition("## 1.")[2].partition("```")[2].partition("```")[0]

    places = [re.search(rf"^ *\d+ .*\b{app}\b", picture, re.MULTILINE) for app in floors()]

    assert all(places), f"A floor of {floors()} is missing in section 1 of docs/architecture.md."
    assert all(lower.end() > higher.end() for lower, higher in pairwise(places))


def test_every_package_is_a_floor():
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}

    assert packages == set(floors())
