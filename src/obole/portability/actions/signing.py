"""Authors of an old site: who they are here, and which of them are one person."""

from django.db.models import Model

from obole.newsroom.models import Author
from obole.portability.actions.recording import Verdict, is_as_written, verdict_on
from obole.portability.actions.work import Work
from obole.portability.models import Kind, Outcome, SourceRecord
from obole.portability.rules import placing, reasons, texts
from obole.portability.rules.items import SourceAuthor, SourceItem
from obole.portability.rules.journal import Entry
from obole.portability.rules.wording import MAX_SLUG_CHARACTERS, shortened, slug_of

MAX_NAME_CHARACTERS = 200
# What the plugin Co-Authors Plus puts before a login.
CO_AUTHOR = "cap-"


class Signatures:
    """The authors of a site. Nobody gets an account; who signs nothing is kept as data only."""

    def __init__(self, work: Work) -> None:
        self._work = work
        records = SourceRecord.objects.select_related("author").filter(
            site=work.site, kind=Kind.AUTHOR
        )
        self._records: dict[str, SourceRecord] = {}
        self._logins: dict[str, str] = {}
        for record in records.order_by("pk"):
            self._know(record)

    def declare(self, author: SourceAuthor, entry: Entry) -> None:
        """Record what the export says of an author."""
        record = self._records.get(author.login)
        verdict = verdict_on(record, run_id=self._work.run.pk, digest=entry.digest)
        if verdict is Verdict.DONE and record is not None and record.digest:
            return
        record = record or self._new(author.login, author.name)
        self._meet(record)
        if verdict is Verdict.CHANGED_THERE:
            self._rename(record, author.name or author.login)
        elif verdict is Verdict.CHANGED_ON_BOTH_SIDES:
            record.outcome, record.reason = Outcome.SKIPPED, reasons.CHANGED_HERE
        elif verdict is Verdict.DELETED_HERE:
            record.outcome, record.reason = Outcome.SKIPPED, reasons.DELETED_HERE
        record.title = shortened(author.name or author.login, 255)
        record.old_id = author.old_id or 0
        if record.outcome != Outcome.SKIPPED or not record.was_made:
            record.digest = entry.digest
        record.kept = {**record.kept, "name": author.name, "email": author.email}
        record.save()
        self._know(record)

    def of_post(self, item: SourceItem) -> list[int]:
        """Return the authors of ours who sign a post, in order, each once; made where needed."""
        together = [term for term in item.terms if term.domain == placing.AUTHOR]
        if together:
            signed = [
                self._signer(term.slug.removeprefix(CO_AUTHOR), term.name) for term in together
            ]
        elif item.creator:
            signed = [self._signer(item.creator, "")]
            if item.creator_as_written not in {"", item.creator}:
                self._spell(item.creator_as_written, item.creator)
        else:
            signed = []
        return list(dict.fromkeys(number for number in signed if number is not None))

    def _signer(self, login: str, name: str) -> int | None:
        key = self._logins.get(login.casefold()) or self._logins.get(slug_of(login))
        key = key or (self._logins.get(name.casefold()) if name else None)
        record = self._records[key] if key is not None else self._new(login, name)
        if record.pk is None or record.run_id != self._work.run.pk:
            self._meet(record)
            record.save()
            self._know(record)
        if record.author_id is None and not record.was_made:
            self._make(record, name)
        return record.author_id

    def _spell(self, written: str, login: str) -> None:
        """Record another spelling of a login, which is nobody else."""
        written = shortened(written, 255)
        record = self._records.get(written) or self._new(written, "")
        if record.pk is not None and record.run_id == self._work.run.pk:
            return
        record.run, record.outcome = self._work.run, Outcome.SKIPPED
        record.reason, record.detail = reasons.OTHER_SPELLING, login
        record.save()
        self._records[written] = record

    def _make(self, record: SourceRecord, name: str) -> None:
        """Give a record its author: one of ours who has the name already, or a new one."""
        name = record.kept.get("name") or name or record.key
        name = shortened(texts.one_line(name), MAX_NAME_CHARACTERS)
        author = Author.objects.filter(name__iexact=name).order_by("pk").first()
        if author is None:
            author = Author.objects.create(name=name, slug=_free_slug(name, record.key))
            record.written = {"name": name}
        record.author, record.was_made = author, True
        twin = next(
            (
                each
                for each in self._records.values()
                if each.author_id == author.pk and each.pk != record.pk and each.written
            ),
            None,
        )
        if twin is not None:
            record.outcome, record.reason = Outcome.SKIPPED, reasons.OTHER_SPELLING
            record.detail = twin.key
        else:
            record.outcome, record.reason, record.detail = Outcome.IMPORTED, "", ""
        record.save()

    def _rename(self, record: SourceRecord, name: str) -> None:
        name = shortened(name, MAX_NAME_CHARACTERS)
        author: Model | None = record.author
        if isinstance(author, Author) and is_as_written(author, record.written):
            author.name = name
            author.save(update_fields=["name"])
            record.written = {"name": name}
        record.outcome = Outcome.UPDATED

    def _new(self, login: str, name: str) -> SourceRecord:
        kept = {"name": name, "nicename": slug_of(login)}
        return SourceRecord(
            site=self._work.site,
            kind=Kind.AUTHOR,
            key=shortened(login, 255),
            title=shortened(name or login, 255),
            kept=kept,
        )

    def _meet(self, record: SourceRecord) -> None:
        """Note that this run has met it; who has no author yet signs nothing until they do."""
        record.run = self._work.run
        if record.is_deleted_here:
            record.outcome, record.reason = Outcome.SKIPPED, reasons.DELETED_HERE
        elif not record.was_made:
            record.outcome, record.reason = Outcome.SKIPPED, reasons.SIGNS_NOTHING
        elif record.reason != reasons.OTHER_SPELLING:
            record.outcome, record.reason = Outcome.UNCHANGED, ""

    def _know(self, record: SourceRecord) -> None:
        self._records[record.key] = record
        if record.reason == reasons.OTHER_SPELLING and not record.was_made:
            return
        names = (record.key, slug_of(record.key), record.kept.get("name", ""))
        for name in filter(None, names):
            self._logins.setdefault(name.casefold(), record.key)


def _free_slug(*candidates: str) -> str:
    wanted = slug_of(*candidates) or "author"
    taken = set(Author.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted[: MAX_SLUG_CHARACTERS - 8]}-{number}"
    return slug
