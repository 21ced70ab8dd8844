"""A comment is sent: screened, kept, published or held, or refused; each exactly once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from wagtail.models import Page

from obole.comments.actions.identifying import keep_identification
from obole.comments.actions.placing import Place, take_place
from obole.comments.actions.proving import ask_for_proof
from obole.comments.actions.secrecy import SECRET_BYTES, secret_digest, source_digest
from obole.comments.actions.showing import publish_at_once
from obole.comments.events import CommentHeld
from obole.comments.models import Comment, CommentSignal, Fingerprint, Follow, Reader
from obole.comments.queries.circumstances import Screened, screen
from obole.comments.queries.policies import rules_of
from obole.comments.rules import fingerprints, texts
from obole.comments.rules.names import clean_name
from obole.comments.rules.policies import ThreadPolicy
from obole.comments.rules.signals import Signal
from obole.comments.rules.states import State
from obole.comments.rules.triage import Action, Verdict
from obole.comments.rules.written import Outcome, Sending, Written
from obole.foundation.facts import emit


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of a comment that was sent."""

    outcome: Outcome
    comment: Comment | None
    secret: str
    """Lets its author find, edit and withdraw it; empty when nothing was kept, or kept before."""
    reasons: Sequence[Signal]


def submit_comment(
    *,
    page_id: int,
    parent_id: int | None,
    written: Written,
    sending: Sending,
    now: datetime,
    policy: ThreadPolicy | None = None,
) -> Receipt:
    """Take a reader's comment. `policy` is that of the page, for whoever has read it already.

    The second time the same form is sent, the first comment is the answer. Raise UnfitName, or
    NothingToAnswer when the comment that is answered has gone.
    """
    if known := Comment.objects.filter(client_key=sending.client_key).first():
        return _repeated(known)
    written = _cleaned(written)
    reader = Reader.objects.filter(email=written.email).first()
    is_remembered = reader is not None and reader.pk == sending.remembered_reader_id
    # Screened before the transaction: on SQLite it holds up every other writer.
    screened = screen(
        policy=policy or rules_of(Page.objects.get(pk=page_id)),
        written=written,
        sending=sending,
        reader=reader,
        is_remembered=is_remembered,
        now=now,
    )
    if screened.verdict.action is Action.REFUSE:
        return _refused(screened.verdict)
    sent = _Sent(
        page_id=page_id,
        parent_id=parent_id,
        written=written,
        sending=sending,
        screened=screened,
        is_remembered=is_remembered,
    )
    return _keep_once(sent, is_known=reader is not None, now=now)


def _cleaned(written: Written) -> Written:
    return Written(
        body=texts.clean_body(written.body),
        name=clean_name(written.name),
        email=written.email.strip().lower(),
        language=written.language,
        wants_answers=written.wants_answers,
    )


def _repeated(comment: Comment) -> Receipt:
    return Receipt(outcome=Outcome.REPEATED, comment=comment, secret="", reasons=())


def _refused(verdict: Verdict) -> Receipt:
    return Receipt(outcome=Outcome.REFUSED, comment=None, secret="", reasons=verdict.reasons)


@dataclass(frozen=True, kw_only=True)
class _Sent:
    """All that is known of a comment before it is kept."""

    page_id: int
    parent_id: int | None
    written: Written
    sending: Sending
    screened: Screened
    is_remembered: bool


def _keep_once(sent: _Sent, *, is_known: bool, now: datetime) -> Receipt:
    try:
        return _keep(sent, is_known=is_known, now=now)
    except IntegrityError:
        # The same form came twice at the same moment.
        known = Comment.objects.filter(client_key=sent.sending.client_key).first()
        if known is None:
            raise
        return _repeated(known)


@transaction.atomic
def _keep(sent: _Sent, *, is_known: bool, now: datetime) -> Receipt:
    written, sending, screened = sent.written, sent.sending, sent.screened
    place = take_place(page_id=sent.page_id, parent_id=sent.parent_id)
    reader = _reader(written, is_known=is_known, now=now)
    # Whoever writes under an address that somebody has proven must be that person; and nobody
    # who has shown neither a solved puzzle nor an address reaches the desk.
    is_unproven = not sent.is_remembered and (
        reader.email_proven_at is not None or not sending.has_solved_puzzle
    )
    secret = secrets.token_urlsafe(SECRET_BYTES)
    comment = _made(sent, place=place, reader=reader, now=now)
    comment.secret_digest = secret_digest(secret)
    for name, value in _standing_in_the_desk(
        screened.verdict, is_unproven=is_unproven, now=now
    ).items():
        setattr(comment, name, value)
    comment.save(force_insert=True)
    keep_signals(comment=comment, signals=screened.signals, now=now)
    _fingerprint_of(comment).save(force_insert=True)
    keep_identification(
        comment=comment,
        address=sending.network,
        port=sending.port,
        user_agent=sending.user_agent,
        now=now,
    )
    if written.wants_answers:
        _follow(comment, reader, now=now)
    outcome = _outcome(comment, screened.verdict, is_unproven=is_unproven, now=now)
    return Receipt(
        outcome=outcome, comment=comment, secret=secret, reasons=screened.verdict.reasons
    )


def _made(sent: _Sent, *, place: Place, reader: Reader, now: datetime) -> Comment:
    """Return the comment as it was sent; nobody sees it yet."""
    written, sending = sent.written, sent.sending
    return Comment(
        thread=place.thread,
        parent=place.parent,
        path=place.path,
        root_path=place.root_path,
        reader=reader,
        author_name=written.name,
        body=written.body,
        html=texts.render(written.body),
        renderer_version=texts.RENDERER_VERSION,
        language=written.language,
        created_at=now,
        score=sent.screened.score,
        source_digest=source_digest(sending.network),
        client_key=sending.client_key,
        terms_version=sending.terms_version,
    )


def _standing_in_the_desk(
    verdict: Verdict, *, is_unproven: bool, now: datetime
) -> dict[str, object]:
    if is_unproven or verdict.action is Action.PUBLISH:
        # Nobody sees what is to be published until it is shown, in the same transaction.
        return {"state": State.UNPROVEN}
    return {"state": State.HELD, "queue": verdict.queue, "queued_at": now}


def _outcome(comment: Comment, verdict: Verdict, *, is_unproven: bool, now: datetime) -> Outcome:
    if is_unproven:
        ask_for_proof(comment=comment, now=now)
        return Outcome.UNPROVEN
    if verdict.action is Action.HOLD:
        emit(CommentHeld(comment_id=comment.pk))
        return Outcome.HELD
    publish_at_once(comment=comment, verdict=verdict, now=now)
    return Outcome.PUBLISHED


def _reader(written: Written, *, is_known: bool, now: datetime) -> Reader:
    """Return who writes, made now unless somebody has written under this address before."""
    first = {"name": written.name, "language": written.language, "created_at": now}
    if not is_known:
        try:
            with transaction.atomic():
                return Reader.objects.create(email=written.email, **first)
        except IntegrityError:
            # Somebody was faster with the same address: found below.
            pass
    reader, _ = Reader.objects.get_or_create(email=written.email, defaults=first)
    return reader


def _follow(comment: Comment, reader: Reader, *, now: datetime) -> None:
    Follow.objects.create(
        reader=reader,
        thread_id=comment.thread_id,
        comment=comment,
        secret=secrets.token_urlsafe(SECRET_BYTES),
        made_at=now,
    )


def keep_signals(*, comment: Comment, signals: Sequence[Signal], now: datetime) -> None:
    """Write down what the detectors saw in the text that the comment has now."""
    CommentSignal.objects.bulk_create(
        CommentSignal(
            comment=comment,
            name=signal.name,
            severity=signal.severity,
            evidence=list(signal.evidence),
            made_at=now,
        )
        for signal in signals
    )


def keep_fingerprint(*, comment: Comment) -> None:
    """Keep what finds texts like the one that the comment has now."""
    Fingerprint.objects.bulk_create(
        [_fingerprint_of(comment)],
        update_conflicts=True,
        unique_fields=["comment"],
        update_fields=["bits", "band_1", "band_2", "band_3", "band_4"],
    )


def _fingerprint_of(comment: Comment) -> Fingerprint:
    bits = fingerprints.fingerprint(comment.body)
    bands = fingerprints.bands(bits)
    return Fingerprint(
        comment=comment,
        bits=fingerprints.hexadecimal(bits),
        **{f"band_{number}": band for number, band in enumerate(bands, start=1)},
    )
