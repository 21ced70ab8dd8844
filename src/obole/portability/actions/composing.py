"""A text of the old site as blocks of ours, with pictures, files and links of ours in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, uuid5

from obole.newsroom.addresses import front_path
from obole.portability.actions.work import Work
from obole.portability.models import Kind, SourceRecord
from obole.portability.queries.addresses import Target, records_of_file, target_of
from obole.portability.rules.bodies import (
    FileMatch,
    FileRef,
    FlagKind,
    InnerLink,
    PictureMatch,
    PictureRef,
    Surroundings,
    convert_body,
    flag,
)
from obole.portability.rules.headings import in_steps
from obole.portability.rules.items import SourceItem
from obole.portability.rules.old_paths import path_at, requests_of
from obole.portability.rules.placing import value_of
from obole.portability.rules.standing import standing_blocks
from obole.portability.rules.uploads import file_name_of, is_picture_file

# Answers that are remembered during a slice: a menu that stands in every text is asked for once.
REMEMBERED = 20_000
# A report names the first of the broken links of a text; the hundredth says nothing new.
MAX_LINKS = 200


KeyT = TypeVar("KeyT")
AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True, slots=True)
class Composed:
    """A converted text in the raw form of a StreamField, and what to look at."""

    blocks: list[dict[str, Any]]
    flags: list[str]
    links: dict[str, list[Any]]
    picture_id: int | None


@dataclass
class Composer:
    """Converts texts; remembers where addresses lead."""

    work: Work
    _targets: dict[str, Target | None] = field(default_factory=dict)
    _files: dict[tuple[str, str], list[SourceRecord]] = field(default_factory=dict)
    _numbers: dict[int, SourceRecord | None] = field(default_factory=dict)

    def compose(self, item: SourceItem, *, kind: str) -> Composed:
        """Return the text of a post or a page."""
        notes = _LinkNotes()
        body = convert_body(
            item.content,
            find_picture=self._picture,
            rewrite_link=partial(self._rewrite, notes=notes),
            around=Surroundings(
                base_url=self.work.site.address,
                footnotes=value_of(item, "footnotes"),
                attached_pictures=partial(self._attached, item.old_id),
                find_file=self._file,
                find_pattern=self._pattern,
                find_inner=notes.inner.get,
            ),
        )
        blocks = in_steps(standing_blocks(body.blocks) if kind == Kind.PAGE else body.blocks)
        # The same text has the same numbers, however often the import is interrupted.
        name = f"{self.work.site.key} {kind} {item.old_id}"
        raw = [
            {
                "type": block.type,
                "value": block.value,
                "id": str(uuid5(NAMESPACE_URL, f"{name} {number}")),
            }
            for number, block in enumerate(blocks)
        ]
        featured = self._featured(item)
        picture = self._numbered(featured) if featured is not None else None
        picture_id = picture.picture_id if picture else None
        flags = list(body.flags)
        if featured is not None and picture_id is None:
            flags.insert(0, flag(FlagKind.MISSING_PICTURE, f"attachment {featured}"))
        return Composed(
            blocks=raw,
            flags=list(dict.fromkeys(flags)),
            links=notes.as_links(),
            picture_id=picture_id,
        )

    def _featured(self, item: SourceItem) -> int | None:
        """Return the old number of a text's own picture, where it has one."""
        written = value_of(item, "_thumbnail_id").strip()
        is_number = written.isascii() and written.isdecimal() and len(written) < 19  # noqa: PLR2004
        return (int(written) or None) if is_number else None

    def _picture(self, ref: PictureRef) -> PictureMatch | None:
        record = self._numbered(ref.old_id) if ref.old_id is not None else None
        if record is not None and record.picture_id is not None:
            return PictureMatch(record.picture_id)
        found = (each.picture_id for each in self._named(ref.url))
        number = next((each for each in found if each is not None), None)
        return PictureMatch(number) if number is not None else None

    def _file(self, ref: FileRef) -> FileMatch | None:
        record = self._numbered(ref.old_id) if ref.old_id is not None else None
        candidates = [record] if record is not None else self._named(ref.url)
        for each in candidates:
            if each.document_id is not None:
                return FileMatch(each.document_id, title=each.title)
        return None

    def _attached(self, old_id: int) -> Sequence[PictureRef]:
        if not old_id:
            return ()
        attached = SourceRecord.objects.filter(
            site=self.work.site, kind=Kind.ATTACHMENT, parent_old_id=old_id
        ).order_by("old_id")
        return [PictureRef("", each.old_id) for each in attached if is_picture_file(each.file_path)]

    def _pattern(self, old_id: int) -> str | None:
        record = SourceRecord.objects.filter(
            site=self.work.site, kind=Kind.OTHER, old_id=old_id, kept__kind="wp_block"
        ).first()
        return str(record.kept["content"]) if record else None

    def _rewrite(self, url: str, *, notes: "_LinkNotes") -> str:
        target, is_inner = self._target(url)
        if not is_inner:
            return url
        if target is None:
            notes.lose(url)
            return url
        address = target.address or f"{self.work.site.base_path}{_path_of_file(url)}"
        notes.lead(address, target)
        return address

    def _target(self, url: str) -> tuple[Target | None, bool]:
        """Return where an address leads, and whether it is one of the old site."""
        place = path_at(url.partition("#")[0], key=self.work.site.key)
        if place is None or not self.work.site.key:
            return None, False
        path, query = place
        return _remembered(
            self._targets, f"{path}?{query}", partial(self._look_up, path, query)
        ), True

    def _look_up(self, path: str, query: str) -> Target | None:
        requests = requests_of(path, query)
        if not requests and path == "/":
            return Target(front_path(self.work.locale.language_code), page_id=self.work.home.pk)
        return target_of(site=self.work.site, requests=requests, published_only=False)

    def _numbered(self, old_id: int) -> SourceRecord | None:
        attachments = SourceRecord.objects.filter(
            site=self.work.site, kind=Kind.ATTACHMENT, old_id=old_id
        )
        return _remembered(self._numbers, old_id, attachments.first) if old_id else None

    def _named(self, url: str) -> list[SourceRecord]:
        if not url:
            return []
        file = file_name_of(url)
        find = partial(records_of_file, site=self.work.site, file=file)
        return _remembered(self._files, (file.host, file.path), find)


@dataclass
class _LinkNotes:
    """What the links of one text lead to."""

    inner: dict[str, InnerLink] = field(default_factory=dict)
    pages: dict[int, None] = field(default_factory=dict)
    lost: dict[str, None] = field(default_factory=dict)

    def lead(self, address: str, target: Target) -> None:
        if target.page_id is not None:
            self.inner[address] = InnerLink("page", target.page_id)
            self.pages[target.page_id] = None
        elif target.document_id is not None:
            self.inner[address] = InnerLink("document", target.document_id)

    def lose(self, url: str) -> None:
        self.lost[url] = None

    def as_links(self) -> dict[str, list[Any]]:
        links: dict[str, list[Any]] = {
            "pages": list(self.pages)[:MAX_LINKS],
            "lost": list(self.lost)[:MAX_LINKS],
        }
        return {name: found for name, found in links.items() if found}


def _path_of_file(url: str) -> str:
    return f"/wp-content/uploads/{file_name_of(url).path}"


def _remembered(known: dict[KeyT, AnswerT], key: KeyT, find: Callable[[], AnswerT]) -> AnswerT:
    if key not in known:
        if len(known) >= REMEMBERED:
            known.clear()
        known[key] = find()
    return known[key]
