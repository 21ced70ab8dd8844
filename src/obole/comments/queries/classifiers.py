"""Which classifier is in use, and what there is to train the next one on."""

import logging
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from obole.comments.models import ClassifierVersion, Decision
from obole.comments.rules.classifying import (
    BrokenClassifier,
    Classifier,
    Example,
    OutdatedClassifier,
)
from obole.comments.rules.lessons import examples_in, is_rejected
from obole.comments.rules.states import State
from obole.comments.rules.verdicts import Measure

# The newest ones. Training on as many takes under a minute; the oldest teach the least.
MOST_DECISIONS = 10_000

_DATA = Path(__file__).parents[1] / "data"
logger = logging.getLogger(__name__)


def current_classifier() -> Classifier:
    """Return the newest classifier, or the start set's when there is none that fits."""
    newest = ClassifierVersion.objects.order_by("-pk").values_list("pk", "digest").first()
    return start_classifier() if newest is None else _stored_classifier(*newest)


@cache
def start_classifier() -> Classifier:
    """Return what was trained on `start_examples` alone; tools/make_start_classifier.py made it."""
    return Classifier.from_bytes((_DATA / "start_classifier.bin").read_bytes())


def start_examples() -> list[Example]:
    """Return what every classifier is taught: spam, and what readers write, made up by us."""
    return examples_in((_DATA / "start_set.tsv").read_text(encoding="utf-8"))


def decided_examples() -> list[Example]:
    """Return the comments that persons decided about last, and how, the oldest first.

    Only texts as they were when decided; none that its author withdrew, or that was erased.
    """
    decided = (
        Decision.objects.filter(user_id_then__isnull=False)
        .filter(comment__body__gt="", comment__text_purged_at=None)
        .exclude(comment__state=State.WITHDRAWN)
        .exclude(comment__reader__erased_at__isnull=False)
        .order_by("-pk")
        .values_list(
            "comment_id", "pk", "measure", "made_at", "comment__edited_at", "comment__body"
        )
    )[:MOST_DECISIONS]
    last: list[tuple[int, Example]] = []
    for _, rows in groupby(sorted(decided), key=itemgetter(0)):
        _, keys, measures, times, edits, bodies = zip(*rows, strict=True)
        judgement = is_rejected(map(Measure, measures))
        was_edited = edits[-1] is not None and edits[-1] > times[-1]
        if judgement is not None and not was_edited:
            last.append((keys[-1], Example(text=bodies[-1], is_rejected=judgement)))
    return [example for _, example in sorted(last, key=itemgetter(0))]


# By the digest too: after a restored backup, another version may have the same number.
@lru_cache(maxsize=2)
def _stored_classifier(version_id: int, _digest: str) -> Classifier:
    weights = ClassifierVersion.objects.values_list("weights", flat=True).get(pk=version_id)
    try:
        return Classifier.from_bytes(bytes(weights))
    except (BrokenClassifier, OutdatedClassifier):
        logger.exception("Classifier %s is unfit; the start set's is in its place.", version_id)
        return start_classifier()
