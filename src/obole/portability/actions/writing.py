"""The third stage: texts are converted, written and published, and comments are kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from wagtail.models import Page

from obole.newsroom.models import ArticlePage
from obole.portability.actions.commenting import meet_again, stage_comments
from obole.portability.actions.composing import Composer
from obole.portability.actions.filing import Shelves
from obole.portability.actions.publishing import Manuscript, publish
from obole.portability.actions.recording import is_changed_here
from obole.portability.actions.shells import parent_of, title_for
from obole.portability.actions.signing import Signatures
from obole.portability.actions.work import Book, Work, item_key, twin_key
from obole.portability.models import Kind, Outcome, SourceRecord
from obole.portability.rules import placing
from obole.portability.rules.bodies import FlagKind
from obole.portability.rules.items import SourceItem
from obole.portability.rules.journal import Entry
from obole.portability.rules.publishing import publishing_of

# What one transaction writes takes a fraction of a second: SQLite lets nobody else write
# meanwhile. A transaction for each text takes a tenth longer.
PORTION = 10
_MISSING_FILE = (f"{FlagKind.MISSING_PICTURE}: ", f"{FlagKind.MISSING_FILE}: ")
_FRESH = (Outcome.IMPORTED, Outcome.UPDATED)

_Met = tuple[Entry, SourceItem, SourceRecord]


@dataclass
class Writing:
    """What the stage remembers from one portion to the next."""

    work: Work
    composer: Composer = field(init=False)
    shelves: Shelves = field(init=False)
    signatures: Signatures = field(init=False)
    has_new_files: bool = field(init=False)

    def __post_init__(self) -> None:
        self.composer = Composer(self.work)
        self.shelves = Shelves(self.work)
        self.signatures = Signatures(self.work)
        self.has_new_files = SourceRecord.objects.filter(
            run=self.work.run, kind=Kind.ATTACHMENT, outcome__in=_FRESH
        ).exists()

    def step(self) -> bool:
        """Write the next portion; return whether there is more."""
        lines = list(self.work.lines(limit=PORTION))
        if not lines:
            return False
        met = self._met([line.entry for line in lines])
        # Converting takes its time, and needs no lock.
        manuscripts = [self._manuscript(*each) for each in met if self._is_to_be_written(*each)]
        with transaction.atomic():
            self.work.move(position=lines[-1].end)
            self._follow_sections(manuscripts)
            publish(manuscripts)
            self._keep(met, manuscripts)
        return True

    def _met(self, entries: Sequence[Entry]) -> list[_Met]:
        """Return the items of the portion with their records."""
        items = [(each, each.record) for each in entries if isinstance(each.record, SourceItem)]
        keys = [key for _, item in items for key in (item_key(item), twin_key(item))]
        book = Book(self.work, wanted=keys)
        return [
            (entry, item, record)
            for entry, item in items
            for record in (book.get(*item_key(item)), book.get(*twin_key(item)))
            if record is not None and record.run_id == self.work.run.pk and record.line == item.line
        ]

    def _is_to_be_written(self, entry: Entry, _: SourceItem, record: SourceRecord) -> bool:
        if record.kind not in {Kind.POST, Kind.PAGE} or record.page_id is None:
            return False
        if record.outcome in _FRESH:
            return record.digest != entry.digest
        lacks_file = any(flag.startswith(_MISSING_FILE) for flag in record.flags)
        is_same = record.outcome == Outcome.UNCHANGED and not is_changed_here(record)
        return self.has_new_files and lacks_file and is_same

    def _manuscript(self, entry: Entry, item: SourceItem, record: SourceRecord) -> Manuscript:
        is_post = record.kind == Kind.POST
        if record.outcome == Outcome.UNCHANGED:
            record.outcome = Outcome.UPDATED
        record.digest = entry.digest
        place = self.shelves.place_of(item)
        return Manuscript(
            item=item,
            record=record,
            composed=self.composer.compose(item, kind=record.kind),
            publishing=publishing_of(item, now=self.work.run.started_at),
            title=title_for(item, language=self.work.locale.language_code),
            author_ids=self.signatures.of_post(item) if is_post else (),
            tag_ids=self.shelves.tags(place.tags) if is_post else (),
        )

    def _follow_sections(self, manuscripts: Sequence[Manuscript]) -> None:
        """Move articles whose category has changed there, unless somebody has moved them here."""
        for each in manuscripts:
            page = each.record.page
            if each.is_first or each.record.kind != Kind.POST or page is None:
                continue
            wanted = parent_of(self.work, self.shelves, each.item, kind=each.record.kind)
            article = ArticlePage.objects.get(pk=page.pk)
            is_ours = article.section_id == each.record.kept.get("section")
            is_taken = Page.objects.child_of(wanted).filter(slug=article.slug).exists()
            if is_ours and not is_taken and article.section_id != wanted.pk:
                article.move(Page.objects.get(pk=wanted.pk), pos="last-child")

    def _keep(self, met: Sequence[_Met], manuscripts: Sequence[Manuscript]) -> None:
        """Write into the records what was written, and keep the comments."""
        for each in manuscripts:
            record = each.record
            record.reason, record.detail = each.publishing.reason, ""
            record.flags, record.links = each.composed.flags, each.composed.links
            record.kept = self._kept_of(each)
        changed = {each.record.pk: each.record for each in manuscripts}
        for entry, item, record in met:
            if item.comments and record.comment_counts.get("run") != self.work.run.pk:
                self._keep_comments(entry, item, record)
                changed[record.pk] = record
        for record in changed.values():
            record.save(update_fields=_WRITTEN)

    def _keep_comments(self, entry: Entry, item: SourceItem, record: SourceRecord) -> None:
        if record.comments_digest == entry.comments_digest:
            meet_again(self.work, record)
            skipped = record.comment_counts["skipped"]
        else:
            skipped = stage_comments(self.work, record, item)
            record.comments_digest = entry.comments_digest
        record.comment_counts = {"run": self.work.run.pk, "skipped": skipped}

    def _kept_of(self, manuscript: Manuscript) -> dict[str, object]:
        item = manuscript.item
        kept: dict[str, object] = {
            "fields": [list(pair) for pair in item.meta],
            "terms": [
                [term.domain, term.slug, term.name]
                for term in item.terms
                if term.domain not in placing.HANDLED or term.domain == placing.FORMAT
            ],
            "creator": item.creator,
            "status": item.status,
            "sticky": item.is_sticky,
            "order": item.menu_order,
            "parent": item.parent_old_id,
        }
        if manuscript.record.kind == Kind.POST:
            parent = parent_of(self.work, self.shelves, item, kind=Kind.POST)
            kept["section"] = parent.pk
        return kept


_WRITTEN = (
    *("outcome", "reason", "detail", "digest", "flags", "links", "kept"),
    *("revision_id", "was_live", "comments_digest", "comment_counts"),
)
