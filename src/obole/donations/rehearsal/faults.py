"""What goes wrong at a provider, on demand."""

import time
from typing import Final

from obole.donations.rehearsal.exchange import Response, json_answer

KINDS: Final = ("error-500", "too-many", "half-written", "no-json", "list", "huge", "slow", "lost")
HUGE_BYTES: Final = 6 * 1024 * 1024


class Faults:
    """Faults that the next answers of the API have, one each.

    "lost" does what was asked and then answers 500, as a server that dies before it answers.
    """

    def __init__(self) -> None:
        self.planned: list[str] = []
        self.slow_seconds = 30.0

    def plan(self, kind: str, times: int = 1) -> None:
        """Let the next answers fail in this way."""
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}.")
        self.planned += [kind] * times

    def next(self) -> str:
        """Return the fault of this answer, and forget it; empty for none."""
        return self.planned.pop(0) if self.planned else ""

    def answer(self, kind: str) -> Response:
        """Return the faulty answer."""
        if kind == "slow":
            time.sleep(self.slow_seconds)
        return {
            "too-many": json_answer({"error": {"type": "rate_limit"}}, 429),
            "half-written": Response(body=b'{"id": "cs_', headers={}),
            "no-json": Response(body=b"<html>Some proxy between</html>"),
            "list": json_answer(["unexpected"]),
            "huge": Response(body=b'{"filler": "' + b"x" * HUGE_BYTES + b'"}'),
        }.get(kind, json_answer({"error": {"type": "api_error"}}, 500))
