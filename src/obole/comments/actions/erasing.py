"""A reader wants to be forgotten (GDPR, article 17)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from obole.comments.actions.recording import record
from obole.comments.actions.retention import erase_texts
from obole.comments.actions.showing import hide
from obole.comments.events import DecisionMade
from obole.comments.models import Comment, Decision, Reader
from obole.comments.queries.chains import TEXT_IS_KEPT
from obole.comments.rules.states import State
from obole.comments.rules.verdicts import Ground, Measure, Reasons
from obole.foundation.facts import emit


class ErasedBefore(Exception):
    """There is nothing left of this reader."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What was erased. `kept` are texts that the newsroom may need in court, until their time."""

    decision: Decision
    erased: int
    kept: int


@transaction.atomic
def erase_reader(*, reader: Reader, now: datetime) -> Erasure:
    """Forget a reader: address, name, what they follow, and the texts of their comments.

    A tombstone keeps the answers to a comment. Two things stay until their time is over (article
    17(3)(b) and (e)): from where comments came, under seal, and texts that somebody reported or
    that were found illegal. Raise ErasedBefore.
    """
    reader = Reader.objects.select_for_update().get(pk=reader.pk)
    if reader.erased_at is not None:
        raise ErasedBefore(f"Reader {reader.pk} was erased at {reader.erased_at}.")
    decision = record(
        measure=Measure.ERASE, reader=reader, now=now, reasons=Reasons(), previous_state=""
    )
    written = list(Comment.objects.filter(reader=reader).order_by("pk"))
    kept = _needed_in_court(written, now=now)
    for comment in written:
        _withdraw(comment, is_kept=comment.pk in kept)
    erased = [comment.pk for comment in written if comment.pk not in kept]
    erase_texts(comment_ids=erased, now=now)
    _forget(reader, now=now)
    emit(DecisionMade(decision_id=decision.pk))
    return Erasure(decision=decision, erased=len(erased), kept=len(kept))


def _needed_in_court(written: list[Comment], *, now: datetime) -> set[int]:
    about_them = Comment.objects.filter(pk__in=[comment.pk for comment in written])
    reported = about_them.filter(notices__isnull=False, notices__decided_at=None)
    illegal = about_them.filter(
        decisions__ground=Ground.ILLEGAL, decisions__made_at__gt=now - TEXT_IS_KEPT
    )
    return {*reported.values_list("pk", flat=True), *illegal.values_list("pk", flat=True)}


def _withdraw(comment: Comment, *, is_kept: bool) -> None:
    """Take the comment from readers' eyes; what the newsroom took away keeps saying so."""
    if comment.state in (State.PUBLISHED, State.HELD, State.UNPROVEN):
        hide(comment=comment, state=State.WITHDRAWN)
    changes: dict[str, object] = {"author_name": "", "source_digest": "", "secret_digest": ""}
    if not is_kept:
        changes["queue"] = ""
    Comment.objects.filter(pk=comment.pk).update(**changes, reader=None)


def _forget(reader: Reader, *, now: datetime) -> None:
    reader.follows.all().delete()
    reader.proofs.all().delete()
    reader.notes.all().delete()
    Reader.objects.filter(pk=reader.pk).update(
        email=None,
        name="",
        email_proven_at=None,
        erased_at=now,
        # It signs them out in every browser.
        sign_ins=F("sign_ins") + 1,
    )
