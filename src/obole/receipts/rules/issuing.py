"""Whether this newsroom issues receipts, and what must be known before it does."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

FRANCE: Final = "FR"
NO_LAW: Final = ""
"""Receipts that say nothing of taxes."""


class Mode(StrEnum):
    """Who issues receipts."""

    NONE = "none"
    OWN = "own"
    INTERMEDIARY = "intermediary"


class Timing(StrEnum):
    """When receipts are issued."""

    BY_HAND = "by-hand"
    AT_SETTLEMENT = "at-settlement"
    IN_JANUARY = "in-january"


class Quality(StrEnum):
    """What the body is, in the words of the French form."""

    GENERAL_INTEREST = "general-interest"
    PUBLIC_UTILITY = "public-utility"
    ENDOWMENT_FUND = "endowment-fund"
    PRESS_PLURALISM = "press-pluralism"
    OTHER = "other"


class Lack(StrEnum):
    """What is missing before receipts may be issued."""

    LEGAL_BASIS = "legal-basis"
    RULING = "ruling"
    """Neither the tax office's answer nor that none was asked for."""
    PERSON = "person"
    NAME = "name"
    ADDRESS = "address"
    PURPOSE = "purpose"
    IDENTIFIER = "identifier"
    SIGNATORY = "signatory"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What somebody answers for when receipts are switched on."""

    mode: Mode
    country: str
    legal_basis: str
    ruling_reference: str
    ruling_date: date | None
    has_no_ruling: bool
    """None was asked for: the body issues on its own responsibility."""
    person: str


def lacks_of_decision(decision: Decision) -> tuple[Lack, ...]:
    """Return what a decision lacks. Only that to issue lacks anything."""
    if decision.mode is not Mode.OWN:
        return ()
    found = [] if decision.person.strip() else [Lack.PERSON]
    if decision.country == NO_LAW:
        return tuple(found)
    if not decision.legal_basis.strip():
        found.append(Lack.LEGAL_BASIS)
    has_ruling = bool(decision.ruling_reference.strip()) and decision.ruling_date is not None
    # One or the other, and not both.
    if has_ruling == decision.has_no_ruling:
        found.append(Lack.RULING)
    return tuple(found)
