"""Whether something of an export is new, changed there, or changed here."""

from enum import Enum, auto
from typing import Any

from django.db.models import Model

from obole.portability.models import SourceRecord
from obole.portability.rules import reasons


class Verdict(Enum):
    """What meeting something in an export means."""

    NEW = auto()
    """It was never met, or never finished."""
    DONE = auto()
    """This very import has met it already, before it was interrupted."""
    TWICE = auto()
    """Another item of the same file has the same number."""
    DELETED_HERE = auto()
    SAME = auto()
    CHANGED_THERE = auto()
    CHANGED_ON_BOTH_SIDES = auto()


def verdict_on(record: SourceRecord | None, *, run_id: int, digest: str, line: int = 0) -> Verdict:
    """Return what to do with something whose record is this one."""
    if record is None:
        return Verdict.NEW
    if record.run_id == run_id:
        return Verdict.DONE if record.line == line else Verdict.TWICE
    if record.is_deleted_here:
        return Verdict.DELETED_HERE
    if not record.digest:
        return Verdict.NEW
    if record.digest == digest:
        return Verdict.SAME
    return Verdict.CHANGED_ON_BOTH_SIDES if is_changed_here(record) else Verdict.CHANGED_THERE


def is_changed_here(record: SourceRecord) -> bool:
    """Tell whether somebody has changed what we wrote."""
    page = record.page
    if page is not None and record.revision_id is not None:
        # What was scheduled goes live by itself.
        is_moved = page.live != record.was_live and record.reason != reasons.SCHEDULED
        return page.latest_revision_id != record.revision_id or is_moved
    thing: Model | None = record.picture or record.document or record.author or record.tag
    return thing is not None and not is_as_written(thing, record.written)


def is_as_written(thing: Model, written: dict[str, Any]) -> bool:
    """Tell whether something still has the values that we gave it; False if we gave it none."""
    return bool(written) and all(getattr(thing, name) == value for name, value in written.items())
