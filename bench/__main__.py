"""Measure speed: `python -m bench` does every part, `python -m bench pages` one.

pages     uncached pages as the site grows
edition   baked pages, and how soon a change is seen
import    WordPress exports of two sizes, into new sites
comments  long threads, the queue, the classifier, comments accepted
gifts     notices of a payment provider, stored and settled
ledger    entries posted, figures of a campaign with a million gifts, the proof of the books
statement bank statements of ten thousand lines, read, proposed and matched
social    the click that publishes with 0 and 50 channels, posts a second, the way to the wire
receipts  10,000 receipts issued and verified, a thousand of them printed
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bench import imports, sites

if TYPE_CHECKING:
    from bench.measures import Measure

SIZES = [100, 10_000, 100_000]
EDITION_SIZES = [1_000, 100_000]
# Enough for a 95th percentile that one interruption does not move.
ROUNDS = 100
# What the largest site may cost, compared with the smallest, in computing.
RATIO_LIMIT = 1.3


def main() -> int:
    """Run the bench; the exit code tells whether every part stayed within its limits."""
    options = _options()
    if options.part:
        return 0 if PARTS[options.part](options, Console()) else 1
    # A process of its own each: Django knows one site only.
    ended = [subprocess.run([*sys.orig_argv, part], check=False).returncode for part in PARTS]  # noqa: S603
    return max(ended)


@contextmanager
def _new_site() -> Iterator[Path]:
    """Make a site in a temporary folder and start Django with it."""
    with TemporaryDirectory(prefix="obole-bench-") as folder:
        site = Path(folder) / "site"
        sites.make_site(site)
        os.environ["OBOLE_SITE"] = str(site)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "obole.project.settings")
        import django

        django.setup()
        yield site


def _pages(options: argparse.Namespace, console: Console) -> bool:
    with _new_site() as site:
        results = _measure(
            options.articles or SIZES, rounds=options.rounds or ROUNDS, console=console
        )
        console.print(_table(results))
        cold = sites.cold_start_seconds(site)
        console.print(f"Cold start of `obole serve` to the first page: {cold:.1f} s")
        return _is_within_limit(results)


def _edition(options: argparse.Namespace, console: Console) -> bool:
    with _new_site() as site:
        # Loaded only now: it reads the settings.
        from bench import edition

        edition.run(
            site=site,
            sizes=options.articles or EDITION_SIZES,
            rounds=options.rounds or edition.ROUNDS,
            console=console,
        )
        return True


def _import(options: argparse.Namespace, console: Console) -> bool:
    return imports.measure(options.posts or imports.POSTS, console=console)


def _comments(_options: argparse.Namespace, console: Console) -> bool:
    with _new_site() as site:
        # Loaded only now: it reads the settings.
        from bench import comments

        comments.run(site=site, console=console)
        return True


def _ledger(options: argparse.Namespace, console: Console) -> bool:
    with _new_site():
        # Loaded only now: it reads the settings.
        from bench import ledger

        ledger.run(gifts=options.gifts or ledger.GIFTS_IN_BOOKS, console=console)
        return True


def _statement(options: argparse.Namespace, console: Console) -> bool:
    with _new_site():
        # Loaded only now: it reads the settings.
        from bench import statement

        statement.run(lines=options.gifts or statement.LINES, console=console)
        return True


def _gifts(options: argparse.Namespace, console: Console) -> bool:
    with _new_site():
        # Loaded only now: it reads the settings.
        from bench import gifts

        gifts.run(notices=options.notices or gifts.NOTICES, console=console)
        return True


def _receipts(options: argparse.Namespace, console: Console) -> bool:
    with _new_site():
        # Loaded only now: it reads the settings.
        from bench import receipts

        receipts.run(receipts=options.gifts or receipts.RECEIPTS, console=console)
        return True


def _social(options: argparse.Namespace, console: Console) -> bool:
    with _new_site():
        # Loaded only now: it reads the settings.
        from bench import social

        social.run(
            rounds=options.rounds or social.ROUNDS,
            posts=options.posts[0] if options.posts else social.POSTS,
            console=console,
        )
        return True


PARTS = {
    "pages": _pages,
    "edition": _edition,
    "import": _import,
    "comments": _comments,
    "ledger": _ledger,
    "statement": _statement,
    "receipts": _receipts,
    "gifts": _gifts,
    "social": _social,
}


def _measure(
    articles: list[int], *, rounds: int, console: Console
) -> dict[int, dict[str, "Measure"]]:
    # Loaded only now: they read the settings.
    from bench import filling, measures
    from obole.project.databases import refresh_statistics

    results = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        for size in sorted(articles):
            task = progress.add_task(f"{size:,} articles", total=size)
            for done in filling.fill(total=size):
                progress.update(task, completed=done)
            # As the schedule does every hour.
            refresh_statistics()
            task = progress.add_task("measuring", total=len(measures.PAGES))
            results[size] = measures.measure_all(
                rounds=rounds, after_each=partial(progress.advance, task)
            )
    return results


def _table(results: dict[int, dict[str, "Measure"]]) -> Table:
    table = Table(
        title="Uncached pages: median and 95th percentile in ms, computing in ms, queries"
    )
    table.add_column("page")
    for size in results:
        table.add_column(f"{size:,} articles", justify="right")
    smallest, largest = min(results), max(results)
    table.add_column(f"{largest:,} / {smallest:,}", justify="right")
    for name in results[smallest]:
        cells = [
            f"{each[name].median:.1f}  {each[name].late:.1f}  {each[name].computing:.1f}"
            f"  {each[name].queries}"
            for each in results.values()
        ]
        table.add_row(name, *cells, f"{_ratio(results, name):.2f}")
    return table


def _ratio(results: dict[int, dict[str, "Measure"]], name: str) -> float:
    """Return how many times the smallest site's computing the largest one takes."""
    return results[max(results)][name].computing / results[min(results)][name].computing


def _is_within_limit(results: dict[int, dict[str, "Measure"]]) -> bool:
    from bench.measures import PROMISED

    return all(_ratio(results, name) <= RATIO_LIMIT for name in PROMISED)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=PARTS, help="every part unless named")
    parser.add_argument("--articles", type=int, nargs="+", help="sizes of the site")
    parser.add_argument("--posts", type=int, nargs="+", help="of exports, or sent")
    parser.add_argument("--gifts", type=int, help="in the books")
    parser.add_argument("--notices", type=int, help="of a payment provider")
    parser.add_argument("--rounds", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
