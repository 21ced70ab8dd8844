"""Every relative link between the documents leads to a file, and every #part to a heading."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = [
    REPOSITORY / "README.md",
    REPOSITORY / "CHANGELOG.md",
    *sorted((REPOSITORY / "docs").rglob("*.md")),
]
FENCED_CODE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(([^)\s]+)(?: \"[^\"]*\")?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ELSEWHERE = ("http://", "https://", "mailto:")


def links_of(document: Path) -> list[str]:
    text = INLINE_CODE.sub("", FENCED_CODE.sub("", document.read_text()))
    return [link for link in LINK.findall(text) if not link.startswith(ELSEWHERE)]


def anchors_of(document: Path) -> set[str]:
    """Return the names that headings have on the usual code hosts."""
    headings = HEADING.findall(FENCED_CODE.sub("", document.read_text()))
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def broken_links(document: Path) -> list[str]:
    broken = []
    for link in links_of(document):
        path, _, part = unquote(link).partition("#")
        target = document.parent / path if path else document
        is_heading = not part or (target.suffix == ".md" and target.is_file())
        if not target.exists() or not is_heading or (part and part not in anchors_of(target)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_every_link_of_a_document_leads_somewhere(document):
    assert broken_links(document) == []


def test_every_document_can_be_reached_from_the_index():
    reached: set[Path] = set()
    waiting = [REPOSITORY / "docs/README.md"]
    while waiting:
        document = waiting.pop()
        if document in reached or document.suffix != ".md":
            continue
        reached.add(document)
        targets = [link.partition("#")[0] for link in links_of(document)]
        waiting += [(document.parent / target).resolve() for target in targets if target]

    assert [path for path in DOCUMENTS[2:] if path not in reached] == []


def test_a_broken_link_is_seen(tmp_path):
    document = tmp_path / "page.md"
    document.write_text("# A page\n\n[a](other.md), [b](#a-page), [c](#no-part), `[d](x.md)`\n")

    assert broken_links(document) == ["other.md", "#no-part"]
