"""Measure the classifier of comments: `python -m bench.comments_classifier [FOLDER]`.

Time, and how it treats groups; with a folder of labelled comments (../shared/data/comments/labelled
unless named) also how well it sorts them. Prints the tables of
docs/explanation/how-comments-are-screened.md, in Markdown.
"""

import csv
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from obole.comments.rules.classifying import HOLDS_FROM, Classifier, Example, train
from obole.comments.rules.fairness import treatments
from obole.comments.rules.figures import auc_of, figures_of, precision_of_top
from obole.comments.rules.lessons import examples_in
from obole.comments.rules.words import WordList

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src/obole/comments/data"
LABELLED = ROOT.parent / "shared/data/comments/labelled"
FOLDS = 5
TOP_SHARES = (0.05, 0.1, 0.2)
# A listed word weighs like a classifier that is sure of it.
SCORE_OF_A_LISTED_WORD = 1.0
ROUNDS = 3

console = Console(soft_wrap=True, highlight=False, markup=False)


def main() -> None:
    """Print the tables."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else LABELLED
    start_set = examples_in((DATA / "start_set.tsv").read_text(encoding="utf-8"))
    start = train(start_set)
    forum = _read(folder / "toxifrench_bench_perspective.csv", "content", "label")
    videos = [_read(path, "CONTENT", "CLASS") for path in sorted(folder.glob("tubespam_*.csv"))]
    everything = [*start_set, *forum, *(each for video in videos for each in video)]
    _print_times(start_set, everything)
    if videos:
        _print_videos(start, videos)
    if forum:
        _print_forum(start, start_set, forum)
    _print_groups(start)


def _read(path: Path, text: str, label: str) -> list[Example]:
    if not path.is_file():
        console.print(f"{path.name} is not there; nothing is measured with it.")
        return []
    with path.open(encoding="utf-8-sig", newline="") as rows:
        return [
            Example(text=row[text], is_rejected=row[label] == "1") for row in csv.DictReader(rows)
        ]


def _print_times(start_set: Sequence[Example], everything: Sequence[Example]) -> None:
    """Print seconds of computing: the clock tells more of whatever else the machine does."""
    _row("what", "computing")
    _row("---", "---:")
    for name, examples in (("the start set", start_set), ("all that is here", everything)):
        seconds = min(_seconds(lambda taught=examples: train(taught)) for _ in range(ROUNDS))
        _row(f"training on {name}, {len(examples):,} comments", f"{seconds:.1f} s")
    classifier = train(everything)
    texts = [each.text for each in everything]
    long = " ".join(texts)[:3_000]
    for name, asked in (("a comment, on average", texts), ("one of 3,000 characters", [long] * 50)):
        scoring = _seconds(lambda some=asked: [classifier.score(text) for text in some])
        telling = _seconds(lambda some=asked: [classifier.telling(text) for text in some])
        _row(f"scoring {name}", f"{1_000 * scoring / len(asked):.2f} ms")
        _row(f"naming its words, {name}", f"{1_000 * telling / len(asked):.2f} ms")
    _row("stored", f"{len(classifier.to_bytes()) / 1_000:.0f} kB")
    console.print()


def _seconds(work: object) -> float:
    assert callable(work)
    began = time.process_time()
    work()
    return time.process_time() - began


def _print_videos(start: Classifier, videos: Sequence[Sequence[Example]]) -> None:
    areas, at_once = [], []
    for number, unseen in enumerate(videos):
        taught = [each for other in range(len(videos)) if other != number for each in videos[other]]
        classifier = train(taught)
        areas.append(auc_of(_scored(classifier, unseen)))
        at_once.append(auc_of(_scored(start, unseen)))
    _row("classifier", *(f"video {number}" for number, _ in enumerate(videos, start=1)), "mean")
    _row("---", *("---:" for _ in videos), "---:")
    for name, values in (("taught by the four others", areas), ("start set alone", at_once)):
        _row(name, *(f"{each:.3f}" for each in values), f"{statistics.mean(values):.3f}")
    console.print()


def _print_forum(start: Classifier, start_set: Sequence[Example], forum: Sequence[Example]) -> None:
    labels = [each.is_rejected for each in forum]
    lines = (DATA / "suspect_words.txt").read_text(encoding="utf-8").splitlines()
    words = WordList.of(line for line in lines if line.strip() and not line.startswith("#"))
    listed = [SCORE_OF_A_LISTED_WORD * bool(words.found_in(each.text)) for each in forum]
    untaught = [start.score(each.text) for each in forum]
    taught = list(_scores_unseen(forum, beside=start_set))
    both = [max(score, hit) for score, hit in zip(taught, listed, strict=True)]
    # To sort, a listed word adds to the score; so what has none is still in order.
    summed = [score + hit for score, hit in zip(taught, listed, strict=True)]
    _row("screened by", "ROC AUC", *(f"top {share:.0%}" for share in TOP_SHARES), "holds", "found")
    _row("---", *("---:" for _ in range(len(TOP_SHARES) + 3)))
    for name, order, holding in (
        ("word list", listed, listed),
        ("classifier, start set alone", untaught, untaught),
        ("classifier, taught by four fifths", taught, taught),
        ("both", summed, both),
    ):
        scored = list(zip(order, labels, strict=True))
        held = [label for score, label in zip(holding, labels, strict=True) if score >= HOLDS_FROM]
        tops = [f"{precision_of_top(scored, share=share):.2f}" for share in TOP_SHARES]
        precision = f"{sum(held) / len(held):.2f}" if held else "none held"
        _row(name, f"{auc_of(scored):.3f}", *tops, precision, f"{sum(held) / sum(labels):.2f}")
    safest = sorted(zip(summed, labels, strict=True))[: len(forum) // 5]
    toxic = sum(label for _, label in safest) / len(safest)
    console.print(f"\nOf the fifth that both find safest, {toxic:.0%} is toxic.")
    approved = figures_of(start, forum).held_of_approved
    console.print(
        f"The start classifier holds {approved:.1%} of the messages that are not toxic.\n"
    )


def _scores_unseen(forum: Sequence[Example], *, beside: Sequence[Example]) -> Iterator[float]:
    """Give each message's score by a classifier that learned from the others' folds."""
    classifiers = [
        train([*beside, *(each for place, each in enumerate(forum) if place % FOLDS != fold)])
        for fold in range(FOLDS)
    ]
    for place, each in enumerate(forum):
        yield classifiers[place % FOLDS].score(each.text)


def _print_groups(start: Classifier) -> None:
    _row("group", "scores higher than others by", "held")
    _row("---", "---:", "---:")
    for each in treatments(start.score):
        _row(each.group, f"{each.gap:+.3f}", f"{each.held:.0%}")


def _scored(classifier: Classifier, examples: Sequence[Example]) -> list[tuple[float, bool]]:
    return [(classifier.score(each.text), each.is_rejected) for each in examples]


def _row(*cells: str) -> None:
    console.print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
