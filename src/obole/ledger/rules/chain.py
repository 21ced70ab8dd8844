"""The chain of entries: each digest covers the one before, so none can be changed alone.

What is digested is canonical JSON (keys sorted, no spaces, UTF-8), so that anybody can check it
with the SHA-256 of their own tools. Lines are sorted: their order says nothing.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

FIRST: Final = ""
"""What the first entry holds as the digest of the one before."""


class ChainedLine(NamedTuple):
    """A line as the digest covers it: a JSON array in this order."""

    account: str
    fund: str
    currency: str
    debit: int
    credit: int
    gifts: int


@dataclass(frozen=True, kw_only=True)
class ChainedEntry:
    """What the digest of an entry covers. The names of the fields are part of it."""

    number: int
    reference: str
    kind: str
    day: date
    text: str
    posted_at: datetime
    reverses: int | None
    lines: tuple[ChainedLine, ...]
    previous_digest: str


def digest_of(entry: ChainedEntry) -> str:
    """Return the digest of an entry: 64 hexadecimal digits."""
    fields = asdict(entry) | {
        "day": entry.day.isoformat(),
        # Databases give it back in other zones, and never finer than this.
        "posted_at": entry.posted_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "lines": sorted(entry.lines),
    }
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
