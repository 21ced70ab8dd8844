"""The report of an import on the screen: a table of counts, and lists by name."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from obole.project.command_line.invocation import Invocation

KINDS = {
    "posts": "Posts",
    "pages": "Pages",
    "attachments": "Files",
    "threads": "Threads",
    "comments": "Comments",
    "authors": "Authors",
    "terms": "Categories and tags",
    "redirects": "Old addresses",
    "menu_entries": "Menu entries",
    "others": "Other items",
}
COUNTS = ("found", "imported", "updated", "unchanged")
# The screen shows the first; the JSON has all.
LISTED = 40


def tell(report: dict[str, Any], *, invocation: Invocation, file: Path | None) -> None:
    """Write the report into a file, if there is to be one, and print it unless asked not to."""
    if file is not None:
        file.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if not invocation.is_quiet:
        show(report, console=invocation.console)


def show(report: dict[str, Any], *, console: Console) -> None:
    """Print the report."""
    console.print(_table(report))
    if waiting := report["comments"].get("waiting", 0):
        console.print(f"{waiting} comments wait in the desk before readers see them.", markup=False)
    for title, lines in _lists(report):
        listed = list(lines)
        if not listed:
            continue
        console.print(f"\n{title} ({len(listed)})", markup=False)
        for line in listed[:LISTED]:
            console.print(f"  {line}", markup=False)
        if len(listed) > LISTED:
            console.print(f"  … and {len(listed) - LISTED} more: --report FILE has them all.")


def _table(report: dict[str, Any]) -> Table:
    title = "What would be done" if report.get("is_rehearsal") else "What was done"
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name in (*COUNTS, "skipped"):
        table.add_column(name, justify="right")
    for name, label in KINDS.items():
        counts = report.get(name)
        if counts and counts["found"]:
            cells = [str(counts[each]) for each in COUNTS]
            table.add_row(label, *cells, str(len(counts["skipped"])))
    return table


def _lists(report: dict[str, Any]) -> Iterator[tuple[str, Iterable[str]]]:
    yield "Could not be read", (_problem(each) for each in report["problems"])
    if "threads" in report:
        yield "Threads left out", (_thread(each) for each in report["threads"]["skipped"])
        yield "Skipped: comments", _why(report["comments"]["skipped"])
        return
    yield "Not published", (f"{each['title']}: {each['reason']}" for each in report["unpublished"])
    yield "Missing files", (f"{each['file']}: {each['reason']}" for each in report["missing_files"])
    for name in ("posts", "pages", "comments"):
        skipped = report[name]["skipped"]
        yield (
            f"Skipped: {KINDS[name].lower()}",
            (f"{each['title']} ({each['id']}): {each['reason']}" for each in skipped),
        )
    yield (
        "To look at",
        (f"{each['title']}: {_kinds(each['flags'])}" for each in report["to_review"]),
    )
    yield (
        "Links that lead nowhere",
        (f"{each['title']}: {', '.join(each['links'])}" for each in report["broken_links"]),
    )
    yield "Menus, kept as data", (_menu(name, each) for name, each in report["menus"].items())


def _thread(thread: dict[str, Any]) -> str:
    return f"{thread['id'] or '–'} ({thread['comments']} comments): {thread['reason']}"


def _why(skipped: list[dict[str, Any]]) -> Iterator[str]:
    """Say how many were left out for each reason: a thread that has no page can have thousands."""
    for reason, count in Counter(each["reason"] for each in skipped).most_common():
        yield f"{count} × {reason}"


def _kinds(flags: list[str]) -> str:
    """Say how many flags there are of each kind."""
    kinds = Counter(flag.partition(":")[0].replace("-", " ") for flag in flags)
    return ", ".join(f"{count} × {kind}" for kind, count in kinds.items())


def _problem(problem: dict[str, Any]) -> str:
    where = f"line {problem['line']}"
    item = f", “{problem['item']}”" if problem["item"] else ""
    detail = f" ({problem['detail']})" if problem["detail"] else ""
    return f"{where}{item}: {problem['reason']}{detail}"


def _menu(name: str, entries: list[dict[str, Any]]) -> str:
    return f"{name or '–'}: {', '.join(each['title'] for each in entries)}"
