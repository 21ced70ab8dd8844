"""The verdict: what each mode does with what the detectors saw, case by case and in general."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obole.comments.rules.signals import Name, Severity, Signal
from obole.comments.rules.states import Mode, Queue
from obole.comments.rules.triage import Action, queue_of, triage

HOLD, HINT, REFUSE = Severity.HOLD, Severity.HINT, Severity.REFUSE


@dataclass(frozen=True)
class Case:
    name: str
    mode: Mode
    is_trusted: bool
    signals: tuple[tuple[Name, Severity], ...]
    action: Action
    queue: Queue | None


CASES = [
    Case("a trusted reader is published at once", Mode.HOLD_FIRST, True, (), Action.PUBLISH, None),
    Case("a newcomer waits", Mode.HOLD_FIRST, False, (), Action.HOLD, Queue.FIRST),
    Case(
        "a newcomer without proof waits among the newcomers",
        *(Mode.HOLD_FIRST, False, ((Name.NO_PROOF, HOLD),), Action.HOLD, Queue.FIRST),
    ),
    Case(
        "a newcomer with a link is doubtful",
        *(Mode.HOLD_FIRST, False, ((Name.LINKS, HOLD),), Action.HOLD, Queue.DOUBTFUL),
    ),
    Case(
        "a trusted reader's banned word is doubtful",
        *(Mode.HOLD_FIRST, True, ((Name.BANNED_WORD, HOLD),), Action.HOLD, Queue.DOUBTFUL),
    ),
    Case(
        "a hint holds nothing",
        *(Mode.HOLD_FIRST, True, ((Name.SUSPECT_WORD, HINT),), Action.PUBLISH, None),
    ),
    Case(
        "the classifier can hold a trusted reader",
        *(Mode.HOLD_FIRST, True, ((Name.CLASSIFIER, HOLD),), Action.HOLD, Queue.DOUBTFUL),
    ),
    Case(
        "at night a trusted reader waits with the rest",
        *(Mode.HOLD_FIRST, True, ((Name.NIGHT, HOLD),), Action.HOLD, Queue.REST),
    ),
    Case(
        "below a sensitive article a trusted reader waits with the rest",
        *(Mode.HOLD_FIRST, True, ((Name.SENSITIVE, HOLD),), Action.HOLD, Queue.REST),
    ),
    Case(
        "below a sensitive article a newcomer waits with the newcomers",
        *(Mode.HOLD_FIRST, False, ((Name.SENSITIVE, HOLD),), Action.HOLD, Queue.FIRST),
    ),
    Case("hold all holds the trusted", Mode.HOLD_ALL, True, (), Action.HOLD, Queue.REST),
    Case(
        "hold all holds newcomers among the newcomers",
        *(Mode.HOLD_ALL, False, ((Name.FIRST_COMMENT, HOLD),), Action.HOLD, Queue.FIRST),
    ),
    Case(
        "publish then check publishes a newcomer, to be checked",
        *(Mode.PUBLISH_THEN_CHECK, False, ((Name.FIRST_COMMENT, HINT),)),
        *(Action.PUBLISH, Queue.FIRST),
    ),
    Case(
        "publish then check has a hint checked sooner",
        *(Mode.PUBLISH_THEN_CHECK, False),
        ((Name.FIRST_COMMENT, HINT), (Name.SUSPECT_WORD, HINT)),
        *(Action.PUBLISH, Queue.DOUBTFUL),
    ),
    Case(
        "publish then check leaves the trusted alone",
        *(Mode.PUBLISH_THEN_CHECK, True, (), Action.PUBLISH, None),
    ),
    Case(
        "publish then check holds what a detector holds",
        *(Mode.PUBLISH_THEN_CHECK, False, ((Name.LINKS, HOLD),), Action.HOLD, Queue.DOUBTFUL),
    ),
    Case("a closed thread refuses everybody", Mode.CLOSED, True, (), Action.REFUSE, None),
    Case(
        "one refusal is stronger than what holds",
        *(Mode.HOLD_ALL, False, ((Name.LINKS, HOLD), (Name.HONEYPOT, REFUSE))),
        *(Action.REFUSE, None),
    ),
    Case(
        "what readers reported is looked at first",
        *(Mode.HOLD_FIRST, False, ((Name.REPORTS, HOLD), (Name.LINKS, HOLD))),
        *(Action.HOLD, Queue.REPORTED),
    ),
    Case(
        "what was imported waits in a queue of its own, doubtful or not",
        *(Mode.HOLD_FIRST, True, ((Name.IMPORTED, HOLD), (Name.BANNED_WORD, HOLD))),
        *(Action.HOLD, Queue.IMPORTED),
    ),
    Case(
        "another text of a newcomer is doubtful",
        *(Mode.HOLD_FIRST, False, ((Name.EDITED, HOLD),), Action.HOLD, Queue.DOUBTFUL),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_verdict_is(case):
    signals = [Signal(name=name, severity=severity) for name, severity in case.signals]

    verdict = triage(signals=signals, mode=case.mode, is_trusted=case.is_trusted)

    assert (verdict.action, verdict.queue) == (case.action, case.queue)


SIGNAL = st.builds(
    Signal,
    name=st.sampled_from(Name),
    severity=st.sampled_from(Severity),
    evidence=st.just(("x",)),
)
SIGNALS = st.lists(SIGNAL, max_size=6)
MODE = st.sampled_from(Mode)
STRICTNESS = [Action.PUBLISH, Action.HOLD, Action.REFUSE]


def strictness(verdict):
    return STRICTNESS.index(verdict.action)


@given(SIGNALS, SIGNAL, st.integers(0, 6), MODE, st.booleans())
def test_one_signal_more_never_makes_a_verdict_milder(signals, added, place, mode, is_trusted):
    before = triage(signals=signals, mode=mode, is_trusted=is_trusted)
    more = [*signals[:place], added, *signals[place:]]
    after = triage(signals=more, mode=mode, is_trusted=is_trusted)

    assert strictness(after) >= strictness(before)


@given(SIGNALS, SIGNAL, MODE, st.booleans())
def test_one_signal_more_never_lets_a_held_comment_wait_longer(signals, added, mode, is_trusted):
    before = triage(signals=signals, mode=mode, is_trusted=is_trusted)
    after = triage(signals=[*signals, added], mode=mode, is_trusted=is_trusted)

    if before.action is after.action is Action.HOLD and added.name is not Name.IMPORTED:
        assert after.queue <= before.queue


@given(SIGNALS, MODE)
def test_trust_never_makes_a_verdict_stricter(signals, mode):
    trusted = triage(signals=signals, mode=mode, is_trusted=True)
    newcomer = triage(signals=signals, mode=mode, is_trusted=False)

    assert strictness(trusted) <= strictness(newcomer)


@given(SIGNALS, st.sampled_from([Mode.HOLD_FIRST, Mode.HOLD_ALL, Mode.CLOSED]))
def test_without_trust_nothing_is_published_at_once(signals, mode):
    assert triage(signals=signals, mode=mode, is_trusted=False).action is not Action.PUBLISH


@given(SIGNALS, st.sampled_from([Mode.HOLD_ALL, Mode.CLOSED]), st.booleans())
def test_nobody_is_published_where_all_are_held_or_none_taken(signals, mode, is_trusted):
    assert triage(signals=signals, mode=mode, is_trusted=is_trusted).action is not Action.PUBLISH


@given(SIGNALS, MODE, st.booleans())
def test_one_refusal_is_enough_and_alone_gives_the_reasons(signals, mode, is_trusted):
    refusal = Signal(name=Name.HONEYPOT, severity=REFUSE)

    verdict = triage(signals=[*signals, refusal], mode=mode, is_trusted=is_trusted)

    assert verdict.action is Action.REFUSE
    assert refusal in verdict.reasons
    assert {each.severity for each in verdict.reasons} == {REFUSE}


@given(SIGNALS, MODE, st.booleans())
def test_a_verdict_is_complete_and_gives_its_reasons(signals, mode, is_trusted):
    verdict = triage(signals=signals, mode=mode, is_trusted=is_trusted)

    weight = {Action.REFUSE: {REFUSE}, Action.HOLD: {HOLD}, Action.PUBLISH: set()}
    assert {each.severity for each in verdict.reasons} == weight[verdict.action]
    assert verdict.action is not Action.HOLD or verdict.queue is not None
    assert verdict.action is not Action.REFUSE or verdict.queue is None
    seen = [each for each in signals if each.severity in weight[verdict.action]]
    assert [each for each in verdict.reasons if each in signals] == seen


@given(SIGNALS, MODE, st.booleans())
def test_hints_alone_change_no_verdict(signals, mode, is_trusted):
    without = [each for each in signals if each.severity is not HINT]

    verdict = triage(signals=signals, mode=mode, is_trusted=is_trusted)
    plain = triage(signals=without, mode=mode, is_trusted=is_trusted)

    assert (verdict.action, verdict.reasons) == (plain.action, plain.reasons)


@given(SIGNALS, MODE, st.booleans())
def test_what_is_published_is_checked_only_where_that_is_the_rule(signals, mode, is_trusted):
    verdict = triage(signals=signals, mode=mode, is_trusted=is_trusted)

    if verdict.action is Action.PUBLISH:
        is_checked = mode is Mode.PUBLISH_THEN_CHECK and not is_trusted
        assert (verdict.queue is not None) is is_checked


@given(st.lists(SIGNAL, min_size=1, max_size=6))
def test_the_order_of_signals_does_not_move_a_comment(signals):
    assert queue_of(signals) == queue_of(list(reversed(signals)))
