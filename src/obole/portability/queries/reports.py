"""What an import has done, for the screen and as JSON."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from obole.portability.models import (
    ImportRun,
    Kind,
    OldAddress,
    Outcome,
    SourceRecord,
    StagedComment,
)
from obole.portability.rules import reasons

# The names of the report, and the kinds of records that each counts.
KINDS: dict[str, tuple[Kind, ...]] = {
    "posts": (Kind.POST,),
    "pages": (Kind.PAGE,),
    "attachments": (Kind.ATTACHMENT,),
    "authors": (Kind.AUTHOR,),
    "terms": (Kind.CATEGORY, Kind.TAG, Kind.TERM),
    "menu_entries": (Kind.MENU_ENTRY,),
    "others": (Kind.OTHER,),
}
COUNTED = ("posts", "pages", "comments", "attachments", "authors", "terms", "redirects")
OUTCOMES = (Outcome.IMPORTED, Outcome.UPDATED, Outcome.UNCHANGED)


class Miscounted(AssertionError):
    """The report does not add up: something was met and forgotten."""


def report_of(run: ImportRun) -> dict[str, Any]:
    """Return the report of a run whose stages are done. Raise Miscounted.

    `found` is always the sum of imported, updated, unchanged and skipped.
    """
    report: dict[str, Any] = {
        "site": run.site.address,
        "file": run.file_name,
        "sha256": run.digest,
        "options": run.options(),
        **{name: _of_kinds(run, kinds) for name, kinds in KINDS.items()},
        "comments": _of_comments(run),
        "redirects": _of_redirects(run),
        "unpublished": _unpublished(run),
        "missing_files": _missing_files(run),
        "to_review": _to_review(run),
        "broken_links": _broken_links(run),
        "menus": _menus(run),
        "problems": run.problems,
    }
    check_sums(report)
    _check_found(run, report)
    return report


def check_sums(report: dict[str, Any]) -> None:
    """Raise Miscounted unless every count adds up."""
    for name in (*KINDS, "comments", "redirects"):
        counts = report[name]
        total = sum(counts[each] for each in OUTCOMES) + len(counts["skipped"])
        if counts["found"] != total:
            raise Miscounted(f"{name}: {counts['found']} found, and {total} accounted for")


def _check_found(run: ImportRun, report: dict[str, Any]) -> None:
    """Compare what became of the items with how many were counted when the file was read."""
    expected = {
        name: sum(run.found.get(kind, 0) for kind in kinds)
        for name, kinds in KINDS.items()
        if name not in {"authors", "terms"}
    }
    expected["comments"] = run.found.get("comment", 0)
    for name, count in expected.items():
        if report[name]["found"] != count:
            raise Miscounted(f"{name}: {count} in the file, and {report[name]['found']} met")


def _of_kinds(run: ImportRun, kinds: Iterable[Kind]) -> dict[str, Any]:
    records = SourceRecord.objects.filter(run=run, kind__in=kinds)
    skipped = records.filter(outcome=Outcome.SKIPPED).order_by("kind", "line", "pk")
    return _counts(
        _by_outcome(records),
        [
            {
                "id": _number_of(each),
                "title": each.title or each.detail,
                "reason": each.reason,
                **({"detail": each.detail} if each.detail else {}),
            }
            for each in skipped.only("old_id", "key", "title", "reason", "detail")
        ],
    )


def _number_of(record: SourceRecord) -> int | str:
    """Return the old number of a record, or else its key; a twin's key begins with its number."""
    written = record.key.partition("@")[0]
    return record.old_id or (int(written) if written.isdecimal() else record.key)


def _of_comments(run: ImportRun) -> dict[str, Any]:
    skipped: list[dict[str, Any]] = []
    records = SourceRecord.objects.filter(run=run, comment_counts__run=run.pk)
    for counts in records.order_by("pk").values_list("comment_counts", flat=True).iterator():
        skipped += counts["skipped"]
    comments = StagedComment.objects.filter(run=run)
    left_out = comments.filter(outcome=Outcome.SKIPPED).order_by("record", "order", "pk")
    skipped += [
        {"id": each.old_id, "title": each.author_name, "reason": each.reason}
        for each in left_out.only("old_id", "author_name", "reason")
    ]
    return {
        **_counts(_by_outcome(comments), skipped),
        "waiting": comments.filter(waits=True).count(),
    }


def _of_redirects(run: ImportRun) -> dict[str, Any]:
    addresses = OldAddress.objects.filter(run=run).exclude(outcome="")
    skipped = addresses.filter(outcome=Outcome.SKIPPED).order_by("pk")
    return _counts(
        _by_outcome(addresses),
        [
            {"id": each.path, "title": each.record.title, "reason": each.reason}
            for each in skipped.select_related("record")
        ],
    )


def _by_outcome(rows: QuerySet[Any]) -> dict[str, int]:
    counted = rows.order_by().values("outcome").annotate(count=Count("pk"))
    return dict(counted.values_list("outcome", "count"))


def _counts(counted: dict[str, int], skipped: list[dict[str, Any]]) -> dict[str, Any]:
    done = {str(outcome.value): counted.get(outcome, 0) for outcome in OUTCOMES}
    return {"found": sum(done.values()) + len(skipped), **done, "skipped": skipped}


def _texts(run: ImportRun) -> QuerySet[SourceRecord]:
    records = SourceRecord.objects.filter(run=run, kind__in=(Kind.POST, Kind.PAGE))
    return records.select_related("page").order_by("line")


def _named(record: SourceRecord, **rest: Any) -> dict[str, Any]:
    title = record.page.title if record.page else record.title
    return {"id": record.old_id, "title": title, **rest}


def _unpublished(run: ImportRun) -> list[dict[str, Any]]:
    records = _texts(run).filter(reason__in=reasons.UNPUBLISHED)
    return [_named(each, reason=each.reason) for each in records]


def _missing_files(run: ImportRun) -> list[dict[str, Any]]:
    records = SourceRecord.objects.filter(
        run=run, kind=Kind.ATTACHMENT, outcome=Outcome.SKIPPED
    ).exclude(reason__in=(reasons.SAME_NUMBER, reasons.DELETED_HERE, reasons.CHANGED_HERE))
    return [
        {"id": each.old_id, "file": each.detail or each.title, "reason": each.reason}
        for each in records.order_by("line")
    ]


def _to_review(run: ImportRun) -> list[dict[str, Any]]:
    return [_named(each, flags=each.flags) for each in _texts(run).exclude(flags=[])]


def _broken_links(run: ImportRun) -> list[dict[str, Any]]:
    return [
        _named(each, links=each.links["broken"])
        for each in _texts(run).exclude(links={})
        if each.links.get("broken")
    ]


def _menus(run: ImportRun) -> dict[str, list[dict[str, Any]]]:
    """Return the entries of each menu, with the address here where they lead to one."""
    entries = (
        SourceRecord.objects.filter(run=run, kind=Kind.MENU_ENTRY)
        .exclude(outcome=Outcome.SKIPPED)
        .order_by("line")
    )
    pages = {
        each.old_id: each.page
        for each in SourceRecord.objects.select_related("page__locale").filter(
            site=run.site,
            old_id__in={_number_in(each) for each in entries},
            kind__in=(Kind.POST, Kind.PAGE),
            page__isnull=False,
        )
    }
    menus: dict[str, list[dict[str, Any]]] = {}
    for each in entries:
        page = pages.get(_number_in(each))
        address = each.kept.get("url", "")
        entry = {
            "title": each.kept.get("title") or (page.title if page else address),
            "page": page.url if page else None,
            "address": address,
        }
        for menu in each.kept.get("menus") or [""]:
            menus.setdefault(menu, []).append(entry)
    return menus


def _number_in(entry: SourceRecord) -> int:
    """Return the old number of the page that a menu entry leads to; 0 for other entries."""
    written = str(entry.kept.get("object_id", ""))
    is_page = entry.kept.get("type") == "post_type"
    return int(written) if is_page and written.isascii() and written.isdecimal() else 0
