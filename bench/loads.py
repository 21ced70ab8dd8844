"""What a server gives under load: requests a second, late answers, its own computing."""

import os
import re
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class BadLoad(Exception):
    """The load did not measure what it should: answers failed, or there were none."""


@dataclass(frozen=True)
class Load:
    """One run of wrk."""

    requests_a_second: float
    late_ms: float
    """The 99th percentile."""
    processor_us: float
    """What one request cost the server's processes: less shaken by what else the machine does."""


@dataclass(frozen=True)
class Summary:
    """The median of several runs, and between which values they lay."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:,.0f} ({self.least:,.0f} to {self.most:,.0f})"


def summary(values: Sequence[float]) -> Summary:
    """Return the middle and the ends."""
    return Summary(statistics.median(values), min(values), max(values))


def load(url: str, *, pid: int, seconds: int, connections: int, headers: Mapping[str, str]) -> Load:
    """Ask for a page over and over. Raise BadLoad when an answer was no page."""
    before = processor_seconds(pid)
    told = subprocess.run(  # noqa: S603 - wrk
        command(url, seconds, connections, headers), capture_output=True, text=True, check=True
    ).stdout
    spent = processor_seconds(pid) - before
    rate, late = _read(told, url=url)
    return Load(rate, late, spent / (rate * seconds) * 1e6)


def command(url: str, seconds: int, connections: int, headers: Mapping[str, str]) -> list[str]:
    """Return the command of one run: one thread, so that the server has the other core."""
    named = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    return ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *named, url]


def _read(told: str, *, url: str) -> tuple[float, float]:
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    late = re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", told)
    if rate is None or late is None or "Non-2xx" in told or float(rate[1]) == 0:
        raise BadLoad(f"{url}:\n{told}")
    return float(rate[1]), float(late[1]) * _UNITS[late[2]]


def processor_seconds(pid: int) -> float:
    """Return what a process and all that it started have computed."""
    ticks = 0
    for each in family(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / CLOCK_TICKS


def memory_bytes(pid: int) -> int:
    """Return the memory of a process and all that it started; what is shared counts once."""
    total = 0
    for each in family(pid):
        text = Path(f"/proc/{each}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        total += int(found[1]) * 1024 if found else 0
    return total


def family(pid: int) -> list[int]:
    """Return a process and all that it started, and they."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(each for child in children for each in family(int(child)))]
