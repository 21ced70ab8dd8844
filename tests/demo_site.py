"""The demo newsroom, made and served as a stranger would: with `obole demo`."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

OBOLE = Path(sys.executable).with_name("obole")
HOST = "127.0.0.1"
# It takes half a minute; a busy machine takes several times that.
START_LIMIT_SECONDS = 300
STOP_LIMIT_SECONDS = 60


@dataclass(frozen=True)
class Demo:
    """Where the demo answers, and the folder of its site."""

    port: int
    folder: Path

    @property
    def address(self) -> str:
        """The address without a slash at its end."""
        return f"http://localhost:{self.port}"


@contextmanager
def served_demo(*, place: Path, **variables: str) -> Iterator[Demo]:
    """Make the demo in `place/demo` and serve it on a free port until the end."""
    demo = Demo(port=_free_port(), folder=place / "demo")
    log = place / "demo.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [OBOLE, "demo", demo.folder, "--port", str(demo.port)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment_of_a_site() | variables,
        )
    try:
        _wait_until_it_answers(port=demo.port, server=server, log=log)
        yield demo
    finally:
        server.terminate()
        server.wait(timeout=STOP_LIMIT_SECONDS)


def environment_of_a_site() -> dict[str, str]:
    """Return the environment without what the tests' own site put into it."""
    ours = ("OBOLE_", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_it_answers(*, port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while True:
        with closing(socket.socket()) as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        assert server.poll() is None, f"The demo stopped: {log.read_text()}"
        assert time.monotonic() < deadline, f"The demo did not start: {log.read_text()}"
        time.sleep(0.1)
