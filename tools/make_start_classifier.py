#!/usr/bin/env -S .venv/bin/python
"""Train the classifier that is in use before the desk has decided anything, from the start set.

Run it after a change to data/start_set.tsv or to how texts are read; a test compares the two.
"""

from pathlib import Path

from obole.comments.rules.classifying import train
from obole.comments.rules.lessons import examples_in

DATA = Path(__file__).parents[1] / "src/obole/comments/data"


def main() -> None:
    """Write data/start_classifier.bin."""
    examples = examples_in((DATA / "start_set.tsv").read_text(encoding="utf-8"))
    (DATA / "start_classifier.bin").write_bytes(train(examples).to_bytes())


if __name__ == "__main__":
    main()
