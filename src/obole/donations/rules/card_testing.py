"""When somebody tries stolen cards: what is asked for before a payment is begun.

Thieves buy card numbers by the thousand and try each with a small gift; the form of a newsroom is
what they look for. Each refused card costs the newsroom money and its standing with the provider.
The bounds below are read with docs/explanation/card-testing.md, which says where they come from.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

FAILURES_WITHIN: Final = timedelta(hours=1)
BEGUN_WITHIN: Final = timedelta(minutes=10)
BREAKER_WITHIN: Final = timedelta(minutes=10)


class Measure(StrEnum):
    """What is counted of one source, its network or one address; all by provider's means."""

    FAILED_BY_SOURCE = "failed-source"
    FAILED_BY_NETWORK = "failed-network"
    FAILED_BY_EMAIL = "failed-email"
    BEGUN_BY_SOURCE = "begun-source"
    BEGUN_BY_NETWORK = "begun-network"
    BEGUN_BY_EMAIL = "begun-email"


class Verdict(enum.IntEnum):
    """What a form gets. The higher one wins."""

    OPEN = 0
    PROVE = 1
    """First a puzzle or an answered mail, which cost a person little and a machine much."""
    REFUSE = 2
    """Nothing by a provider for a while; transfers and cheques stay."""


@dataclass(frozen=True, kw_only=True)
class Bound:
    """From how many on something is asked for, and from how many on nothing helps."""

    prove_from: int
    refuse_from: int


# A person mistypes a number once or twice, then takes another card. Offices, schools and mobile
# networks share an address; a network here is a /24 or a /48.
BOUNDS: Final[Mapping[Measure, Bound]] = {
    Measure.FAILED_BY_SOURCE: Bound(prove_from=2, refuse_from=8),
    Measure.FAILED_BY_NETWORK: Bound(prove_from=10, refuse_from=60),
    Measure.FAILED_BY_EMAIL: Bound(prove_from=2, refuse_from=6),
    Measure.BEGUN_BY_SOURCE: Bound(prove_from=5, refuse_from=20),
    Measure.BEGUN_BY_NETWORK: Bound(prove_from=30, refuse_from=120),
    Measure.BEGUN_BY_EMAIL: Bound(prove_from=4, refuse_from=10),
}


@dataclass(frozen=True, kw_only=True)
class Whole:
    """The whole newsroom within BREAKER_WITHIN."""

    failed: int
    arrived: int


# Of real donors' cards a few in a hundred are refused, of stolen ones most. A campaign that goes
# round has many of both, so the share decides; and some failures there must be to have a share.
BREAKER: Final = Bound(prove_from=20, refuse_from=200)
SHARE_OF_ARRIVED: Final = 4


def judge(counts: Mapping[Measure, int], whole: Whole) -> Verdict:
    """Return what a form gets, by what its source, network and address have done lately."""
    verdicts = [_by(bound, counts.get(measure, 0)) for measure, bound in BOUNDS.items()]
    return max(*verdicts, breaker(whole))


def breaker(whole: Whole) -> Verdict:
    """Return what everybody gets: more than OPEN while cards fail in a wave."""
    if whole.failed * SHARE_OF_ARRIVED <= whole.arrived:
        return Verdict.OPEN
    return _by(BREAKER, whole.failed)


def _by(bound: Bound, count: int) -> Verdict:
    if count >= bound.refuse_from:
        return Verdict.REFUSE
    return Verdict.PROVE if count >= bound.prove_from else Verdict.OPEN
