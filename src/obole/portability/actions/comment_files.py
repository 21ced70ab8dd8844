"""The comments of another program come below our pages: read whole, then thread by thread."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from obole.comments.actions.importing import import_comments
from obole.comments.queries.imports import foresee
from obole.comments.rules.imported import ImportedComment, Outcome, Result
from obole.portability.actions.reading import Tell
from obole.portability.actions.spooling import Spool, SpooledThread
from obole.portability.actions.starting import digest_of
from obole.portability.queries.comment_pages import PageFinder
from obole.portability.queries.reports import OUTCOMES, Miscounted
from obole.portability.rules import reasons, refusals
from obole.portability.rules.address_maps import MappedAddress
from obole.portability.rules.comment_formats import READERS
from obole.portability.rules.items import ReadingProblem
from obole.portability.rules.old_comments import reason_of
from obole.portability.rules.openings import MAX_FILE_BYTES
from obole.portability.rules.refusals import NotImportable

# How often whoever waits is told how far it is.
TELL_EVERY = 500
_WRITTEN = (Outcome.IMPORTED, Outcome.UPDATED)


@dataclass(frozen=True, kw_only=True)
class CommentFile:
    """A file of comments, and what whoever brings it chooses."""

    path: Path
    format: str
    """One of `comment_formats.READERS`."""
    base_url: str = ""
    mapped: Sequence[MappedAddress] = ()
    is_recovering: bool = False
    trusts_approved: bool = False
    is_rehearsal: bool = False


def bring_comments_in(*, file: CommentFile, now: datetime, tell: Tell) -> dict[str, Any]:
    """Import a file, or rehearse that, and return the report: what was found, and became of it.

    The file is read to its end before anything is written; then each page's comments come in
    transactions of their own, and after a crash another call goes on. A second call changes
    nothing. Raise NotImportable.
    """
    _refuse_unfit(file)
    finder = PageFinder(base_url=file.base_url, mapped=file.mapped)
    with ExitStack() as stack:
        spool = stack.enter_context(Spool())
        problems = _read(file, spool, tell)
        account = _Account(file=file, digest=digest_of(file.path), problems=problems)
        for each in spool.repeated:
            account.skip(each.key, each.author_name, reasons.SAME_COMMENT)
        threads = spool.threads()
        pages = _pages_of(threads, finder, spool, account)
        done, total = 0, sum(each.count for each in threads)
        for page_id, of_page in pages.items():
            comments = [comment for thread in of_page for comment in spool.whole(thread).comments]
            results = _take_in(file, page_id, comments, batch=account.batch, now=now)
            account.keep(of_page, comments, results)
            done += len(comments)
            tell(done, total)
    return account.report()


def _refuse_unfit(file: CommentFile) -> None:
    if file.path.stat().st_size > MAX_FILE_BYTES:
        limit = f"limit: {MAX_FILE_BYTES // 1024**3} GB"
        raise NotImportable(refusals.COMMENTS_TOO_LARGE, detail=limit)
    log = file.path.with_name(f"{file.path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise NotImportable(refusals.ISSO_IS_WRITING, detail=log.name)


def _read(file: CommentFile, spool: Spool, tell: Tell) -> list[ReadingProblem]:
    """Read the file into the spool, and return what could not be read."""
    problems = []
    size = file.path.stat().st_size
    with file.path.open("rb") as stream:
        for number, reading in enumerate(READERS[file.format](stream, file.is_recovering)):
            if number % TELL_EVERY == 0:
                tell(stream.tell(), size)
            if isinstance(reading, ReadingProblem):
                problems.append(reading)
            else:
                spool.add(reading)
    return problems


def _pages_of(
    threads: Sequence[SpooledThread], finder: PageFinder, spool: Spool, account: "_Account"
) -> dict[int, list[SpooledThread]]:
    """Return the threads by their pages: some programs keep one for http and one for https."""
    pages: dict[int, list[SpooledThread]] = defaultdict(list)
    for thread in threads:
        page_id = None if thread.is_deleted else finder.page_of(thread.address)
        if page_id is not None:
            pages[page_id].append(thread)
            continue
        reason = reasons.THREAD_DELETED_THERE if thread.is_deleted else reasons.NO_PAGE_AT_ADDRESS
        account.leave_out(thread, spool.whole(thread).comments, reason)
    return pages


def _take_in(
    file: CommentFile,
    page_id: int,
    comments: Sequence[ImportedComment],
    *,
    batch: str,
    now: datetime,
) -> Sequence[Result]:
    trusts = file.trusts_approved
    if file.is_rehearsal:
        return foresee(page_id=page_id, comments=comments, trusts_approved=trusts).each
    return import_comments(
        page_id=page_id, comments=comments, now=now, trusts_approved=trusts, batch=batch
    ).each


@dataclass(kw_only=True)
class _Account:
    """Counts what becomes of each comment and of each thread."""

    file: CommentFile
    digest: str
    problems: Sequence[ReadingProblem]
    _comments: dict[Outcome, int] = field(default_factory=lambda: defaultdict(int), init=False)
    _threads: dict[Outcome, int] = field(default_factory=lambda: defaultdict(int), init=False)
    _skipped: list[dict[str, Any]] = field(default_factory=list, init=False)
    _left_out: list[dict[str, Any]] = field(default_factory=list, init=False)
    _found: int = field(default=0, init=False)
    _waiting: int = field(default=0, init=False)

    @property
    def batch(self) -> str:
        """The sentence that the record of decisions keeps."""
        with translation.override(settings.LANGUAGE_CODE):
            return _("Comments of %(program)s, from the file %(file)s (SHA-256: %(digest)s).") % {
                "program": self.file.format,
                "file": self.file.path.name,
                "digest": self.digest,
            }

    def skip(self, key: str, author_name: str, reason: str) -> None:
        """Count a comment that does not come."""
        self._found += 1
        self._skipped.append({"id": key, "title": author_name, "reason": reason})

    def leave_out(
        self, thread: SpooledThread, comments: Sequence[ImportedComment], reason: str
    ) -> None:
        """Count a thread that does not come."""
        self._left_out.append(
            {
                "id": thread.address or thread.reference,
                "title": thread.title,
                "reason": reason,
                "comments": thread.count,
            }
        )
        for comment in comments:
            self.skip(comment.key, comment.author_name, reason)

    def keep(
        self,
        threads: Sequence[SpooledThread],
        comments: Sequence[ImportedComment],
        results: Sequence[Result],
    ) -> None:
        """Count the threads of one page."""
        for comment, result in zip(comments, results, strict=True):
            self._waiting += result.waits
            if result.outcome is Outcome.SKIPPED:
                self.skip(comment.key, comment.author_name, reason_of(result.omission))
            else:
                self._found += 1
                self._comments[result.outcome] += 1
        start = 0
        for thread in threads:
            of_thread = {each.outcome for each in results[start : start + thread.count]}
            outcome = next((each for each in _WRITTEN if each in of_thread), Outcome.UNCHANGED)
            self._threads[outcome] += 1
            start += thread.count

    def report(self) -> dict[str, Any]:
        """Return the report. Raise Miscounted unless all of it adds up."""
        comments = self._counts(self._comments, self._skipped)
        if comments["found"] != self._found:
            raise Miscounted(f"comments: {self._found} found, and {comments['found']} counted")
        return {
            "is_rehearsal": self.file.is_rehearsal,
            "format": self.file.format,
            "file": self.file.path.name,
            "sha256": self.digest,
            "options": {
                "base_url": self.file.base_url,
                "mapped": len(self.file.mapped),
                "recover": self.file.is_recovering,
                "approved_comments": "trusted" if self.file.trusts_approved else "screened",
            },
            "threads": self._counts(self._threads, self._left_out),
            "comments": {**comments, "waiting": self._waiting},
            "problems": [
                {name: getattr(each, name) for name in ("line", "item", "reason", "detail")}
                for each in self.problems
            ],
        }

    @staticmethod
    def _counts(counted: dict[Outcome, int], skipped: list[dict[str, Any]]) -> dict[str, Any]:
        done = {str(each.value): counted.get(Outcome(each.value), 0) for each in OUTCOMES}
        return {"found": sum(done.values()) + len(skipped), **done, "skipped": skipped}
