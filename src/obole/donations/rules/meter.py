"""What a meter says: a share of a goal, in numbers and in words. Pure, and floored.

The words stand here in both languages, as the spaces and signs of amounts do (kernel/money.py):
they are one phrase with their numbers, and go into mails, pictures and other sites' pages too.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from obole.kernel.money import Money, formatted_percent, percent_hundredths
from obole.kernel.text import NARROW_NO_BREAK_SPACE, NO_BREAK_SPACE

WHOLE: Final = 10_000
"""A hundred percent, in hundredths of a percent."""


@dataclass(frozen=True, kw_only=True)
class Meter:
    """What a campaign has received of its goal. One of the two goals is set.

    `received` and `gifts` are what the books say: net of refunds, before the fees of providers.
    """

    received: Money
    gifts: int
    goal: Money | None = None
    goal_donors: int | None = None
    donors: int | None = None
    """How many donors are known; None where nobody counted, for a goal that is an amount."""
    last_number: int = 0
    """The number of the last entry in the books that is counted here; 0 for none."""
    last_movement_at: datetime | None = None

    def __post_init__(self) -> None:
        assert (self.goal is None) != (self.goal_donors is None), "A meter has one goal."
        assert self.goal_donors is None or self.donors is not None, "Its donors are counted."

    @property
    def percent_hundredths(self) -> int:
        """The share in hundredths of a percent, floored, and above 10 000 if it is."""
        if self.goal is not None:
            return percent_hundredths(self.received, self.goal)
        assert self.goal_donors is not None, "A meter has one goal."
        return (self.donors or 0) * WHOLE // self.goal_donors

    @property
    def missing(self) -> Money | None:
        """What is missing to the goal, nothing when it is reached; None for a goal in donors."""
        if self.goal is None:
            return None
        return max(self.goal - self.received, Money.zero(self.goal.currency))

    @property
    def missing_donors(self) -> int | None:
        """How many donors are missing to the goal; None for a goal that is an amount."""
        return None if self.goal_donors is None else max(self.goal_donors - (self.donors or 0), 0)

    @property
    def is_reached(self) -> bool:
        """Tell whether all is there."""
        return self.percent_hundredths >= WHOLE

    @property
    def is_beyond(self) -> bool:
        """Tell whether it is visibly more than all, as the line is drawn."""
        return self.percent_hundredths > WHOLE


@dataclass(frozen=True, kw_only=True)
class MeterWords:
    """What is written beside a meter: never a number without its word."""

    percent: str
    """« 27,10 % »."""
    raised: str
    """« 27,10 % récoltés »."""
    missing: str
    """« 30 618 € manquants »; what is beyond the goal once it is reached."""
    of_goal: str
    """« 11 382 € récoltés sur 42 000 € »."""
    goal: str
    """« 42 000 € »."""
    begin: str
    """At the beginning of the line: « 11 382 € récoltés »."""
    end: str
    """At its end: « objectif : 42 000 € ». Beyond the goal, the two have changed places."""

    def __str__(self) -> str:
        return " · ".join((self.raised, self.missing, self.of_goal))


def words(meter: Meter, language: str) -> MeterWords:
    """Return the words beside a meter, in French or else in English."""
    if meter.goal is not None:
        return _words_of_amount(meter, meter.goal, language)
    return _words_of_donors(meter, language)


def sentence(meter: Meter, language: str) -> str:
    """Return all of it as one sentence, for ears and for lines of text."""
    said = words(meter, language)
    colon = f"{NO_BREAK_SPACE}:" if language.startswith("fr") else ":"
    return f"{said.raised}, {said.missing}{colon} {said.of_goal}."


def counted(number: int, language: str, *, french: str, english: str) -> str:
    """Return a number with its noun; the plural of both languages ends in "s"."""
    if language.startswith("fr"):
        return f"{grouped(number, language)} {french}{'s' if number > 1 else ''}"
    return f"{grouped(number, language)} {english}{'' if number == 1 else 's'}"


def grouped(number: int, language: str) -> str:
    """Return a whole number with its thousands parted as the language does it."""
    return f"{number:,}".replace(",", NARROW_NO_BREAK_SPACE if language.startswith("fr") else ",")


def _words_of_amount(meter: Meter, goal: Money, language: str) -> MeterWords:
    percent = formatted_percent(meter.percent_hundredths, language)
    received, whole = meter.received.formatted(language), goal.formatted(language)
    missing = (goal - meter.received).formatted(language)
    beyond = (meter.received - goal).formatted(language)
    if language.startswith("fr"):
        raised = f"{percent} récoltés"
        of_goal = f"{received} récoltés sur {whole}"
        ends = (f"{received} récoltés", f"objectif{NO_BREAK_SPACE}: {whole}")
        standing = (f"{missing} manquants", "objectif atteint", f"{beyond} de plus que l’objectif")
    else:
        raised = f"{percent} raised"
        of_goal = f"{received} raised of {whole}"
        ends = (f"{received} raised", f"goal: {whole}")
        standing = (f"{missing} missing", "goal reached", f"{beyond} more than the goal")
    return MeterWords(
        percent=percent,
        raised=raised,
        missing=standing[_standing(meter.received.minor_units, goal.minor_units)],
        of_goal=of_goal,
        goal=whole,
        begin=ends[meter.is_beyond],
        end=ends[not meter.is_beyond],
    )


def _words_of_donors(meter: Meter, language: str) -> MeterWords:
    donors, whole = meter.donors or 0, meter.goal_donors or 0
    percent = formatted_percent(meter.percent_hundredths, language)

    def people(number: int) -> str:
        return counted(number, language, french="donateur", english="donor")

    if language.startswith("fr"):
        raised = f"{percent} de l’objectif"
        of_goal = f"{people(donors)} sur {grouped(whole, language)}"
        ends = (people(donors), f"objectif{NO_BREAK_SPACE}: {people(whole)}")
        missing = f"{people(whole - donors)} manquant{'s' if whole - donors > 1 else ''}"
        standing = (missing, "objectif atteint", f"{people(donors - whole)} de plus que l’objectif")
    else:
        raised = f"{percent} of the goal"
        of_goal = f"{people(donors)} of {grouped(whole, language)}"
        ends = (people(donors), f"goal: {people(whole)}")
        missing = f"{people(whole - donors)} missing"
        standing = (missing, "goal reached", f"{people(donors - whole)} more than the goal")
    return MeterWords(
        percent=percent,
        raised=raised,
        missing=standing[_standing(donors, whole)],
        of_goal=of_goal,
        goal=grouped(whole, language),
        begin=ends[meter.is_beyond],
        end=ends[not meter.is_beyond],
    )


def _standing(part: int, whole: int) -> int:
    """Return 0 below the goal, 1 at it, 2 beyond it."""
    return 1 + (part > whole) - (part < whole)
