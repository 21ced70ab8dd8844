"""A proxy on loopback in front of a real server, that loses, delays or refuses what a test says.

It can also answer by itself what a network is documented to answer.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Fault(StrEnum):
    """What happens to a request, or to its answer."""

    NONE = "none"
    REQUEST_DROPPED = "request-dropped"
    """The connection ends before the server has heard of it."""
    ANSWER_DROPPED = "answer-dropped"
    """The server has done it; its answer never arrives."""
    ANSWER_CUT = "answer-cut"
    """Half of the answer arrives."""
    UNAVAILABLE_BEFORE = "503-before"
    UNAVAILABLE_AFTER = "503-after"
    THROTTLED = "429"


@dataclass(frozen=True, kw_only=True)
class Canned:
    """An answer that the proxy gives by itself."""

    status: int
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """Return the body: JSON, or the text as it is."""
        if isinstance(self.body, str):
            return self.body.encode()
        return b"" if self.body is None else json.dumps(self.body).encode()


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request that came, and what became of it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    fault: str


Plan = Fault | Canned
Chooser = Callable[[str, str], Plan]


class FaultProxy:
    """Stands at `origin`, in front of `upstream`. `choose` says what happens to a request."""

    def __init__(self, upstream: str = "") -> None:
        self.upstream = upstream
        self.seen: list[Seen] = []
        self.choose: Chooser = lambda method, path: Fault.NONE
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": self})
        )
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def plan(self, *plans: Plan, of: str = "", methods: tuple[str, ...] = ()) -> None:
        """Do this to the next requests whose path holds `of`, in this order; then nothing."""
        waiting = deque(plans)

        def choose(method: str, path: str) -> Plan:
            if not waiting or of not in path or (methods and method not in methods):
                return Fault.NONE
            return waiting.popleft()

        self.choose = choose

    @contextmanager
    def serving(self) -> Iterator["FaultProxy"]:
        """Serve from a thread of its own."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    proxy: FaultProxy
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        plan = self.proxy.choose(self.command, self.path)
        self.proxy.seen.append(
            Seen(
                method=self.command,
                path=self.path,
                headers={name.lower(): value for name, value in self.headers.items()},
                body=body,
                fault=str(plan) if isinstance(plan, Fault) else str(plan.status),
            )
        )
        if isinstance(plan, Canned):
            self.answer(plan.status, plan.content(), dict(plan.headers))
        elif plan is Fault.REQUEST_DROPPED:
            self.hang_up()
        elif plan is Fault.UNAVAILABLE_BEFORE:
            self.answer(503, b"<h1>Service Unavailable</h1>", {})
        elif plan is Fault.THROTTLED:
            self.answer(429, b"{}", {"Retry-After": "1"})
        else:
            self.forward(body, plan)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815

    def forward(self, body: bytes, plan: Fault) -> None:
        upstream = HTTPConnection(urlsplit(self.proxy.upstream).netloc, timeout=60)
        left_out = ("connection", "accept-encoding")
        headers = {k: v for k, v in self.headers.items() if k.lower() not in left_out}
        try:
            upstream.request(self.command, self.path, body, headers)
            answer = upstream.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            self.hang_up()
            return
        finally:
            upstream.close()
        if plan is Fault.ANSWER_DROPPED:
            self.hang_up()
        elif plan is Fault.UNAVAILABLE_AFTER:
            self.answer(503, b"<h1>Service Unavailable</h1>", {})
        else:
            kept = ("content-type", "retry-after")
            shown = {k: v for k, v in answer.getheaders() if k.lower() in kept}
            self.answer(answer.status, content, shown, cut=plan is Fault.ANSWER_CUT)

    def answer(
        self, status: int, content: bytes, headers: dict[str, str], *, cut: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if cut else content)
        if cut:
            self.hang_up()

    def hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""
