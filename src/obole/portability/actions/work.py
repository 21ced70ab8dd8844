"""One slice of an import: what its steps share, and how far it is."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from wagtail.models import Locale

from obole.newsroom.models import HomePage
from obole.portability.actions.files import FileSource
from obole.portability.models import ImportedSite, ImportRun, Kind, SourceRecord, Stage
from obole.portability.rules.items import SourceItem
from obole.portability.rules.journal import Entry, entry_of

ITEM_KINDS = {
    "post": Kind.POST,
    "page": Kind.PAGE,
    "attachment": Kind.ATTACHMENT,
    "nav_menu_item": Kind.MENU_ENTRY,
}

RecordKey = tuple[str, str]


class AdvancedElsewhere(Exception):
    """Another process goes on with this import at the same time: this one stops."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """An entry of the journal, and the byte at which the next begins."""

    entry: Entry
    end: int


class Work:
    """What a slice has at hand. It is made anew after every interruption, and remembers nothing."""

    def __init__(self, *, run: ImportRun, files: FileSource, now: datetime) -> None:
        self.run = run
        self.site: ImportedSite = run.site
        self.locale: Locale = run.site.locale
        self.home: HomePage = HomePage.objects.filter(locale=self.locale).order_by("path")[0]
        self.files = files
        self.now = now
        self._journal: BinaryIO | None = None

    def lines(self, *, limit: int) -> Iterator[JournalLine]:
        """Yield the next lines of the journal from the run's position on."""
        if self._journal is None:
            self._journal = self.run.journal_path.open("rb")
        self._journal.seek(self.run.position)
        end = self.run.position
        for _ in range(limit):
            line = self._journal.readline()
            if not line:
                return
            end += len(line)
            yield JournalLine(entry=entry_of(line), end=end)

    def move(self, *, position: int) -> None:
        """Write how far the stage is. Call it first in the transaction of what was done.

        Raise AdvancedElsewhere when another process has done it meanwhile.
        """
        self._write(position=position, done=position)

    def enter(self, stage: Stage, *, total: int) -> None:
        """Begin a stage; `total` is the position at its end."""
        self._write(stage=stage, position=0, done=0, total=total)

    def close(self) -> None:
        """Close what is open."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def _write(self, **values: object) -> None:
        run = self.run
        here = ImportRun.objects.filter(pk=run.pk, stage=run.stage, position=run.position)
        if not here.update(**values):
            raise AdvancedElsewhere
        for name, value in values.items():
            setattr(run, name, value)


class Book:
    """The records of a portion: fetched with one query, written with two."""

    def __init__(self, work: Work, *, wanted: Iterable[RecordKey]) -> None:
        self._work = work
        self._known: dict[RecordKey, SourceRecord] = {}
        self._new: list[SourceRecord] = []
        self._changed: dict[int, SourceRecord] = {}
        keys: dict[str, list[str]] = {}
        for kind, key in wanted:
            keys.setdefault(kind, []).append(key)
        for kind, of_kind in keys.items():
            found = SourceRecord.objects.select_related("page").filter(
                site=work.site, kind=kind, key__in=of_kind
            )
            self._known.update({(each.kind, each.key): each for each in found})

    def get(self, kind: str, key: str) -> SourceRecord | None:
        """Return the record of something, if there is one."""
        return self._known.get((kind, key))

    def add(self, record: SourceRecord) -> SourceRecord:
        """Keep a new record for `write`."""
        self._known[record.kind, record.key] = record
        self._new.append(record)
        return record

    def change(self, record: SourceRecord) -> None:
        """Keep a changed record for `write`."""
        if record.pk is not None:
            self._changed[record.pk] = record

    def write(self) -> None:
        """Write all of them."""
        SourceRecord.objects.bulk_create(self._new)
        if self._changed:
            SourceRecord.objects.bulk_update(self._changed.values(), WRITTEN_FIELDS)
        self._new, self._changed = [], {}


WRITTEN_FIELDS = (
    *("run", "line", "outcome", "reason", "detail", "title", "digest", "old_id", "kept"),
    *("page", "picture", "document", "was_made", "written", "parent_old_id"),
    *("file_host", "file_path", "file_form"),
)


def item_key(item: SourceItem) -> RecordKey:
    """Return the kind and the key of an item: its number, or what else tells it from others."""
    kind = ITEM_KINDS.get(item.kind, Kind.OTHER)
    if item.old_id:
        return kind, str(item.old_id)
    words = item.link or item.guid or f"{item.title}\n{item.published_at}"
    return kind, f"?{hashlib.sha256(words.encode()).hexdigest()[:32]}"


def twin_key(item: SourceItem) -> RecordKey:
    """Return the key of an item whose number another item of the same file has."""
    kind, key = item_key(item)
    return kind, f"{key[:200]}@{item.line}"
