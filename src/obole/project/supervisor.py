"""Keeping child processes alive, and stopping them cleanly.

The children are forked from a process that has loaded the program already: they start at once,
share its memory, and one that is restarted runs the same version as its siblings, even while an
upgrade replaces the files.
"""

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import connection
from multiprocessing.context import ForkProcess
from types import FrameType

logger = logging.getLogger(__name__)

# A child that dies at once is started again after half a second, then one, two ... thirty.
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
# Whoever lived for a minute had started well: its next death begins the count anew.
HEALTHY_AFTER_SECONDS = 60.0
# Requests that are being answered and the task that runs get this long to finish.
STOP_SECONDS = 30.0
_STOPPING = (signal.SIGTERM, signal.SIGINT)

_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, kw_only=True)
class Role:
    """What one child does until SIGTERM tells it to stop."""

    name: str
    run: Callable[[], None]
    # It hands work to the others, so that it must end before they do.
    stops_first: bool = False


@dataclass(kw_only=True)
class _Child:
    role: Role
    process: ForkProcess | None = None
    started_at: float = 0.0
    failures: int = 0
    start_again_at: float = 0.0


@dataclass(kw_only=True)
class Supervisor:
    """Runs one child a role until SIGTERM or SIGINT; a second signal stops without waiting.

    `watch` is called about ten times a second until it returns True: to tell when all is ready.
    """

    roles: Sequence[Role]
    watch: Callable[[], bool] = lambda: True
    stop_seconds: float = STOP_SECONDS
    _signals: list[int] = field(default_factory=list)

    def run(self) -> bool:
        """Keep the children alive; return whether all of them stopped by themselves in the end.

        Call it from the main thread, with no other thread and no open database connection.
        """
        lifeline, held_end = os.pipe()
        wake_up, wake_up_end = os.pipe()
        os.set_blocking(wake_up_end, False)
        signal.set_wakeup_fd(wake_up_end, warn_on_full_buffer=False)
        for number in _STOPPING:
            signal.signal(number, self._note)
        children = [_Child(role=role) for role in self.roles]
        is_ready = False
        while not self._signals:
            for child in children:
                self._start_if_due(child, lifeline, held_end)
            is_ready = is_ready or self.watch()
            self._wait(children, wake_up, seconds=1.0 if is_ready else 0.1)
            for child in children:
                _bury_if_dead(child)
        return self._stop(children, wake_up)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._signals.append(number)

    def _start_if_due(self, child: _Child, lifeline: int, held_end: int) -> None:
        if child.process is None and time.monotonic() >= child.start_again_at:
            child.process = _FORK.Process(
                target=_live, args=(child.role, lifeline, held_end), name=child.role.name
            )
            child.started_at = time.monotonic()
            # Told to stop at its birth, a child would note it as we do, and go on.
            signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
            child.process.start()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
            logger.info("Started %s (process %s).", child.role.name, child.process.pid)

    def _wait(self, children: list[_Child], wake_up: int, *, seconds: float) -> None:
        """Return when a child dies, a signal comes, or the time is over."""
        sentinels = [child.process.sentinel for child in children if child.process]
        if wake_up in connection.wait([wake_up, *sentinels], timeout=seconds):
            os.read(wake_up, 1)

    def _stop(self, children: list[_Child], wake_up: int) -> bool:
        logger.info("Stopping.")
        deadline = time.monotonic() + self.stop_seconds
        first = [child for child in children if child.role.stops_first]
        # Half the time, so that the others are told before it is over.
        self._stop_some(first, wake_up, deadline=deadline - self.stop_seconds / 2)
        alive = self._stop_some(children, wake_up, deadline=deadline)
        for child in children:
            _kill_group(child)
        for child in alive:
            logger.error("%s did not stop in time and was killed.", child.role.name)
        logger.info("Stopped.")
        return not alive

    def _stop_some(self, children: list[_Child], wake_up: int, *, deadline: float) -> list[_Child]:
        """Tell these to stop and wait for it; return those that still live."""
        alive = _living(children)
        for child in alive:
            _send(child, signal.SIGTERM)
        signals_before = len(self._signals)
        while alive and time.monotonic() < deadline and len(self._signals) == signals_before:
            self._wait(alive, wake_up, seconds=deadline - time.monotonic())
            alive = _living(alive)
        return alive


def _living(children: list[_Child]) -> list[_Child]:
    return [child for child in children if child.process and child.process.is_alive()]


def _live(role: Role, lifeline: int, held_end: int) -> None:
    """Be a child: in a group of its own, and gone when the parent is gone."""
    # Ctrl-C in a terminal reaches the parent only, which then stops us in order; and whoever
    # we start ourselves can be killed with us.
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    for number in _STOPPING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    os.close(held_end)
    threading.Thread(target=_follow_parent, args=(lifeline,), daemon=True).start()
    role.run()


def _follow_parent(lifeline: int) -> None:
    """Stop this process when the parent has died, which closes the other end of the pipe."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _bury_if_dead(child: _Child) -> None:
    if child.process is None or child.process.is_alive():
        return
    lived = time.monotonic() - child.started_at
    child.failures = 1 if lived >= HEALTHY_AFTER_SECONDS else child.failures + 1
    pause = pause_after(failures=child.failures)
    logger.error(
        "%s (process %s) died with exit code %s; starting it again in %.1f s.",
        child.role.name,
        child.process.pid,
        child.process.exitcode,
        pause,
    )
    # What the dead one had started would hold its port and its tasks.
    _kill_group(child)
    child.process = None
    child.start_again_at = time.monotonic() + pause


def pause_after(*, failures: int) -> float:
    """Return how many seconds to wait after so many deaths in a row."""
    # The exponent is bounded so that a child which dies for weeks makes no huge number.
    return min(FIRST_PAUSE_SECONDS * 2.0 ** min(failures - 1, 10), LONGEST_PAUSE_SECONDS)


def _send(child: _Child, number: signal.Signals) -> None:
    assert child.process is not None, f"{child.role.name} does not run"
    assert child.process.pid is not None, f"{child.role.name} was not started"
    os.kill(child.process.pid, number)


def _kill_group(child: _Child) -> None:
    """Kill what is left of the child and of the processes that it started."""
    if child.process is None or child.process.pid is None:
        return
    try:
        os.killpg(child.process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    child.process.join()
