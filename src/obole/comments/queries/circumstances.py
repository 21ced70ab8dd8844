"""What the detectors look at beside the text, and the verdict on what was written.

Read before the transaction that keeps the comment: on SQLite that one holds up all others.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Q
from django.utils import timezone

from obole.comments.models import Comment, Decision, Fingerprint, Reader, WordRule
from obole.comments.queries.classifiers import current_classifier
from obole.comments.queries.lists import disposable_domains, first_suspect_words
from obole.comments.queries.policies import rules_of
from obole.comments.queries.reserved_names import reserved_keys
from obole.comments.queries.trust import is_trusted, standing_of
from obole.comments.rules import fingerprints
from obole.comments.rules.circumstances import Circumstances, Lists, Submission
from obole.comments.rules.classifying import Classifier
from obole.comments.rules.detectors import REJECTIONS_WITHIN_DAYS, WORTH_SHOWING, detect
from obole.comments.rules.policies import ThreadPolicy
from obole.comments.rules.signals import Signal
from obole.comments.rules.states import Queue, State
from obole.comments.rules.triage import Action, Verdict, triage
from obole.comments.rules.verdicts import Measure
from obole.comments.rules.words import WordList
from obole.comments.rules.written import Sending, Written

# How far back a text is looked for among others.
ALIKE_WITHIN = timedelta(days=30)
# Candidates that share a band by chance are few; more are a flood, which these show as well.
MOST_CANDIDATES = 200
TELLING_WORDS = 5
_REJECTING = (Measure.REJECT, Measure.REMOVE, Measure.SPAM)
_APPROVING = (Measure.PUBLISH, Measure.KEEP, Measure.RESTORE)


@dataclass(frozen=True, kw_only=True)
class Screened:
    """What was seen in a comment, and what follows."""

    signals: tuple[Signal, ...]
    verdict: Verdict
    score: float

    @property
    def queue(self) -> Queue | None:
        """Where the comment waits, if a person must look; what would be refused is doubtful."""
        return Queue.DOUBTFUL if self.verdict.action is Action.REFUSE else self.verdict.queue


@dataclass(frozen=True, kw_only=True)
class _Author:
    """Who wrote, and what shows that it was them, or anybody at all."""

    reader: Reader | None
    is_themselves: bool
    has_proof: bool


def screen(
    *,
    policy: ThreadPolicy,
    written: Written,
    sending: Sending,
    reader: Reader | None,
    is_remembered: bool,
    now: datetime,
) -> Screened:
    """Look at a comment that is being sent. `written` is clean; the reader may be new."""
    submission = Submission(
        body=written.body,
        name=written.name,
        email_domain=written.email.rpartition("@")[2],
        has_filled_honeypot=sending.has_filled_honeypot,
    )
    return _screened(
        submission,
        policy=policy,
        author=_Author(
            reader=reader,
            is_themselves=is_remembered,
            has_proof=is_remembered or sending.has_solved_puzzle,
        ),
        known=None,
        now=now,
    )


def screen_again(*, comment: Comment, now: datetime) -> Screened:
    """Look at a comment that was kept: its text is another, or its author has proven who it is."""
    reader = comment.reader
    has_proven = reader is not None and reader.email_proven_at is not None
    submission = Submission(
        body=comment.body,
        name=comment.author_name,
        email_domain=((reader.email if reader else None) or "").rpartition("@")[2],
        is_edit=comment.state == State.PUBLISHED,
    )
    return _screened(
        submission,
        policy=rules_of(comment.thread.page),
        author=_Author(reader=reader, is_themselves=has_proven, has_proof=True),
        known=comment,
        now=now,
    )


def _screened(
    submission: Submission,
    *,
    policy: ThreadPolicy,
    author: _Author,
    known: Comment | None,
    now: datetime,
) -> Screened:
    reader = author.reader
    classifier = current_classifier()
    score = classifier.score(submission.body)
    same, near = _alike(submission.body, known=known, now=now)
    decided, rejected = _lately_decided(reader, now=now)
    trusted = author.is_themselves and is_trusted(reader, approvals=policy.approvals_for_trust)
    circumstances = Circumstances(
        mode=policy.mode,
        is_closed=policy.is_closed(now=now) and known is None,
        is_sensitive=policy.is_sensitive,
        is_night=policy.is_night(hour=timezone.localtime(now).time()),
        longest_body=policy.longest_body,
        lists=lists_of(policy),
        same_text_count=same,
        near_duplicate_count=near,
        standing=standing_of(reader, now=now),
        is_trusted=trusted,
        approved_count=reader.approved_count if reader else 0,
        decided_of_late=decided,
        rejected_of_late=rejected,
        has_proof=author.has_proof,
        report_count=known.report_count if known else 0,
        reports_that_hide=policy.reports_that_hide,
        score=score,
        telling_words=telling_words(classifier, submission.body, score=score),
    )
    signals = detect(submission, circumstances)
    verdict = triage(signals=signals, mode=policy.mode, is_trusted=trusted)
    return Screened(signals=signals, verdict=verdict, score=score)


def telling_words(classifier: Classifier, body: str, *, score: float) -> tuple[str, ...]:
    """Return which words weighed; none below the score from which the desk is shown them."""
    # It reads the text anew: most comments score low, and nobody would see what it finds.
    return tuple(classifier.telling(body, TELLING_WORDS)) if score >= WORTH_SHOWING else ()


def lists_of(policy: ThreadPolicy) -> Lists:
    """Return the words, domains and names that hold a comment."""
    rules = tuple(WordRule.objects.order_by("pk").values_list("kind", "pattern"))
    return Lists(
        banned=_word_list(tuple(each for kind, each in rules if kind == WordRule.Kind.BANNED)),
        suspect=_word_list(
            (
                *first_suspect_words(),
                *(each for kind, each in rules if kind == WordRule.Kind.SUSPECT),
            )
        ),
        disposable_domains=disposable_domains(),
        reserved_keys=reserved_keys(policy),
    )


@lru_cache(maxsize=8)
def _word_list(patterns: tuple[str, ...]) -> WordList:
    return WordList.of(patterns)


def _alike(body: str, *, known: Comment | None, now: datetime) -> tuple[int, int]:
    """Return how many other comments of late have the same text, and nearly the same."""
    bits = fingerprints.fingerprint(body)
    bands = fingerprints.bands(bits)
    share_a_band = Q(band_1=bands[0]) | Q(band_2=bands[1]) | Q(band_3=bands[2]) | Q(band_4=bands[3])
    candidates = Fingerprint.objects.filter(
        share_a_band, comment__created_at__gt=now - ALIKE_WITHIN
    ).order_by("-pk")
    if known is not None:
        candidates = candidates.exclude(pk=known.pk)
    distances = [
        fingerprints.distance(bits, int(found, 16))
        for found in candidates.values_list("bits", flat=True)[:MOST_CANDIDATES]
    ]
    return (
        sum(each == 0 for each in distances),
        sum(0 < each <= fingerprints.CLOSE for each in distances),
    )


def _lately_decided(reader: Reader | None, *, now: datetime) -> tuple[int, int]:
    """Return how many comments of a reader were decided in the last days, and how many rejected."""
    if reader is None:
        return 0, 0
    since = now - timedelta(days=REJECTIONS_WITHIN_DAYS)
    measures = list(
        Decision.objects.filter(
            reader=reader, made_at__gt=since, measure__in=(*_REJECTING, *_APPROVING)
        ).values_list("measure", flat=True)
    )
    return len(measures), sum(each in _REJECTING for each in measures)
