"""Labelled comments of others, from ../shared/data: to measure with, never to learn from."""

import csv
from pathlib import Path

import pytest

from obole.comments.rules.classifying import Example

LABELLED = Path(__file__).resolve().parents[3] / "shared/data/comments/labelled"

needs_labelled = pytest.mark.skipif(
    not LABELLED.is_dir(), reason="needs the labelled comments in ../shared/data"
)


def videos() -> dict[str, list[Example]]:
    """Return the comments below five videos, and which are spam (TubeSpam, 2015)."""
    return {path.stem: _read(path, "CONTENT", "CLASS") for path in LABELLED.glob("tubespam_*.csv")}


def forum() -> list[Example]:
    """Return messages of a French forum, and which are toxic (ToxiFrench, 2025)."""
    return _read(LABELLED / "toxifrench_bench_perspective.csv", "content", "label")


def _read(path: Path, text: str, label: str) -> list[Example]:
    with path.open(encoding="utf-8-sig", newline="") as rows:
        return [
            Example(text=row[text], is_rejected=row[label] == "1") for row in csv.DictReader(rows)
        ]
