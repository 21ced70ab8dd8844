"""How well scores sort what was rejected from what was approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from obole.comments.rules.classifying import HOLDS_FROM, Classifier, Example

_TOP_SHARE = 0.1


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How a classifier did on comments that it had not seen."""

    auc: float
    """How often a rejected comment scores higher than an approved one: 0.5 is chance."""
    precision_of_top_tenth: float
    """The share of rejected ones in the tenth that scores highest."""
    held_of_rejected: float
    held_of_approved: float
    asked: int


def figures_of(classifier: Classifier, examples: Sequence[Example]) -> Figures:
    """Ask a classifier about examples that it has not learned; there are some of both kinds."""
    scored = [(classifier.score(each.text), each.is_rejected) for each in examples]
    return Figures(
        auc=auc_of(scored),
        precision_of_top_tenth=precision_of_top(scored, share=_TOP_SHARE),
        held_of_rejected=_held(scored, rejected=True),
        held_of_approved=_held(scored, rejected=False),
        asked=len(scored),
    )


def auc_of(scored: Sequence[tuple[float, bool]]) -> float:
    """Return the area under the ROC curve of scores with their labels; ties count half."""
    positives = sum(label for _, label in scored)
    negatives = len(scored) - positives
    assert positives, "Nothing rejected is asked about."
    assert negatives, "Nothing approved is asked about."
    below, won = 0, 0.0
    for _, tied in groupby(sorted(scored), key=lambda pair: pair[0]):
        labels = [label for _, label in tied]
        lost = len(labels) - sum(labels)
        won += sum(labels) * (below + lost / 2)
        below += lost
    return won / (positives * negatives)


def precision_of_top(scored: Sequence[tuple[float, bool]], *, share: float) -> float:
    """Return the share of positives among those that score highest; at least one is looked at."""
    best = sorted(scored, reverse=True, key=lambda pair: pair[0])
    top = best[: max(1, round(len(best) * share))]
    return sum(label for _, label in top) / len(top)


def _held(scored: Sequence[tuple[float, bool]], *, rejected: bool) -> float:
    of_kind = [score for score, label in scored if label is rejected]
    return sum(score >= HOLDS_FROM for score in of_kind) / len(of_kind)
