"""The report of an import as the desk shows it: rows of counts, and lists with links."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from obole.portability.models import ImportedSite, Kind, SourceRecord
from obole.portability.queries.reports import OUTCOMES
from obole.portability.rules.flags import said_of

# A screen shows so many of each list; the JSON has them all.
LISTED = 200


@dataclass(frozen=True, slots=True)
class Row:
    """How many of one type have which outcome: found, imported, updated, unchanged, skipped."""

    label: str
    counts: list[int]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a list; `page_id` is that of the page whose edit form it links to."""

    title: str
    reason: str = ""
    page_id: int | None = None
    details: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of the report: its first lines, and how many there are."""

    heading: str
    lines: list[Line]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


def rows_of(report: dict[str, Any]) -> list[Row]:
    """Return the table of counts, without the types of which there are none."""
    labels = _labels()
    return [
        Row(
            labels[name],
            [said["found"], *(said[each] for each in OUTCOMES), len(said["skipped"])],
        )
        for name in labels
        if (said := report[name])["found"]
    ]


def listings_of(report: dict[str, Any], *, site: ImportedSite | None) -> list[Listing]:
    """Return the lists that are not empty; `site` is whose pages are linked to, if it is known."""
    found = [(heading, entries) for heading, entries in _entries(report) if entries]
    shown = [(heading, entries[:LISTED], len(entries)) for heading, entries in found]
    numbers = {entry["id"] for _, entries, _ in shown for entry in entries if entry.get("page")}
    pages = _pages_of(site, numbers)
    return [
        Listing(heading, [_line(entry, pages) for entry in entries], count)
        for heading, entries, count in shown
    ]


def flags_in_words(flags: Iterable[str]) -> Iterator[str]:
    """Yield what flags say, in the language of whoever reads it."""
    for flag in flags:
        said = said_of(flag)
        words = _(said.words)
        yield f"{words} ({said.about})" if said.about else words


def _labels() -> dict[str, str]:
    return {
        "posts": _("Articles"),
        "pages": _("Pages"),
        "attachments": _("Pictures and files"),
        "comments": _("Comments"),
        "authors": _("Authors"),
        "terms": _("Categories and tags"),
        "redirects": _("Old addresses"),
        "menu_entries": _("Entries of menus"),
        "others": _("Other items"),
    }


def _entries(report: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield each list: its heading, and entries with `id`, `title`, `reason`, `details`, `page`."""
    yield (
        _("Could not be read"),
        [
            {"title": _problem(each), "reason": each["reason"], "details": [each["detail"]]}
            for each in report["problems"]
        ],
    )
    yield (
        _("To look at"),
        [
            {**each, "page": True, "details": list(flags_in_words(each["flags"]))}
            for each in report["to_review"]
        ],
    )
    yield (
        _("Missing files"),
        [{"title": each["file"], "reason": each["reason"]} for each in report["missing_files"]],
    )
    yield (
        _("Links that lead nowhere"),
        [{**each, "page": True, "details": each["links"]} for each in report["broken_links"]],
    )
    yield (
        _("Imported and not published"),
        [{**each, "page": True} for each in report["unpublished"]],
    )
    yield from _skipped(report)
    yield (
        _("Menus, kept as data"),
        [
            {"title": name or "–", "details": [entry["title"] for entry in entries]}
            for name, entries in report["menus"].items()
        ],
    )


def _skipped(report: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield what was left out, by type; of files the list of those that are missing tells."""
    for name, label in _labels().items():
        if name != "attachments":
            heading = pgettext("of an import", "Skipped: %(type)s") % {"type": label.lower()}
            yield heading, [{**each, "details": []} for each in report[name]["skipped"]]


def _problem(problem: dict[str, Any]) -> str:
    line = _("Line %(number)d") % {"number": problem["line"]}
    item = _("“%(title)s”") % {"title": problem["item"]}
    return f"{line}, {item}" if problem["item"] else line


def _line(entry: dict[str, Any], pages: dict[int, int]) -> Line:
    return Line(
        title=str(entry.get("title") or entry.get("id") or "–"),
        reason=_(entry["reason"]) if entry.get("reason") else "",
        page_id=pages.get(entry["id"]) if entry.get("page") else None,
        details=[each for each in entry.get("details", []) if each],
    )


def _pages_of(site: ImportedSite | None, numbers: set[int]) -> dict[int, int]:
    """Return the pages that texts have become, by their old numbers."""
    if site is None:
        return {}
    records = SourceRecord.objects.filter(
        site=site, kind__in=(Kind.POST, Kind.PAGE), old_id__in=numbers, page__isnull=False
    )
    return {old: page for old, page in records.values_list("old_id", "page") if page is not None}
