"""The servers that are compared: Obole alone and behind its nginx; nginx and Caddy with files.

nginx stands here twice: as its manual says, and with the headers that Obole's answers have. A
kilobyte of headers costs the client who reads them as much as the server.
"""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.sites import OBOLE

START_LIMIT_SECONDS = 120
STOP_LIMIT_SECONDS = 60
Headers = Sequence[tuple[str, str]]
WORKERS = 2


class NotServed(Exception):
    """A server did not answer in time."""


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    name: str
    address: str
    pid: int


@contextmanager
def obole(site: Path, *, name: str, options: Sequence[str] = ()) -> Iterator[Server]:
    """Serve a site with `obole serve`."""
    port = free_port()
    bind = f"127.0.0.1:{port}"
    command = [str(OBOLE), "--quiet", "--site", str(site), "serve", "--bind", bind, *options]
    with _running(name, command, port, {"OBOLE_SITE": str(site)}) as server:
        yield server


@contextmanager
def nginx(
    pages: Path, folder: Path, *, name: str = "nginx", headers: Headers = ()
) -> Iterator[Server]:
    """Serve the same files with nginx, as its manual says, with two workers."""
    port = free_port()
    folder.mkdir()
    temporary = "".join(
        f"{each}_temp_path {folder}/unused;"
        for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    added = " ".join(f"add_header {header} {_quoted(value)};" for header, value in headers)
    (folder / "nginx.conf").write_text(
        f"{_user()}daemon off; worker_processes {WORKERS}; pid {folder}/pid; error_log stderr;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; sendfile on; tcp_nopush on; {temporary}\n"
        "keepalive_requests 100000; default_type text/html; gzip_static on;\n"
        f"server {{ listen 127.0.0.1:{port}; root {pages}; index index.html; {added} }} }}\n"
    )
    command = ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with _running(name, command, port, {}) as server:
        yield server


def _quoted(value: str) -> str:
    assert '"' not in value, value
    return f'"{value}"'


def _user() -> str:
    # The files belong to whoever runs the bench, and nobody else can read them.
    return "user root; " if os.geteuid() == 0 else ""


@contextmanager
def caddy(pages: Path, folder: Path) -> Iterator[Server]:
    """Serve the same files with Caddy, as its manual says."""
    port = free_port()
    folder.mkdir()
    (folder / "Caddyfile").write_text(
        "{\n\tadmin off\n\tauto_https off\n}\n"
        f"http://127.0.0.1:{port} {{\n\troot * {pages}\n"
        "\tfile_server {\n\t\tprecompressed br gzip\n\t}\n}\n"
    )
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    home = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with _running("Caddy", command, port, home) as server:
        yield server


@contextmanager
def _running(
    name: str, command: list[str], port: int, variables: dict[str, str]
) -> Iterator[Server]:
    process = subprocess.Popen(  # noqa: S603 - our own program, or a server of Debian
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **variables},
    )
    server = Server(name, f"http://127.0.0.1:{port}", process.pid)
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(STOP_LIMIT_SECONDS)


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.address}/", timeout=START_LIMIT_SECONDS).close()  # noqa: S310
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise NotServed(server.name)


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
