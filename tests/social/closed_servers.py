"""Servers on loopback that stand in for networks which cannot run here.

They encode how we read the documentation, not how the networks are: what they prove is that our
side keeps its word whatever is lost on the way. tests/social/fixtures says what was documented.
"""

import copy
import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

FAULTS = (
    "request-lost",
    "answer-lost",
    "503-before",
    "503-after",
    "half-written",
    "huge",
    "429",
)
# The worker is killed before the network has heard of it, or before the answer is noted.
KILLS = ("killed-before", "killed-after")
# What leaves the network as it was.
HARMLESS = ("request-lost", "503-before", "429", "killed-before")
# Tells a worker of the test that it dies here (dying.py).
DEATH = "X-Worker-Dies"
# More than an answer may have (networks/calling.py).
HUGE_BYTES = 5 * 1024 * 1024


@dataclass
class Request:
    """What came: fields of the query, of a form or of JSON, all in one."""

    method: str
    path: str
    headers: dict[str, str]
    fields: dict
    body: bytes
    query: str = ""


@dataclass
class Canned:
    """An answer that is given whatever was asked."""

    status: int
    body: object
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Quoting:
    """A refusal that quotes all that was sent, whatever was asked."""

    status: int

    def answered(self, request: Request) -> Canned:
        """Return it in every shape in which networks say their words."""
        words = f"{request.path}?{request.query} {request.headers} {request.fields}"
        body = dict.fromkeys(("message", "description", "title", "detail", "error"), words)
        return Canned(self.status, body | {"ok": False, "errcode": "M_UNKNOWN"})


class StandIn:
    """One network. `api` answers with (status, body, headers); `faults` are for changes to come."""

    def __init__(self, api) -> None:
        self.api = api
        self.seen: list[Request] = []
        self.faults: deque = deque()
        self.faults_of_posts: deque = deque()
        self.release = threading.Event()
        self._lock = threading.Lock()

    def plan(self, *faults) -> None:
        """Do these to the next requests, one each; None leaves one alone."""
        self.faults.clear()
        self.faults.extend(faults)

    def plan_for_posts(self, *faults) -> None:
        """Do these to the next requests that make a post stand, whatever is asked before."""
        self.faults_of_posts.clear()
        self.faults_of_posts.extend(faults)

    @contextmanager
    def without_faults(self) -> Iterator[None]:
        """Do nothing wrong meanwhile; what is planned comes after."""
        planned = list(self.faults), list(self.faults_of_posts)
        self.plan()
        self.plan_for_posts()
        yield
        self.plan(*planned[0])
        self.plan_for_posts(*planned[1])

    def answer(self, request: Request, handler: "_Handler") -> None:
        with self._lock:
            self.seen.append(request)
            fault = self.faults.popleft() if self.faults else None
            if isinstance(fault, Quoting):
                fault = fault.answered(request)
            if self._failed(fault, handler):
                return
            before, stood = copy.deepcopy(vars(self.api)), len(self.api.posts)
            status, body, headers = self.api.answer(request)
            if self.faults_of_posts and len(self.api.posts) > stood:
                fault = self.faults_of_posts.popleft()
                if fault in HARMLESS:
                    vars(self.api).update(before)
                    self._failed(fault, handler)
                    return
        self._send(handler, fault, status, _written(body), headers)

    def _failed(self, fault, handler) -> bool:
        """Answer instead of the network, which has not heard of it."""
        if fault == "request-lost":
            handler.hang_up()
        elif fault == "503-before":
            handler.send(503, b"<h1>Service Unavailable</h1>", {})
        elif fault == "429":
            handler.send(429, b'{"error_code": 429}', {"Retry-After": "7"})
        elif fault == "killed-before":
            handler.send(200, b"{}", {DEATH: "now"})
        elif isinstance(fault, Canned):
            handler.send(fault.status, _written(fault.body), fault.headers)
        else:
            return False
        return True

    def _send(self, handler, fault, status, content, headers) -> None:
        if fault == "answer-lost":
            handler.hang_up()
        elif fault == "503-after":
            handler.send(503, b"<h1>Service Unavailable</h1>", {})
        elif fault == "half-written":
            # Also the headers are lost: LinkedIn says a post's number there.
            handler.send(status, content, {}, cut=True)
        elif fault == "killed-after":
            handler.send(status, content, {DEATH: "now"})
        elif fault == "huge":
            handler.send(status, b" " * HUGE_BYTES + content, headers)
        elif fault == "slow":
            self.release.wait(5)
            handler.hang_up()
        else:
            handler.send(status, content, headers)


@contextmanager
def serving(stand_in: StandIn) -> Iterator[str]:
    """Serve on loopback; yield the origin."""
    handler = type("Handler", (_Handler,), {"stand_in": stand_in})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        stand_in.release.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    stand_in: StandIn
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        fields = dict(parse_qsl(parts.query, keep_blank_values=True)) | _fields(headers, body)
        request = Request(self.command, parts.path, headers, fields, body, parts.query)
        self.stand_in.answer(request, self)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815

    def send(self, status, content, headers, *, cut=False) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content) or int(cut)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if cut else content)
        if cut:
            self.hang_up()

    def handle(self) -> None:
        # The other side may end the connection, as of a huge answer.
        with suppress(ConnectionError):
            super().handle()

    def hang_up(self) -> None:
        self.close_connection = True

    def log_message(self, *_) -> None:
        """Say nothing."""


def _written(body) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


def _fields(headers, body) -> dict:
    kind = headers.get("content-type", "")
    if kind.startswith("application/json"):
        found = json.loads(body)
        return found if isinstance(found, dict) else {}
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    if kind.startswith("multipart/form-data"):
        return _form(body, kind.partition("boundary=")[2].encode())
    return {}


def _form(body: bytes, boundary: bytes) -> dict:
    found = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0].decode()
        content = content.removesuffix(b"\r\n")
        found[name] = content if b"filename=" in head else content.decode()
    return found
