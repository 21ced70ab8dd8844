"""A site for the bench: made, and started cold, by the program's own commands."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

OBOLE = Path(sys.executable).with_name("obole")
# A cold start that takes longer is not slow but broken.
START_LIMIT_SECONDS = 120
STOP_LIMIT_SECONDS = 30


class NeverServed(Exception):
    """`obole serve` did not answer with a page in time."""


def make_site(folder: Path) -> None:
    """Make a site, with the database of OBOLE_DATABASE_URL or SQLite."""
    identity = ["--name", "Banc", "--language", "fr", "--email", "bench@example.org"]
    arguments = ["--quiet", "init", str(folder), "--no-input", *identity]
    subprocess.run(  # noqa: S603 - our own program
        [OBOLE, *arguments, "--password-file", "-"],
        input="only-for-the-bench-0000",
        text=True,
        check=True,
    )


def cold_start_seconds(folder: Path) -> float:
    """Return how long `obole serve` takes from the command to the front page in full."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    started = time.perf_counter()
    server = subprocess.Popen(  # noqa: S603 - our own program
        [OBOLE, "--quiet", "--site", str(folder), "serve", "--bind", bind],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "OBOLE_SITE": str(folder)},
    )
    try:
        _wait_for(server, f"http://{bind}/", until=started + START_LIMIT_SECONDS)
        return time.perf_counter() - started
    finally:
        server.terminate()
        server.wait(STOP_LIMIT_SECONDS)


def _wait_for(server: subprocess.Popen[bytes], url: str, *, until: float) -> None:
    while time.perf_counter() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=START_LIMIT_SECONDS) as page:  # noqa: S310
                page.read()
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    raise NeverServed(url)
