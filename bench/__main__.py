"""Fill a temporary site step by step, measure after each step, and print a table.

Then import WordPress exports of two sizes into new sites. `--only pages` or `--only import` does
one of the two.
"""

import argparse
import os
import sys
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
# Enough for a 95th percentile that one interruption does not move.
ROUNDS = 100
# What the largest site may cost, compared with the smallest.
RATIO_LIMIT = 1.3


def main() -> int:
    """Run the bench; the exit code tells whether the largest site stayed within the limit."""
    options = _options()
    console = Console()
    is_fast = options.only == "import" or _pages_are_fast(options, console)
    if options.only == "pages":
        return 0 if is_fast else 1
    is_linear = imports.measure(options.posts, console=console)
    return 0 if is_fast and is_linear else 1


def _pages_are_fast(options: argparse.Namespace, console: Console) -> bool:
    """Measure the pages; return whether the largest site stayed within the limit."""
    with TemporaryDirectory(prefix="obole-bench-") as folder:
        site = Path(folder) / "site"
        sites.make_site(site)
        os.environ["OBOLE_SITE"] = str(site)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "obole.project.settings")
        results = _measure(options.articles, rounds=options.rounds, console=console)
        console.print(_table(results))
        cold = sites.cold_start_seconds(site)
    console.print(f"Cold start of `obole serve` to the first page: {cold:.1f} s")
    return _is_within_limit(results)


def _measure(
    articles: list[int], *, rounds: int, console: Console
) -> dict[int, dict[str, "Measure"]]:
    import django

    django.setup()
    # Loaded only now: they read the settings.
    from bench import filling, measures

    results = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        for size in sorted(articles):
            task = progress.add_task(f"{size:,} articles", total=size)
            for done in filling.fill(total=size):
                progress.update(task, completed=done)
            task = progress.add_task("measuring", total=len(measures.PAGES))
            results[size] = measures.measure_all(
                rounds=rounds, after_each=partial(progress.advance, task)
            )
    return results


def _table(results: dict[int, dict[str, "Measure"]]) -> Table:
    table = Table(title="Uncached pages: median and 95th percentile in ms, SQL queries")
    table.add_column("page")
    for size in results:
        table.add_column(f"{size:,} articles", justify="right")
    smallest, largest = min(results), max(results)
    table.add_column(f"{largest:,} / {smallest:,}", justify="right")
    for name in results[smallest]:
        cells = [
            f"{each[name].median:.1f}  {each[name].late:.1f}  {each[name].queries}"
            for each in results.values()
        ]
        table.add_row(name, *cells, f"{_ratio(results, name):.2f}")
    return table


def _ratio(results: dict[int, dict[str, "Measure"]], name: str) -> float:
    return results[max(results)][name].median / results[min(results)][name].median


def _is_within_limit(results: dict[int, dict[str, "Measure"]]) -> bool:
    from bench.measures import PROMISED

    return all(_ratio(results, name) <= RATIO_LIMIT for name in PROMISED)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", choices=["pages", "import"])
    parser.add_argument("--posts", type=int, nargs="+", default=imports.POSTS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
