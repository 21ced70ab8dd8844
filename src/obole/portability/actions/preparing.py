"""The second stage: everything that texts refer to is made, and an empty page for each text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from obole.portability.actions import attaching
from obole.portability.actions.filing import Shelves
from obole.portability.actions.recording import Verdict, verdict_on
from obole.portability.actions.shells import Wanted, make_shells
from obole.portability.actions.signing import Signatures
from obole.portability.actions.work import Book, JournalLine, Work, item_key, twin_key
from obole.portability.models import Kind, OldAddress, Outcome, SourceRecord
from obole.portability.models.addresses import MAX_PATH_CHARACTERS
from obole.portability.rules import reasons
from obole.portability.rules.items import SourceAuthor, SourceItem, SourceTerm
from obole.portability.rules.journal import Entry
from obole.portability.rules.old_paths import below, normal_path
from obole.portability.rules.placing import value_of
from obole.portability.rules.wording import shortened

# One transaction makes this many things: SQLite lets nobody else write meanwhile.
PORTION = 100
_WITH_TEXT = frozenset((Kind.POST, Kind.PAGE))
_SAID_OF_MENU_ENTRY = ("type", "object", "object_id", "menu_item_parent", "url", "target")


@dataclass(frozen=True, slots=True)
class _Met:
    """An item of the portion, its record, and what meeting it means."""

    entry: Entry
    item: SourceItem
    record: SourceRecord
    verdict: Verdict


@dataclass
class Preparation:
    """What the stage remembers from one portion to the next: terms and authors, not items."""

    work: Work
    shelves: Shelves = field(init=False)
    signatures: Signatures = field(init=False)

    def __post_init__(self) -> None:
        self.shelves = Shelves(self.work)
        self.signatures = Signatures(self.work)

    def step(self) -> bool:
        """Prepare the next portion; return whether there is more."""
        lines = _portion(self.work)
        if not lines:
            return False
        obtained = self._obtain(lines)
        with transaction.atomic():
            self.work.move(position=lines[-1].end)
            self._write([line.entry for line in lines], obtained)
        return True

    def _obtain(self, lines: Sequence[JournalLine]) -> attaching.Obtained | None:
        """Return the file of the attachment that the portion consists of, if it does."""
        item = lines[0].entry.record
        if not _is_attachment(item):
            return None
        assert isinstance(item, SourceItem), "attachments are items"
        kind, key = item_key(item)
        record = Book(self.work, wanted=[(kind, key)]).get(kind, key)
        verdict = verdict_on(
            record, run_id=self.work.run.pk, digest=lines[0].entry.digest, line=item.line
        )
        is_wanted = verdict is Verdict.NEW
        return attaching.obtain(self.work.files, item) if is_wanted else None

    def _write(self, entries: Sequence[Entry], obtained: attaching.Obtained | None) -> None:
        items: list[tuple[Entry, SourceItem]] = []
        for entry in entries:
            if isinstance(entry.record, SourceAuthor):
                self.signatures.declare(entry.record, entry)
            elif isinstance(entry.record, SourceTerm):
                self.shelves.declare(entry.record, entry)
            else:
                items.append((entry, entry.record))
        book = Book(self.work, wanted=[item_key(item) for _, item in items])
        met = [self._meet(book, entry, item) for entry, item in items]
        shells = [
            Wanted(each.item, each.record)
            for each in met
            if each.verdict is Verdict.NEW
            and each.record.kind in _WITH_TEXT
            and each.record.page_id is None
        ]
        make_shells(self.work, self.shelves, shells)
        for each in met:
            self._make(each, obtained)
        book.write()
        self._keep_addresses(met)

    def _meet(self, book: Book, entry: Entry, item: SourceItem) -> _Met:
        kind, key = item_key(item)
        record = book.get(kind, key)
        verdict = verdict_on(record, run_id=self.work.run.pk, digest=entry.digest, line=item.line)
        if verdict is Verdict.TWICE:
            record = self._twin(book, item)
        elif record is None:
            record = book.add(SourceRecord(site=self.work.site, kind=kind, key=key))
        if verdict is not Verdict.DONE:
            record.run, record.line = self.work.run, item.line
            record.old_id = item.old_id if verdict is not Verdict.TWICE else 0
            record.outcome, reason = _outcome(verdict)
            # What is as it was stays unpublished for the same reason.
            if verdict is not Verdict.SAME or record.reason not in reasons.UNPUBLISHED:
                record.reason, record.detail = reason, ""
            record.title = shortened(item.title or item.slug, 255)
            book.change(record)
        return _Met(entry=entry, item=item, record=record, verdict=verdict)

    def _twin(self, book: Book, item: SourceItem) -> SourceRecord:
        """Return the record of an item whose number another item has."""
        kind, key = twin_key(item)
        known = SourceRecord.objects.filter(site=self.work.site, kind=kind, key=key).first()
        return known or book.add(SourceRecord(site=self.work.site, kind=kind, key=key))

    def _make(self, met: _Met, obtained: attaching.Obtained | None) -> None:
        record, item = met.record, met.item
        if met.verdict in {Verdict.DONE, Verdict.TWICE}:
            return
        if record.kind == Kind.POST:
            self.shelves.tags(self.shelves.place_of(item).tags)
            self.signatures.of_post(item)
        if met.verdict not in {Verdict.NEW, Verdict.CHANGED_THERE}:
            return
        if record.kind == Kind.ATTACHMENT:
            record.digest = met.entry.digest
            record.kept = attaching.kept_of(item)
            attaching.attach(record, item, met.verdict, obtained)
        elif record.kind == Kind.MENU_ENTRY:
            record.digest, record.kept = met.entry.digest, _menu_entry(item)
        elif record.kind == Kind.OTHER:
            record.kept = _whole(item)
            record.outcome, record.reason = Outcome.SKIPPED, reasons.OTHER_KIND

    def _keep_addresses(self, met: Sequence[_Met]) -> None:
        """Record under which addresses the items could be found; the first to come has it."""
        base = self.work.site.base_path.strip("/")
        paths: dict[str, SourceRecord] = {}
        for each in met:
            is_lasting = each.record.kind in {*_WITH_TEXT, Kind.ATTACHMENT}
            if is_lasting and each.verdict is not Verdict.TWICE:
                for path in _paths_of(each.item, base=base):
                    paths.setdefault(path, each.record)
        known = OldAddress.objects.filter(site=self.work.site, path__in=paths)
        taken = set(known.values_list("path", flat=True))
        OldAddress.objects.bulk_create(
            OldAddress(site=self.work.site, path=path, record=record, run=self.work.run)
            for path, record in paths.items()
            if path not in taken
        )


def _portion(work: Work) -> list[JournalLine]:
    """Return the next lines: an attachment alone, since its file takes its time."""
    lines: list[JournalLine] = []
    for line in work.lines(limit=PORTION):
        if _is_attachment(line.entry.record):
            return lines or [line]
        lines.append(line)
    return lines


def _is_attachment(record: object) -> bool:
    return isinstance(record, SourceItem) and record.kind == "attachment"


def _outcome(verdict: Verdict) -> tuple[str, str]:
    outcomes: dict[Verdict, tuple[str, str]] = {
        Verdict.NEW: (Outcome.IMPORTED, ""),
        Verdict.SAME: (Outcome.UNCHANGED, ""),
        Verdict.CHANGED_THERE: (Outcome.UPDATED, ""),
        Verdict.CHANGED_ON_BOTH_SIDES: (Outcome.SKIPPED, reasons.CHANGED_HERE),
        Verdict.DELETED_HERE: (Outcome.SKIPPED, reasons.DELETED_HERE),
        Verdict.TWICE: (Outcome.SKIPPED, reasons.SAME_NUMBER),
    }
    return outcomes[verdict]


def _menu_entry(item: SourceItem) -> dict[str, Any]:
    said = {name: value_of(item, f"_menu_item_{name}") for name in _SAID_OF_MENU_ENTRY}
    menus = [term.name or term.slug for term in item.terms if term.domain == "nav_menu"]
    return {**said, "title": item.title, "menus": menus, "order": item.menu_order}


def _whole(item: SourceItem) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "status": item.status,
        "link": item.link,
        "slug": item.slug,
        "creator": item.creator,
        "content": item.content,
        "excerpt": item.excerpt,
        "published_at": item.published_at.isoformat() if item.published_at else None,
        "fields": [list(pair) for pair in item.meta],
        "terms": [[term.domain, term.slug, term.name] for term in item.terms],
    }


def _paths_of(item: SourceItem, *, base: str) -> list[str]:
    """Return the paths below the old site at which an item stood: now, and under old slugs."""
    path = below(normal_path(urlsplit(item.link).path), base=base) or "/"
    if path == "/":
        return []
    folder = path.rpartition("/")[0]
    slugs = [value for name, value in item.meta if name == "_wp_old_slug" and value]
    paths = [path, *(normal_path(f"{folder}/{slug}") for slug in slugs)]
    return [each for each in dict.fromkeys(paths) if len(each) <= MAX_PATH_CHARACTERS]
