"""Comments of another program come below a page: as they stood there, and each once.

Nobody is told by mail, and no fact is emitted for each: they are not news.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F
from wagtail.models import Page

from obole.comments.actions.placing import lock_thread
from obole.comments.actions.rearranging import ThreadRows
from obole.comments.actions.recording import record
from obole.comments.events import ThreadChanged
from obole.comments.models import (
    Comment,
    CommentSignal,
    Decision,
    Fingerprint,
    ImportRecord,
    Reader,
)
from obole.comments.queries.imports import (
    AT_ONCE,
    Form,
    Judgement,
    is_changed_here,
    known_comments,
    portions,
)
from obole.comments.rules import fingerprints, texts
from obole.comments.rules.imported import (
    ImportedComment,
    Omission,
    Outcome,
    Result,
    Results,
    dated,
    digest_of_said,
)
from obole.comments.rules.states import State
from obole.comments.rules.verdicts import Measure, Reasons
from obole.foundation.facts import emit

_CHANGEABLE = (
    *("author_name", "body", "html", "renderer_version", "state", "queue", "queued_at"),
    *("score", "edited_at", "published_at", "number", "reader"),
)


def import_comments(
    *,
    page_id: int,
    comments: Sequence[ImportedComment],
    now: datetime,
    trusts_approved: bool,
    batch: str,
) -> Results:
    """Bring the comments of one source below a page; a second call changes nothing.

    What was approved there is screened, and what is doubtful waits in the queue of imported
    comments, unless `trusts_approved`. `batch` says in a sentence what is imported: the record of
    decisions keeps it, once. Dates are kept, and order the answers to each comment; numbers go to
    those that are published, in the order of their dates.

    A long thread is written in portions: after a crash the next call goes on.
    """
    judged = portions(page_id=page_id, comments=comments, trusts_approved=trusts_approved)
    results: list[Result] = []
    for portion in judged:
        written = write_judged(page_id=page_id, judgements=portion, batch=batch, now=now)
        results += written.each
    return Results.of(comments, results)


@transaction.atomic
def write_judged(
    *, page_id: int, judgements: Sequence[Judgement], batch: str, now: datetime
) -> Results:
    """Write what `judge` has found for a page, and return what became of each.

    What somebody has changed between the two is left alone.
    """
    if not any(each.form for each in judgements):
        return Results([each.result for each in judgements])
    rows = ThreadRows(lock_thread(page_id=page_id))
    judgements = _as_it_stands(judgements)
    written = [each for each in judgements if each.form]
    if written:
        page = Page.objects.select_related("locale").get(pk=page_id)
        comments = _comments_of(written, rows, page=page, now=now)
        rows.keep(changed_fields=_CHANGEABLE)
        _keep_findings(written, comments, now=now)
        emit(ThreadChanged(page_id=page_id))
        # Last: every other decision waits from here to the end of the transaction.
        _note(batch, now=now)
    return Results([each.result for each in judgements])


def _as_it_stands(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Look at what is known again, now that the thread is locked."""
    known = [each for each in judgements if each.known is not None]
    if not known:
        return list(judgements)
    now_known = {
        each.source_key: each
        for each in known_comments(
            source=known[0].said.source, keys=(each.said.key for each in known)
        )
    }
    return [
        each if each.known is None else _again(each, now_known[each.said.key])
        for each in judgements
    ]


def _again(judgement: Judgement, known: Comment) -> Judgement:
    if not is_changed_here(known):
        return replace(judgement, known=known)
    result = Result(key=judgement.said.key, outcome=Outcome.SKIPPED, omission=Omission.CHANGED_HERE)
    return replace(judgement, result=result, form=None)


def _note(batch: str, *, now: datetime) -> None:
    """Keep in the record of decisions that somebody brings these in, once."""
    is_noted = Decision.objects.filter(measure=Measure.IMPORT, facts=batch).exists()
    if not is_noted:
        record(measure=Measure.IMPORT, now=now, reasons=Reasons(facts=batch))


def _comments_of(
    written: Sequence[Judgement], rows: ThreadRows, *, page: Page, now: datetime
) -> list[Comment]:
    """Return the rows, those of new comments not saved; whoever is new has a reader."""
    language = page.locale.language_code
    readers = _readers(written, language=language, now=now)
    moments = dated(
        (each.said.written_at for each in written), first=page.first_published_at or now
    )
    comments = []
    for judgement, moment in zip(written, moments, strict=True):
        said, form = judgement.said, judgement.form
        assert form is not None, "only what is to be written comes here"
        comment = judgement.known or Comment(
            thread_id=page.pk,
            language=language,
            source=said.source,
            source_key=said.key,
            # Some clocks were wrong.
            created_at=min(moment, now),
        )
        comment.reader = readers.get(form.email)
        _follow(comment, said, form, now=now)
        comments.append(comment)
        rows.meet(comment, parent_key=said.parent_key)
    return comments


def _follow(comment: Comment, said: ImportedComment, form: Form, *, now: datetime) -> None:
    comment.author_name, comment.body, comment.html = form.author_name, form.body, form.html
    comment.renderer_version = texts.RENDERER_VERSION
    comment.state = form.state
    comment.queue = form.queue or ""
    comment.queued_at = now if form.queue else None
    comment.score = form.score
    comment.edited_at = min(said.edited_at, now) if said.edited_at else None
    if form.state is State.PUBLISHED:
        comment.published_at = comment.published_at or comment.created_at


def _readers(written: Sequence[Judgement], *, language: str, now: datetime) -> dict[str, Reader]:
    """Return the readers by their addresses, which nobody has proven; make those who are new.

    What was published there of somebody counts for them as it would here.
    """
    forms = [each.form for each in written if each.form and each.form.email]
    names = {form.email: form.author_name for form in forms}
    Reader.objects.bulk_create(
        (
            Reader(email=email, name=name, language=language, created_at=now)
            for email, name in names.items()
        ),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    approved = Counter(
        each.form.email
        for each in written
        if each.form and each.known is None and each.form.state is State.PUBLISHED
    )
    emails = list(names)
    readers: dict[str, Reader] = {}
    for start in range(0, len(emails), AT_ONCE):
        found = Reader.objects.filter(email__in=emails[start : start + AT_ONCE])
        readers.update({each.email: each for each in found if each.email})
    for email, count in approved.items():
        if email:
            Reader.objects.filter(pk=readers[email].pk).update(
                approved_count=F("approved_count") + count
            )
    return readers


def _keep_findings(
    written: Sequence[Judgement], comments: Iterable[Comment], *, now: datetime
) -> None:
    """Keep beside the rows why they wait, what finds texts like them, and what was read."""
    pairs = [
        (each.said, each.form, comment)
        for each, comment in zip(written, comments, strict=True)
        if each.form
    ]
    _forget_findings([each.known.pk for each in written if each.known])
    CommentSignal.objects.bulk_create(
        (
            CommentSignal(
                comment=comment,
                name=signal.name,
                severity=signal.severity,
                evidence=list(signal.evidence),
                made_at=now,
            )
            for _, form, comment in pairs
            for signal in form.signals
        ),
        batch_size=AT_ONCE,
    )
    Fingerprint.objects.bulk_create(
        (_fingerprint(comment) for *_, comment in pairs if comment.body), batch_size=AT_ONCE
    )
    ImportRecord.objects.bulk_create(
        (
            ImportRecord(
                comment=comment,
                said_digest=digest_of_said(said),
                written_digest=form.digest,
                imported_at=now,
            )
            for said, form, comment in pairs
        ),
        batch_size=AT_ONCE,
    )


def _forget_findings(comment_ids: Sequence[int]) -> None:
    for start in range(0, len(comment_ids), AT_ONCE):
        some = comment_ids[start : start + AT_ONCE]
        CommentSignal.objects.filter(comment__in=some).delete()
        Fingerprint.objects.filter(comment__in=some).delete()
        ImportRecord.objects.filter(comment__in=some).delete()


def _fingerprint(comment: Comment) -> Fingerprint:
    bits = fingerprints.fingerprint(comment.body)
    bands = {
        f"band_{number}": band for number, band in enumerate(fingerprints.bands(bits), start=1)
    }
    return Fingerprint(comment=comment, bits=fingerprints.hexadecimal(bits), **bands)
