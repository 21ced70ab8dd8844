"""What the edition does: mark what changed, take stale pages away, bake, renew, verify."""

from obole.edition.actions.baking import Outcome, bake, bake_stale, keep
from obole.edition.actions.explaining import PageFacts, facts_of
from obole.edition.actions.exporting import NotOurs, export
from obole.edition.actions.marking import (
    campaign_of_gift,
    is_article,
    is_live,
    mark,
    mark_article,
)
from obole.edition.actions.renewing import reconcile, renew_if_changed
from obole.edition.actions.sweeping import forget_old_marks, sweep, sweep_expired
from obole.edition.actions.verifying import compare, verify
from obole.edition.actions.walking import bake_all

__all__ = [
    "NotOurs",
    "Outcome",
    "PageFacts",
    "bake",
    "bake_all",
    "bake_stale",
    "campaign_of_gift",
    "compare",
    "export",
    "facts_of",
    "forget_old_marks",
    "is_article",
    "is_live",
    "keep",
    "mark",
    "mark_article",
    "reconcile",
    "renew_if_changed",
    "sweep",
    "sweep_expired",
    "verify",
]
