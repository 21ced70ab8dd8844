"""The process that sends posts to social networks. `obole serve` keeps one alive as a child.

Apart from tasks: a network that does not answer makes one channel wait, and nothing else.
"""

import logging
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import close_old_connections, connections

from obole.foundation import clock
from obole.social.actions import reconciling, sending
from obole.social.queries.deliveries import channels_with_due, is_anything_due

logger = logging.getLogger(__name__)

# From the click of the editor to the first byte: half of it in the median.
POLL_SECONDS = 0.2
# Where all that is due waits for something else, for a channel that is paused or busy.
IN_VAIN_SECONDS = 0.5
# So many networks may be slow before another waits for them.
CHANNELS_AT_ONCE = 8


def run() -> None:
    """Send what is due until SIGTERM or SIGINT; the steps that are being taken are finished.

    Any number of such processes share the work, on as many machines.
    """
    # An event could be waited for at the very moment at which a signal sets it, and lock up.
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signal_number, _frame: told.append(signal_number))
    with ThreadPoolExecutor(CHANNELS_AT_ONCE, thread_name_prefix="channel") as pool:
        handing = _Handing(pool=pool, is_ending=lambda: bool(told))
        while not told:
            _quietly(handing.look)
            time.sleep(POLL_SECONDS)


@dataclass(kw_only=True)
class _Handing:
    """Gives each channel that has something due to a thread, unless one serves it already."""

    pool: ThreadPoolExecutor
    is_ending: Callable[[], bool]
    _busy: dict[int, Future[None]] = field(default_factory=dict)
    _not_before: float = 0

    def look(self) -> None:
        """Look once. To see that nothing is due costs little; all else is done less often."""
        if not is_anything_due(now=clock.now()) or time.monotonic() < self._not_before:
            return
        reconciling.rescue(now=clock.now())
        has_given = False
        for channel_id in channels_with_due(now=clock.now()):
            if channel_id not in self._busy or self._busy[channel_id].done():
                self._busy[channel_id] = self.pool.submit(_serve, channel_id, self.is_ending)
                has_given = True
        self._not_before = 0 if has_given else time.monotonic() + IN_VAIN_SECONDS


def _serve(channel_id: int, is_ending: Callable[[], bool]) -> None:
    _quietly(
        lambda: sending.send_channel(channel_id=channel_id, now=clock.now(), is_ending=is_ending)
    )
    connections.close_all()


def _quietly(job: Callable[[], object]) -> None:
    close_old_connections()
    try:
        job()
    except Exception:
        # The database may be back in a moment; the next round tells.
        logger.exception("Posts could not be sent.")
