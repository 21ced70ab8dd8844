"""The process that sends posts to social networks. `obole serve` keeps one alive as a child.

Apart from tasks: a network that does not answer makes one channel wait, and nothing else.
"""

import logging
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import FrameType

from django.db import close_old_connections, connections

from obole.foundation import clock
from obole.social.actions import reconciling, sending
from obole.social.queries.deliveries import channels_with_due, is_anything_due

logger = logging.getLogger(__name__)

# From the click of the editor to the first byte: half of it in the median.
POLL_SECONDS = 0.5
# So many networks may be slow before another waits for them.
CHANNELS_AT_ONCE = 8


def run() -> None:
    """Send what is due until SIGTERM or SIGINT; the steps that are being taken are finished.

    Any number of such processes share the work, on as many machines.
    """
    stopping = threading.Event()

    def stop(_signal_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    busy: dict[int, Future[None]] = {}
    with ThreadPoolExecutor(CHANNELS_AT_ONCE, thread_name_prefix="channel") as pool:
        while not stopping.wait(POLL_SECONDS):
            _quietly(lambda: _hand_out(pool, busy))


def _hand_out(pool: ThreadPoolExecutor, busy: dict[int, Future[None]]) -> None:
    """Give each channel that has something due to a thread, unless one serves it already."""
    if not is_anything_due(now=clock.now()):
        return
    reconciling.rescue(now=clock.now())
    for channel_id in channels_with_due(now=clock.now()):
        if channel_id not in busy or busy[channel_id].done():
            busy[channel_id] = pool.submit(_serve, channel_id)


def _serve(channel_id: int) -> None:
    _quietly(lambda: sending.send_channel(channel_id=channel_id, now=clock.now()))
    connections.close_all()


def _quietly(job: Callable[[], object]) -> None:
    close_old_connections()
    try:
        job()
    except Exception:
        # The database may be back in a moment; the next round tells.
        logger.exception("Posts could not be sent.")
