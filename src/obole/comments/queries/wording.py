"""What the detectors saw, in words for the moderator."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from obole.comments.models import CommentSignal
from obole.comments.rules.signals import Name, Severity

WORDS_OF_SIGNALS: Mapping[Name, Promise] = {
    Name.CLOSED: _("The comments of this page are closed"),
    Name.LENGTH: _("Unusually long"),
    Name.LINKS: _("It has links"),
    Name.BANNED_WORD: _("It has a word from the newsroom's list"),
    Name.SUSPECT_WORD: _("It has a word to look at"),
    Name.REPEAT: _("The same text was sent before"),
    Name.NEAR_DUPLICATE: _("Nearly the same text was sent before"),
    Name.DISPOSABLE_ADDRESS: _("The address is a throw-away one"),
    Name.MIXED_SCRIPTS: _("The name mixes alphabets, so that it looks like another"),
    Name.RESERVED_NAME: _("The name is reserved, or looks like a reserved one"),
    Name.RECENT_REJECTIONS: _("Many recent comments of this reader were rejected"),
    Name.FIRST_COMMENT: _("No comment of this reader has been approved yet"),
    Name.SENSITIVE: _("The subject is sensitive: every comment waits"),
    Name.NIGHT: _("It came while the desk was closed"),
    Name.REPORTS: _("Readers reported it"),
    Name.CLASSIFIER: _("The classifier finds it like what the desk rejects"),
    Name.PREMODERATED: _("Each comment of this reader waits for a person"),
    Name.SUSPENDED: _("The reader is suspended"),
    Name.NO_PROOF: _("Nothing shows that a person wrote it"),
    Name.HONEYPOT: _("A field that people do not see was filled in"),
    Name.MODE: _("Every comment of this page waits"),
    Name.EDITED: _("Its author changed it after it was published"),
    Name.IMPORTED: _("It comes from another program"),
}

_WEIGHT = {Severity.REFUSE: 0, Severity.HOLD: 1, Severity.HINT: 2}


@dataclass(frozen=True, kw_only=True)
class SaidSignal:
    """One thing that a detector saw."""

    words: str
    evidence: list[str]
    is_holding: bool
    """It made the comment wait; otherwise it is only worth knowing."""


def said_of(signals: Iterable[CommentSignal]) -> list[SaidSignal]:
    """Return the signals in words, those that hold the comment first.

    Each is said once, with all its evidence: two banned words are one reason.
    """
    merged: dict[Name, tuple[int, list[str]]] = {}
    for signal in signals:
        weight, evidence = merged.get(Name(signal.name), (_WEIGHT[Severity.HINT], []))
        new = [each for each in signal.evidence if each not in evidence]
        merged[Name(signal.name)] = (
            min(weight, _WEIGHT[Severity(signal.severity)]),
            evidence + new,
        )
    order = list(Name)
    return [
        SaidSignal(
            words=str(WORDS_OF_SIGNALS[name]),
            evidence=evidence,
            is_holding=weight < _WEIGHT[Severity.HINT],
        )
        for name, (weight, evidence) in sorted(
            merged.items(), key=lambda item: (item[1][0], order.index(item[0]))
        )
    ]
