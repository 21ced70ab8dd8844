"""What an import would do, without doing any of it."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from obole.comments.queries.import_screening import ImportScreening
from obole.comments.queries.imports import judge
from obole.comments.rules.imported import ImportedComment, reading_order
from obole.portability.actions.attaching import limit_of
from obole.portability.actions.commenting import key_of_comment
from obole.portability.actions.files import FileMissing, find_upload
from obole.portability.actions.reading import TELL_EVERY_RECORDS, Tell
from obole.portability.actions.recording import Verdict, verdict_on
from obole.portability.actions.starting import (
    ImportOptions,
    digest_of,
    key_of,
    locale_for,
    source_site_of,
)
from obole.portability.actions.work import ITEM_KINDS, item_key
from obole.portability.models import ImportedSite, Kind, Outcome, SourceRecord
from obole.portability.queries.reports import KINDS, OUTCOMES, check_sums
from obole.portability.rules import placing, reasons
from obole.portability.rules.bodies import FlagKind, PictureMatch, Surroundings, convert_body
from obole.portability.rules.items import (
    ReadingProblem,
    SourceAuthor,
    SourceComment,
    SourceItem,
    SourceTerm,
)
from obole.portability.rules.journal import entry_of, is_journalled, line_of
from obole.portability.rules.old_comments import imported_comment, reason_of, why_not
from obole.portability.rules.publishing import publishing_of
from obole.portability.rules.uploads import file_of
from obole.portability.rules.wording import title_of
from obole.portability.rules.wxr import read_export

_OUTCOMES = {
    Verdict.NEW: Outcome.IMPORTED,
    Verdict.SAME: Outcome.UNCHANGED,
    Verdict.CHANGED_THERE: Outcome.UPDATED,
}
_SKIPPED = {
    Verdict.CHANGED_ON_BOTH_SIDES: reasons.CHANGED_HERE,
    Verdict.DELETED_HERE: reasons.DELETED_HERE,
}
_TEXTS = frozenset(("post", "page"))
_NAMES = {kind: name for name, kinds in KINDS.items() for kind in kinds}
# Whether a picture is missing is told of its attachment; a text is looked at for the rest.
_TOLD_ELSEWHERE = (f"{FlagKind.MISSING_PICTURE}: ", f"{FlagKind.MISSING_FILE}: ")


def rehearse_import(
    *,
    file: Path,
    options: ImportOptions,
    now: datetime,
    tell: Tell,
    is_time_up: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Return the report that an import of this file would make; nothing is written or fetched.

    When time is up the report is of what was read until then, and says so: `read_bytes` is less
    than `bytes`.

    Raise what `start_import` and the reading of the file raise. Authors and terms are counted as
    if each were used, redirects and broken links not at all: they depend on what is there then.
    """
    said = source_site_of(file, options)
    locale_for(said, options)
    site = ImportedSite.objects.filter(key=key_of(said)).first()
    rehearsal = _Rehearsal(site=site, key=key_of(said), options=options, now=now)
    size = file.stat().st_size
    with file.open("rb") as stream:
        records = read_export(stream, recover=options.is_recovering, time_zone=options.zone)
        for number, record in enumerate(records):
            if number % TELL_EVERY_RECORDS == 0:
                tell(stream.tell(), size)
            if is_time_up():
                break
            rehearsal.meet(record)
        else:
            stream.seek(size)
        read = {"read_bytes": stream.tell(), "bytes": size}
    return {**rehearsal.report(site=said.blog_url, file=file), **read}


class _Rehearsal:
    """Counts. Of the file it remembers the numbers of items and comments only."""

    def __init__(
        self, *, site: ImportedSite | None, key: str, options: ImportOptions, now: datetime
    ) -> None:
        self._site = site
        self._site_key = key
        self._waiting = 0
        self._screening = ImportScreening()
        self._options = options
        self._now = now
        self._seen: set[tuple[str, str]] = set()
        self._counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(OUTCOMES, 0))
        self._skipped: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._lists: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("unpublished", "missing_files", "to_review", "problems")
        }

    def meet(self, record: object) -> None:
        """Count what would become of a record."""
        if isinstance(record, ReadingProblem):
            self._lists["problems"].append(
                {name: getattr(record, name) for name in ("line", "item", "reason", "detail")}
            )
        elif isinstance(record, SourceItem):
            self._meet_item(record)
        elif isinstance(record, SourceAuthor):
            self._meet_thing(Kind.AUTHOR, record.login, record)
        elif isinstance(record, SourceTerm):
            kind = {"category": Kind.CATEGORY, "tag": Kind.TAG}.get(record.kind, Kind.TERM)
            self._meet_thing(kind, record.slug or record.name, record)

    def report(self, *, site: str, file: Path) -> dict[str, Any]:
        """Return the report."""
        report: dict[str, Any] = {
            "is_rehearsal": True,
            "site": site,
            "file": file.name,
            "sha256": digest_of(file),
            **{name: self._of(name) for name in (*KINDS, "comments", "redirects")},
            **self._lists,
            "broken_links": [],
            "menus": {},
        }
        report["comments"]["waiting"] = self._waiting
        check_sums(report)
        return report

    def _of(self, name: str) -> dict[str, Any]:
        counts = {str(outcome.value): self._counts[name][outcome] for outcome in OUTCOMES}
        skipped = self._skipped[name]
        return {"found": sum(counts.values()) + len(skipped), **counts, "skipped": skipped}

    def _meet_thing(self, kind: Kind, key: str, record: SourceAuthor | SourceTerm) -> None:
        if (kind, key) in self._seen:
            return
        self._seen.add((kind, key))
        known = self._record(kind, key)
        digest = entry_of(line_of(record)).digest
        verdict = verdict_on(known, run_id=0, digest=digest)
        if kind == Kind.TERM:
            self._skip("terms", key, record.name, reasons.OTHER_TAXONOMY)
        else:
            self._count(_NAMES[kind], verdict, key, record.name)

    def _meet_item(self, item: SourceItem) -> None:
        assert is_journalled(item), "every item has a line in the journal"
        kind, key = item_key(item)
        name = _NAMES[Kind(kind)]
        if (kind, key) in self._seen:
            self._skip(name, item.old_id, item.title, reasons.SAME_NUMBER)
            self._meet_comments(item, is_page=False, page_id=None)
            return
        self._seen.add((kind, key))
        record = self._record(kind, key)
        digest = entry_of(line_of(item)).digest
        verdict = verdict_on(record, run_id=0, digest=digest)
        self._judge(name, item, verdict)
        self._meet_comments(
            item,
            is_page=item.kind in _TEXTS and verdict is not Verdict.DELETED_HERE,
            page_id=record.page_id if record else None,
        )

    def _judge(self, name: str, item: SourceItem, verdict: Verdict) -> None:
        if item.kind not in ITEM_KINDS:
            self._skip(name, item.old_id, item.title, reasons.OTHER_KIND)
            return
        is_new_file = item.kind == "attachment" and verdict is Verdict.NEW
        missing = self._missing(item) if is_new_file else ""
        if missing:
            file = file_of(item).name or item.attachment_url
            self._skip(name, item.old_id, item.title, missing, detail=file)
            self._lists["missing_files"].append(
                {"id": item.old_id, "file": file, "reason": missing}
            )
            return
        self._count(name, verdict, item.old_id, item.title)
        if item.kind not in _TEXTS:
            return
        publishing = publishing_of(item, now=self._now)
        if publishing.reason:
            self._lists["unpublished"].append(
                {"id": item.old_id, "title": title_of(item), "reason": publishing.reason}
            )
        if verdict in {Verdict.NEW, Verdict.CHANGED_THERE}:
            self._look_at(item)

    def _look_at(self, item: SourceItem) -> None:
        body = convert_body(
            item.content,
            find_picture=lambda _: PictureMatch(0),
            rewrite_link=lambda url: url,
            around=Surroundings(footnotes=placing.value_of(item, "footnotes")),
        )
        flags = [each for each in body.flags if not each.startswith(_TOLD_ELSEWHERE)]
        if flags:
            self._lists["to_review"].append(
                {"id": item.old_id, "title": title_of(item), "flags": flags}
            )

    def _missing(self, item: SourceItem) -> str:
        """Return why there is no file for an attachment, as far as the disk can tell."""
        try:
            limit_of(file_of(item))
            if self._options.uploads is not None:
                find_upload(self._options.uploads, item)
                return ""
        except FileMissing as missing:
            if self._options.is_offline or missing.reason != reasons.NOT_IN_UPLOADS:
                return missing.reason
        return reasons.NOT_FETCHED if self._options.is_offline else ""

    def _meet_comments(self, item: SourceItem, *, is_page: bool, page_id: int | None) -> None:
        said: list[ImportedComment] = []
        titles: dict[str, SourceComment] = {}
        for order, comment in enumerate(item.comments):
            key = key_of_comment(comment, item, order)
            if ("comment", key) in self._seen:
                self._skip_comment(comment, reasons.SAME_COMMENT)
                continue
            self._seen.add(("comment", key))
            reason = why_not(comment) if is_page else reasons.NO_PAGE_HERE
            if reason:
                self._skip_comment(comment, reason)
                continue
            imported = imported_comment(
                comment,
                site_key=self._site_key,
                key=key,
                keeps_email=self._options.keeps_commenters,
            )
            titles[imported.key] = comment
            said.append(imported)
        judgements = judge(
            page_id=page_id,
            comments=reading_order(said),
            answered={each.parent_key for each in said},
            trusts_approved=self._options.trusts_approved,
            screening=self._screening,
        )
        for judgement in judgements:
            result = judgement.result
            self._waiting += result.waits
            if result.omission:
                self._skip_comment(titles[result.key], reason_of(result.omission))
            else:
                self._counts["comments"][Outcome(result.outcome)] += 1

    def _skip_comment(self, comment: SourceComment, reason: str) -> None:
        self._skip("comments", comment.old_id, comment.author_name, reason)

    def _record(self, kind: str, key: str) -> SourceRecord | None:
        if self._site is None:
            return None
        records = SourceRecord.objects.select_related("page").filter(site=self._site)
        return records.filter(kind=kind, key=key).first()

    def _count(self, name: str, verdict: Verdict, number: object, title: str) -> None:
        outcome = _OUTCOMES.get(verdict)
        if outcome is None:
            self._skip(name, number, title, _SKIPPED[verdict])
        else:
            self._counts[name][outcome] += 1

    def _skip(
        self, name: str, number: object, title: str, reason: str, *, detail: str = ""
    ) -> None:
        said = {"id": number, "title": title, "reason": reason}
        self._skipped[name].append(said | ({"detail": detail} if detail else {}))
