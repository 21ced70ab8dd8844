"""The press: pages as HTML become PDFs, in a child process with little memory and no secrets.

A name or an address that somebody typed meets the layout program there, not in the process that
holds the database; and what WeasyPrint keeps in memory goes away with the child.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CHILD: Final = Path(__file__).with_name("press_child.py")
FONTS: Final = Path(__file__).with_name("fonts")
# A child takes its seconds to start: many pages share one. Its memory grows with each.
MOST_PAGES: Final = 50
TIME_LIMIT_SECONDS: Final = 60
TIME_LIMIT_SECONDS_A_PAGE: Final = 10

# 1 January 2026: any moment will do, as long as it stays.
DAY_OF_FONTS: Final = 1_767_225_600


PANGO_IS_MISSING: Final = (
    "Receipts are laid out with the library Pango, which this machine has not. "
    "Install it: apt install libpango-1.0-0 libpangoft2-1.0-0"
)


class PressFailed(Exception):
    """The child died, or wrote something else than the PDFs. The log says what it complained of."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is to be printed. `identifier`: 32 hexadecimal digits, in the PDF; same in, same out."""

    html: str
    identifier: str


def can_print() -> bool:
    """Tell whether the machine has the library that WeasyPrint lays texts out with."""
    return find_library("pangoft2-1.0") is not None


def print_pages(pages: Sequence[Page]) -> list[bytes]:
    """Return a PDF for each page, at most `MOST_PAGES` of them. Raise PressFailed."""
    assert len(pages) <= MOST_PAGES, f"{len(pages)} pages for one child"
    asked = {
        "pages": [{"html": page.html, "identifier": page.identifier} for page in pages],
        "fonts": {path.stem: str(path) for path in FONTS.glob("*.ttf")},
    }
    try:
        child = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=TIME_LIMIT_SECONDS + TIME_LIMIT_SECONDS_A_PAGE * len(pages),
            check=False,
            cwd="/",
            # Nothing is inherited: no key, no password, no path. Without a fixed day, the fonts in
            # the file say when it was made, and the same receipt is another file each second.
            env={"LANG": "C.UTF-8", "SOURCE_DATE_EPOCH": str(DAY_OF_FONTS)},
        )
    except subprocess.TimeoutExpired as failure:
        raise PressFailed("It took too long.") from failure
    if child.returncode and not can_print():
        raise PressFailed(PANGO_IS_MISSING)
    if child.returncode:
        raise PressFailed(child.stderr.decode(errors="replace")[-2_000:])
    return _parted(child.stdout, count=len(pages))


def _parted(written: bytes, *, count: int) -> list[bytes]:
    pdfs = []
    rest = written
    while rest:
        length, _, rest = rest.partition(b"\n")
        pdfs.append(rest[: int(length)])
        rest = rest[int(length) :]
    if len(pdfs) != count:
        raise PressFailed(f"{len(pdfs)} PDFs were written for {count} pages.")
    return pdfs
