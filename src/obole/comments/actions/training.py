"""The classifier learns from what the desk decided."""

import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from obole.comments.models import ClassifierVersion
from obole.comments.queries.classifiers import (
    current_classifier,
    decided_examples,
    start_examples,
)
from obole.comments.rules.classifying import Classifier, Example, train
from obole.comments.rules.fairness import treatments
from obole.comments.rules.figures import figures_of
from obole.comments.rules.lessons import parted

# Approved and rejected each. With fewer, a classifier of French comments sorted hardly better than
# chance, and figures from fewer than ten of a kind would say nothing.
LEAST_LEARNED = 40
LEAST_HELD_OUT = 10
# About 100 kB each; older ones are for nobody.
VERSIONS_KEPT = 12

logger = logging.getLogger(__name__)


class NotTrained(Exception):
    """No new version is kept; the one in use stays. The message says why."""


class TooFewDecisions(NotTrained):
    """Persons have not approved, or not rejected, enough comments yet."""


class NoBetter(NotTrained):
    """It sorts the decisions that were held out worse than the one in use."""


class Unfair(NotTrained):
    """It holds what is said in favour of a minority, or by it, more than it would of others."""


def train_classifier(*, now: datetime) -> ClassifierVersion:
    """Train a classifier on the start set and on what persons decided, and put it to use.

    It is asked about a fifth of the comments, which no version learns from. Takes up to a minute;
    nothing is locked meanwhile. Raise TooFewDecisions, NoBetter or Unfair.
    """
    learned, held_out = parted(decided_examples())
    _check_numbers(learned, least=LEAST_LEARNED, purpose="to learn from")
    _check_numbers(held_out, least=LEAST_HELD_OUT, purpose="to be asked about")
    classifier = train([*start_examples(), *learned])
    figures = figures_of(classifier, held_out)
    before = figures_of(current_classifier(), held_out)
    if figures.auc < before.auc:
        raise NoBetter(
            f"Taught by {len(learned)} decisions, it sorts {figures.asked} others with an "
            f"AUC of {figures.auc:.3f}; the one in use has {before.auc:.3f}."
        )
    widest = _check_fairness(classifier)
    return _keep(
        classifier,
        examples=len(learned),
        figures={
            **asdict(figures),
            "auc_before": before.auc,
            "held_of_rejected_before": before.held_of_rejected,
            "held_of_approved_before": before.held_of_approved,
            "learned_rejected": sum(each.is_rejected for each in learned),
            "widest_gap": widest,
        },
        now=now,
    )


def retrain_classifier(*, now: datetime) -> ClassifierVersion | None:
    """Train a classifier, as every week; None, with a line in the log, when none was kept."""
    try:
        return train_classifier(now=now)
    except NotTrained as reason:
        logger.info("The comment classifier stays as it is. %s", reason)
        return None


def _check_numbers(examples: Sequence[Example], *, least: int, purpose: str) -> None:
    rejected = sum(each.is_rejected for each in examples)
    approved = len(examples) - rejected
    if min(approved, rejected) < least:
        raise TooFewDecisions(
            f"There are {approved} approved and {rejected} rejected comments {purpose};"
            f" {least} of each are needed."
        )


def _check_fairness(classifier: Classifier) -> float:
    """Return how much worse the worst treated group is treated. Raise Unfair."""
    treated = treatments(classifier.score)
    unfair = [each.group for each in treated if not each.is_fair]
    if unfair:
        raise Unfair(f"It would hold too much that speaks for {', '.join(unfair)}.")
    return max(each.gap for each in treated)


@transaction.atomic
def _keep(
    classifier: Classifier, *, examples: int, figures: dict[str, float], now: datetime
) -> ClassifierVersion:
    weights = classifier.to_bytes()
    version = ClassifierVersion.objects.create(
        made_at=now,
        examples=examples,
        figures=figures,
        weights=weights,
        digest=sha256(weights).hexdigest(),
    )
    kept = ClassifierVersion.objects.order_by("-pk").values_list("pk", flat=True)[:VERSIONS_KEPT]
    ClassifierVersion.objects.exclude(pk__in=list(kept)).delete()
    return version
