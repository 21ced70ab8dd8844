"""Categories and tags of an old site: the sections and tags that they become here."""

from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Page

from obole.newsroom.addresses import front_path
from obole.newsroom.models import SectionPage, Tag
from obole.portability.actions.recording import Verdict, is_as_written, verdict_on
from obole.portability.actions.work import Work
from obole.portability.models import Kind, Outcome, SourceRecord
from obole.portability.rules import placing, reasons
from obole.portability.rules.items import SourceItem, SourceTerm, SourceTermRef
from obole.portability.rules.journal import Entry
from obole.portability.rules.wording import MAX_TITLE_CHARACTERS, shortened, slug_of

MAX_TAG_CHARACTERS = 100
PAGE_ROUTES = frozenset(("article", "wagtail_serve"))


class Shelves:
    """The sections and tags of a site, made when the first post needs them.

    A category in which nothing is stays what it is: data.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._records: dict[tuple[str, str], SourceRecord] = {}
        self._parents: dict[str, str] = {}
        self._slugs_by_id: dict[int, str] = {}
        self._sections: dict[str, SectionPage] = {}
        found = SourceRecord.objects.select_related("page", "tag").filter(
            site=work.site, kind__in=(Kind.CATEGORY, Kind.TAG)
        )
        for record in found:
            self._know(record)

    def declare(self, term: SourceTerm, entry: Entry) -> None:
        """Record what the export says of a term."""
        kind = _kind_of(term)
        key = _key_of(term)
        record = self._records.get((kind, key)) if kind != Kind.TERM else self._other(key)
        verdict = verdict_on(record, run_id=self._work.run.pk, digest=entry.digest)
        if verdict is Verdict.DONE and record is not None and record.digest:
            return
        record = record or self._new(kind, key, term.name)
        self._meet(record)
        if verdict is Verdict.CHANGED_THERE and record.was_made:
            self._rename(record, term.name)
        elif verdict is Verdict.CHANGED_ON_BOTH_SIDES:
            record.outcome, record.reason = Outcome.SKIPPED, reasons.CHANGED_HERE
        record.title = shortened(term.name or term.slug, MAX_TITLE_CHARACTERS)
        record.old_id = term.old_id or 0
        if record.reason not in {reasons.CHANGED_HERE, reasons.DELETED_HERE}:
            record.digest = entry.digest
        record.kept = {
            "name": term.name,
            "slug": term.slug,
            "parent": term.parent_slug,
            "description": term.description,
            "taxonomy": term.kind,
        }
        record.save()
        self._know(record)

    def place_of(self, item: SourceItem) -> placing.Place:
        """Return where a post goes, in the words of the old site."""
        return placing.place_of(item, parents=self._parents, slugs_by_id=self._slugs_by_id)

    def section(self, slug: str) -> SectionPage:
        """Return the section of a category, or of posts without one; made if it is the first."""
        known = self._sections.get(slug)
        if known is None:
            known = self._section_of(slug) if slug else self._loose_section()
            self._sections[slug] = known
        return known

    def tags(self, refs: tuple[SourceTermRef, ...]) -> list[int]:
        """Return the tags of a post, each once; made where needed."""
        found = [self._tag(ref) for ref in refs]
        return list(dict.fromkeys(number for number in found if number is not None))

    def _section_of(self, slug: str) -> SectionPage:
        record = self._records.get((Kind.CATEGORY, slug)) or self._new(Kind.CATEGORY, slug, "")
        if record.pk is None or record.run_id != self._work.run.pk:
            self._meet(record)
        page = SectionPage.objects.filter(pk=record.page_id).first() if record.page_id else None
        if page is None:
            name = record.kept.get("name") or record.title or slug
            page, is_ours = self._open_section(name, slug)
            record.page = page.page_ptr
            # One that was here before is nobody's to change but the editor's.
            record.revision_id = page.latest_revision_id if is_ours else None
            record.was_live = page.live
            self._make(record)
        record.save()
        self._know(record)
        return page

    def _loose_section(self) -> SectionPage:
        site = self._work.site
        known = site.loose_section_id
        found = SectionPage.objects.filter(pk=known).first() if known is not None else None
        if found is None:
            with translation.override(self._work.locale.language_code):
                name = gettext("Other articles")
            found, _ = self._open_section(name, "")
            site.loose_section = found.page_ptr
            site.save(update_fields=["loose_section"])
        return found

    def _open_section(self, name: str, slug: str) -> tuple[SectionPage, bool]:
        """Return the section of this name, and whether it was made just now."""
        title = shortened(name, MAX_TITLE_CHARACTERS)
        home = self._work.home
        sections = SectionPage.objects.child_of(home)
        wanted = slug_of(slug, title) or "section"
        known = sections.filter(slug=wanted).first() or sections.filter(title__iexact=title).first()
        if known is not None:
            return known, False
        section = SectionPage(
            title=title,
            slug=free_slug(home, wanted, work=self._work),
            locale=home.locale,
            live=False,
        )
        home.refresh_from_db()
        home.add_child(instance=section)
        section.save_revision().publish()
        section.refresh_from_db()
        return section, True

    def _tag(self, ref: SourceTermRef) -> int | None:
        kind = Kind.TAG if ref.domain == placing.TAG else Kind.CATEGORY
        record = self._records.get((kind, ref.slug)) or self._new(kind, ref.slug, ref.name)
        is_met = record.pk is not None and record.run_id == self._work.run.pk
        if is_met and record.tag_id is not None:
            return record.tag_id
        if not is_met:
            self._meet(record)
        if record.tag_id is None and not (record.was_made and record.page_id is None):
            name = shortened(record.kept.get("name") or ref.name or ref.slug, MAX_TAG_CHARACTERS)
            record.tag = Tag.objects.filter(name__iexact=name).first()
            if record.tag is None:
                record.tag = Tag.objects.create(name=name)
                record.written = {"name": name}
            self._make(record)
        record.save()
        self._know(record)
        return record.tag_id

    def _make(self, record: SourceRecord) -> None:
        if not record.was_made:
            record.outcome, record.reason = Outcome.IMPORTED, ""
        record.was_made = True

    def _rename(self, record: SourceRecord, name: str) -> None:
        tag = record.tag
        if tag is not None and is_as_written(tag, record.written):
            taken = Tag.objects.filter(name__iexact=name).exclude(pk=tag.pk).exists()
            if name and not taken:
                tag.name = shortened(name, MAX_TAG_CHARACTERS)
                tag.save(update_fields=["name"])
                record.written = {"name": tag.name}
        page = SectionPage.objects.filter(pk=record.page_id).first() if record.page_id else None
        if page is not None and name and page.latest_revision_id == record.revision_id:
            page.title = shortened(name, MAX_TITLE_CHARACTERS)
            revision = page.save_revision()
            revision.publish()
            record.revision_id = revision.pk
        record.outcome = Outcome.UPDATED

    def _new(self, kind: str, key: str, name: str) -> SourceRecord:
        return SourceRecord(
            site=self._work.site,
            kind=kind,
            key=key,
            title=shortened(name or key, MAX_TITLE_CHARACTERS),
            kept={"name": name} if name else {},
        )

    def _other(self, key: str) -> SourceRecord | None:
        return SourceRecord.objects.filter(site=self._work.site, kind=Kind.TERM, key=key).first()

    def _meet(self, record: SourceRecord) -> None:
        record.run = self._work.run
        record.reason = ""
        if record.kind == Kind.TERM:
            record.outcome, record.reason = Outcome.SKIPPED, reasons.OTHER_TAXONOMY
        elif record.is_deleted_here:
            record.outcome, record.reason = Outcome.SKIPPED, reasons.DELETED_HERE
        elif record.was_made:
            record.outcome = Outcome.UNCHANGED
        else:
            record.outcome, record.reason = Outcome.SKIPPED, reasons.NOTHING_IN_IT

    def _know(self, record: SourceRecord) -> None:
        self._records[record.kind, record.key] = record
        if record.kind == Kind.CATEGORY:
            self._parents[record.key] = record.kept.get("parent", "")
            if record.old_id:
                self._slugs_by_id[record.old_id] = record.key


def _kind_of(term: SourceTerm) -> str:
    return {"category": Kind.CATEGORY, "tag": Kind.TAG}.get(term.kind, Kind.TERM)


def _key_of(term: SourceTerm) -> str:
    slug = term.slug or term.name
    key = slug if _kind_of(term) != Kind.TERM else f"{term.kind.removeprefix('term:')}/{slug}"
    return shortened(key, 255)


def free_slug(parent: Page, wanted: str, *, work: Work) -> str:
    """Return the slug, or the first with a number after it that no page or route has."""
    taken = set(
        Page.objects.child_of(parent).filter(slug__startswith=wanted).values_list("slug", flat=True)
    )
    slug, number = wanted, 1
    while slug in taken or not is_for_pages(parent, slug, work=work):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def is_for_pages(parent: Page, slug: str, *, work: Work) -> bool:
    """Tell whether a page below this one can have the slug: some words are the program's own."""
    language = work.locale.language_code
    below = parent.url_path.removeprefix(work.home.url_path)
    with translation.override(language):
        return resolve(f"{front_path(language)}{below}{slug}/").url_name in PAGE_ROUTES
