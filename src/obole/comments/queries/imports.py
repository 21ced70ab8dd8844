"""What an import would make of comments, by what is here already. Nothing is written."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from obole.comments.models import Comment
from obole.comments.queries.import_screening import ImportScreening
from obole.comments.rules import texts
from obole.comments.rules.imported import (
    ImportedComment,
    Markup,
    Omission,
    Outcome,
    Result,
    Results,
    digest_of_said,
    digest_of_written,
    reading_order,
)
from obole.comments.rules.names import LONGEST_NAME, UnfitName, clean_name
from obole.comments.rules.signals import Name, Severity, Signal
from obole.comments.rules.states import Queue, State
from obole.comments.rules.triage import queue_of

# Of one transaction: a fraction of a second, in which SQLite lets nobody else write.
PORTION = 500
# Databases have a limit of values for one statement.
AT_ONCE = 500
LONGEST_EMAIL = 254

_SCREENED = (State.PUBLISHED, State.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a comment is to be here."""

    state: State
    queue: Queue | None
    author_name: str
    email: str
    """A well-formed address in lower case, or nothing."""
    body: str
    html: str
    score: float | None
    signals: tuple[Signal, ...]

    @property
    def digest(self) -> str:
        """Return what differs once somebody has changed it."""
        return digest_of_written(state=self.state, author_name=self.author_name, body=self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What becomes of one comment; `form` is None when nothing is to be written."""

    said: ImportedComment
    result: Result
    known: Comment | None = None
    form: Form | None = None


def judge(
    *,
    page_id: int | None,
    comments: Sequence[ImportedComment],
    answered: Collection[str],
    trusts_approved: bool,
    screening: ImportScreening,
) -> list[Judgement]:
    """Return what becomes of comments of one source below a page.

    `page_id` is None for a page that is not made yet; `answered` are the keys of what is answered
    by anything in the export, in whatever portion. It takes about a millisecond for each that is
    new, and is best called outside any transaction.
    """
    judge_of_page = _Judge(
        page_id=page_id,
        trusts_approved=trusts_approved,
        known={each.source_key: each for each in _known(comments)},
        answered=frozenset(answered),
        screening=screening,
    )
    return [judge_of_page.judge(each) for each in comments]


def portions(
    *, page_id: int | None, comments: Sequence[ImportedComment], trusts_approved: bool
) -> Iterator[list[Judgement]]:
    """Yield what becomes of the comments of a whole thread, in the order in which it is read.

    Each portion is judged by what is here when it is asked for.
    """
    screening = ImportScreening()
    answered = frozenset(each.parent_key for each in comments)
    ordered = reading_order(comments)
    for start in range(0, len(ordered), PORTION):
        yield judge(
            page_id=page_id,
            comments=ordered[start : start + PORTION],
            answered=answered,
            trusts_approved=trusts_approved,
            screening=screening,
        )


def foresee(
    *, page_id: int | None, comments: Sequence[ImportedComment], trusts_approved: bool
) -> Results:
    """Return what an import of these comments would make of each; nothing is written."""
    judged = portions(page_id=page_id, comments=comments, trusts_approved=trusts_approved)
    return Results.of(comments, (each.result for portion in judged for each in portion))


def is_changed_here(comment: Comment) -> bool:
    """Tell whether somebody has decided about an imported comment, or changed it."""
    return comment.decided_at is not None or comment.import_record.written_digest != (
        digest_of_written(state=comment.state, author_name=comment.author_name, body=comment.body)
    )


def known_comments(*, source: str, keys: Iterable[str]) -> Iterator[Comment]:
    """Yield the comments that came from a source with these keys."""
    wanted = list(keys)
    for start in range(0, len(wanted), AT_ONCE):
        yield from Comment.objects.select_related("import_record").filter(
            source=source, source_key__in=wanted[start : start + AT_ONCE]
        )


def _known(comments: Sequence[ImportedComment]) -> Iterator[Comment]:
    if comments:
        [source] = {each.source for each in comments}
        yield from known_comments(source=source, keys=(each.key for each in comments))


@dataclass(kw_only=True)
class _Judge:
    page_id: int | None
    trusts_approved: bool
    known: dict[str, Comment]
    answered: frozenset[str]
    screening: ImportScreening
    seen: set[str] = field(default_factory=set)

    def judge(self, said: ImportedComment) -> Judgement:
        if said.key in self.seen:
            return _omitted(said, Omission.SAME_KEY)
        self.seen.add(said.key)
        known = self.known.get(said.key)
        return self._judge_new(said) if known is None else self._judge_known(said, known)

    def _judge_new(self, said: ImportedComment) -> Judgement:
        form = self._form_of(said)
        if form.state is State.WITHDRAWN and said.key not in self.answered:
            is_deleted = said.state is State.WITHDRAWN
            return _omitted(said, Omission.DELETED_THERE if is_deleted else Omission.NO_TEXT)
        return _written(said, Outcome.IMPORTED, form)

    def _judge_known(self, said: ImportedComment, known: Comment) -> Judgement:
        if self.page_id not in {None, known.thread_id}:
            return _omitted(said, Omission.OTHER_PAGE)
        is_same = known.import_record.said_digest == digest_of_said(said)
        is_released = (
            self.trusts_approved and said.state is State.PUBLISHED and known.queue == Queue.IMPORTED
        )
        if is_same and not is_released:
            return _unchanged(said, known)
        if is_changed_here(known):
            return _unchanged(said, known) if is_same else _omitted(said, Omission.CHANGED_HERE)
        form = self._form_of(said)
        if is_same and form.digest == known.import_record.written_digest:
            return _unchanged(said, known)
        return replace(_written(said, Outcome.UPDATED, form), known=known)

    def _form_of(self, said: ImportedComment) -> Form:
        if said.markup is Markup.HTML:
            body = texts.from_html(said.body)
        else:
            body = texts.clean_body(said.body)
        if said.state is State.WITHDRAWN or not body:
            return _EMPTY
        name, is_fit = _name_of(said)
        state, score = said.state, None
        signals: tuple[Signal, ...] = ()
        if state in _SCREENED:
            screened = self.screening.screen(said, name=name, body=body)
            signals, score = screened.signals, screened.score
            if not is_fit:
                signals = (*signals, _of_import(said.author_name.strip()[:LONGEST_NAME]))
            is_doubtful = not is_fit or (screened.is_doubtful and not self.trusts_approved)
            if state is State.PUBLISHED and is_doubtful:
                state = State.HELD
        return _form(said, state=state, name=name, body=body, signals=signals, score=score)


_EMPTY = Form(
    state=State.WITHDRAWN,
    queue=None,
    author_name="",
    email="",
    body="",
    html="",
    score=None,
    signals=(),
)


def _form(
    said: ImportedComment,
    *,
    state: State,
    name: str,
    body: str,
    signals: tuple[Signal, ...],
    score: float | None,
) -> Form:
    is_held = state is State.HELD
    if is_held and Name.IMPORTED not in {each.name for each in signals}:
        signals = (*signals, _of_import())
    return Form(
        state=state,
        queue=queue_of(signals) if is_held else None,
        author_name=name,
        email=_email_of(said),
        body=body,
        html=texts.render(body),
        score=score,
        # What was decided there does not need reasons here.
        signals=signals if is_held else (),
    )


def _of_import(*evidence: str) -> Signal:
    return Signal(name=Name.IMPORTED, severity=Severity.HOLD, evidence=evidence)


def _name_of(said: ImportedComment) -> tuple[str, bool]:
    """Return the name, and whether it may stand below a text; it is empty if it may not."""
    try:
        return clean_name(said.author_name.strip()[:LONGEST_NAME].strip()), True
    except UnfitName:
        return "", False


def _email_of(said: ImportedComment) -> str:
    email = said.author_email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email if len(email) <= LONGEST_EMAIL else ""


def _omitted(said: ImportedComment, omission: Omission) -> Judgement:
    result = Result(key=said.key, outcome=Outcome.SKIPPED, omission=omission)
    return Judgement(said=said, result=result)


def _unchanged(said: ImportedComment, known: Comment) -> Judgement:
    waits = known.queue == Queue.IMPORTED
    return Judgement(said=said, result=Result(key=said.key, outcome=Outcome.UNCHANGED, waits=waits))


def _written(said: ImportedComment, outcome: Outcome, form: Form) -> Judgement:
    result = Result(key=said.key, outcome=outcome, waits=form.queue is not None)
    return Judgement(said=said, result=result, form=form)
