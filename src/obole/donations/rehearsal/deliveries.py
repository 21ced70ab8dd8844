"""Notices on their way to the site: at once or held back, and what can go wrong with them."""

import random
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import Queue
from typing import Any, Final

SECONDS_TO_ANSWER: Final = 20
# Real providers try for days; a rehearsal shows that they do, and ends.
ATTEMPTS: Final = 5

Signer = Callable[[bytes], Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A notice, signed anew each time that it is sent."""

    gateway: str
    body: bytes
    sign: Signer = field(repr=False)

    def headers(self) -> dict[str, str]:
        """Return the headers it is sent with now."""
        return {"Content-Type": "application/json", **self.sign(self.body)}


class Deliveries:
    """The notices that wait. With an address they go out by themselves, in the background.

    `losing` and `doubling` are shares between 0 and 1; `is_shuffling` sends a batch in any order;
    `is_holding` keeps everything until `take` or `send_held`.
    """

    def __init__(self, *, address: str = "", seed: int = 0) -> None:
        self.address = address
        self.is_holding = not address
        self.losing = 0.0
        self.doubling = 0.0
        self.is_shuffling = False
        self.held: list[Delivery] = []
        self.sent: list[tuple[str, int]] = []
        self._random = random.Random(seed)  # noqa: S311 - a rehearsal can be repeated
        self._queue: Queue[Delivery | None] = Queue()
        self._worker: threading.Thread | None = None

    def settings(self) -> dict[str, Any]:
        """Return what can be changed from the control page."""
        names = ("address", "is_holding", "losing", "doubling", "is_shuffling")
        return {name: getattr(self, name) for name in names}

    def add(self, delivery: Delivery) -> None:
        """Send a notice, or hold it."""
        if self.is_holding:
            self.held.append(delivery)
        else:
            for each in self._as_it_goes([delivery]):
                self._start().put(each)

    def take(self) -> list[Delivery]:
        """Return the held notices as they would arrive, and forget them."""
        held, self.held = self.held, []
        return self._as_it_goes(held)

    def send_held(self) -> int:
        """Send the held notices; return how many, doubles counted and losses not."""
        going = self.take()
        for each in going:
            self._start().put(each)
        return len(going)

    def stop(self) -> None:
        """End the background thread when what waits has gone."""
        if self._worker is not None:
            self._queue.put(None)
            self._worker.join(timeout=SECONDS_TO_ANSWER)
            self._worker = None

    def _as_it_goes(self, deliveries: list[Delivery]) -> list[Delivery]:
        going = []
        for each in deliveries:
            if self._random.random() >= self.losing:
                going += [each] * (2 if self._random.random() < self.doubling else 1)
        if self.is_shuffling:
            self._random.shuffle(going)
        return going

    def _start(self) -> "Queue[Delivery | None]":
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="notices", daemon=True)
            self._worker.start()
        return self._queue

    def _work(self) -> None:
        while (delivery := self._queue.get()) is not None:
            for attempt in range(ATTEMPTS):
                status = self._send(delivery)
                self.sent.append((delivery.gateway, status))
                if 200 <= status < 300:  # noqa: PLR2004
                    break
                threading.Event().wait(2**attempt / 2)

    def _send(self, delivery: Delivery) -> int:
        # The stand-in plays the outside world; only the site's own requests go through
        # foundation/outbound_http.
        request = urllib.request.Request(  # noqa: S310 - the address is the site's own
            f"{self.address}/payments/{delivery.gateway}/",
            data=delivery.body,
            headers=delivery.headers(),
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            return 0
