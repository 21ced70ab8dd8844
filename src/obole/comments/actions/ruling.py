"""House rules: written in versions, of which none is changed once readers wrote under it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from obole.comments.events import HouseRulesWritten
from obole.comments.models import Clause, HouseRules
from obole.comments.queries.house_rules import current_rules, current_version
from obole.comments.rules.house_rules import FIRST_RULES, RulesText
from obole.foundation.facts import emit


class OutdatedRules(Exception):
    """A colleague has written a version meanwhile, and this one was begun without it."""


def write_house_rules(*, text: RulesText, after: int, now: datetime) -> HouseRules:
    """Put a new version in force at once. `after` is the version that its writer had before them.

    Raise OutdatedRules.
    """
    if current_version() != after:
        raise OutdatedRules(f"Version {after} is not the one in force.")
    try:
        return _write(text, version=after + 1, now=now)
    except IntegrityError:
        raise OutdatedRules(f"Version {after + 1} was written at the same moment.") from None


def found_house_rules(*, now: datetime) -> HouseRules:
    """Give a site its first house rules; one that has some keeps them."""
    rules = current_rules()
    return rules or _write(FIRST_RULES, version=1, now=now)


@transaction.atomic
def _write(text: RulesText, *, version: int, now: datetime) -> HouseRules:
    rules = HouseRules.objects.create(
        version=version,
        in_force_at=now,
        preamble_fr=text.preamble_fr,
        preamble_en=text.preamble_en,
    )
    for clause in text.clauses:
        Clause.objects.create(
            rules=rules,
            code=clause.code,
            text_fr=clause.text_fr,
            text_en=clause.text_en,
            category=clause.category,
        )
    emit(HouseRulesWritten(version=version))
    return rules
