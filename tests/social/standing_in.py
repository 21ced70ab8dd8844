"""A small HTTP server that stands in for a network: it answers what its documentation says.

It encodes our reading of that documentation, nothing more; `obole social check` is for a real
account. `fault` makes the next change fail on the wire, after the server has done it or before.
"""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from obole.social.networks.calling import neighbours


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """Return the content, or the `json` or `payload_json` part of a form."""
        text = self.content
        if "multipart" in self.headers.get("content-type", ""):
            text = text.split(b'json"\r\n\r\n', 1)[1].split(b"\r\n--", 1)[0]
        return json.loads(text)


@dataclass(frozen=True, kw_only=True)
class Said:
    """An answer to give."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """Return the body as bytes: text as it is, anything else as JSON."""
        if self.body is None:
            return b""
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


Answering = Callable[[Asked], Said]
CHANGES = ("POST", "PUT", "PATCH", "DELETE")


class StandIn(ThreadingHTTPServer):
    """The server. `fault` is "", unheard, unanswered, half, 503-before, 503-after, or huge."""

    daemon_threads = True
    answering: Answering
    fault = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[Asked] = []

    @property
    def root(self) -> str:
        """Return the origin."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: connections are broken on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        server = self.server
        assert isinstance(server, StandIn)
        content = self.rfile.read(int(self.headers.get("content-length") or 0))
        asked = Asked(
            method=self.command,
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            content=content,
        )
        server.asked.append(asked)
        fault = ""
        if self.command in CHANGES:
            fault, server.fault = server.fault, ""
        if fault == "unheard":
            return self._cut()
        said = Said(status=503) if fault == "503-before" else server.answering(asked)
        if fault == "unanswered":
            return self._cut()
        if fault == "503-after":
            said = Said(status=503, body="upstream is busy")
        if fault == "huge":
            said = Said(body="x" * (5 * 1024 * 1024))
        self._answer(said, cut_at=len(said.content) // 2 if fault == "half" else None)
        return None

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815 - the base class's names

    def _answer(self, said: Said, *, cut_at: int | None) -> None:
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.content)))
        self.end_headers()
        self.wfile.write(said.content[:cut_at])
        if cut_at is not None:
            self.wfile.flush()
            self._cut()

    def _cut(self) -> None:
        # Linger of zero seconds: a reset instead of an orderly end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def standing_in(answering: Answering) -> Iterator[StandIn]:
    """Run a server for the length of a test, and let it be reached."""
    server = StandIn()
    server.answering = answering
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        with neighbours(server.root):
            yield server
    finally:
        server.shutdown()
        server.server_close()
