"""How fast a WordPress site moves in, and how much memory that takes.

Each size is imported into a new site by the program's own command, in a process of its own.
"""

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bench import exports, sites

POSTS = [10_000, 100_000]
# The largest import may be so much slower for each post than the smallest, and no import may
# take more memory.
RATIO_LIMIT = 0.8
MEMORY_LIMIT_MEGABYTES = 400


@dataclass(frozen=True)
class ImportMeasure:
    """What one import took."""

    posts: int
    seconds: float
    processor_seconds: float
    megabytes: float

    @property
    def posts_a_second(self) -> float:
        """How many posts were imported in a second, the start of the program included."""
        return self.posts / self.seconds


def measure(sizes: list[int], *, console: Console) -> bool:
    """Import exports of these sizes and print a table; return whether the limits were kept."""
    measures = [_import(posts, console=console) for posts in sorted(sizes)]
    table = Table(title="Import of WordPress: 5 comments and 20 kB a post")
    for title in ("posts", "seconds", "processor seconds", "posts a second", "peak memory, MB"):
        table.add_column(title, justify="right")
    for each in measures:
        table.add_row(
            f"{each.posts:,}",
            f"{each.seconds:.0f}",
            f"{each.processor_seconds:.0f}",
            f"{each.posts_a_second:.1f}",
            f"{each.megabytes:.0f}",
        )
    console.print(table)
    ratio = measures[-1].posts_a_second / measures[0].posts_a_second
    console.print(f"Rate of the largest to that of the smallest: {ratio:.2f}")
    is_small = all(each.megabytes < MEMORY_LIMIT_MEGABYTES for each in measures)
    return ratio >= RATIO_LIMIT and is_small


def _import(posts: int, *, console: Console) -> ImportMeasure:
    with TemporaryDirectory(prefix="obole-bench-") as folder:
        file, site = Path(folder) / "export.xml", Path(folder) / "site"
        console.print(f"Writing an export of {posts:,} posts")
        with file.open("w", encoding="utf-8") as stream:
            exports.write_export(stream, posts=posts)
        sites.make_site(site)
        console.print(f"Importing {file.stat().st_size / 1e6:,.0f} MB")
        arguments = ["--quiet", "--site", str(site), "import", "wordpress", str(file), "--offline"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", _CHILD, sites.OBOLE, *arguments],
            env={**os.environ, "OBOLE_SITE": str(site)},
            check=True,
        )
        seconds = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        peak = float(Path(site, "peak-memory").read_text())
        return ImportMeasure(
            posts=posts,
            seconds=seconds,
            processor_seconds=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            megabytes=peak / 1024,
        )


# The peak of the children is that of the largest of all so far: each import has a parent of its
# own that asks.
_CHILD = """
import os, pathlib, resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
pathlib.Path(os.environ["OBOLE_SITE"], "peak-memory").write_text(str(peak))
sys.exit(done.returncode)
"""
