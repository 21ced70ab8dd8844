"""The rehearsal as an HTTP server of its own, on this machine only."""

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Final, cast
from urllib.parse import parse_qsl, urlsplit

from obole.donations.rehearsal import control
from obole.donations.rehearsal.exchange import Refused, Request, Response, json_answer
from obole.donations.rehearsal.paypal import pages as paypal_pages
from obole.donations.rehearsal.stage import Stage
from obole.donations.rehearsal.stripe import pages as stripe_pages

HOST: Final = "127.0.0.1"
LARGEST_REQUEST_BYTES: Final = 1024 * 1024
NOT_FOUND: Final = 404


class Rehearsal(Stage):
    """Both stand-ins, their clock, their notices and their faults, behind one address.

    Use it as a context manager. `notify` is the address of the site; without it notices are held
    until a test takes them. With `store` everything is read from that file and kept in it.
    """

    def __init__(
        self, *, port: int = 0, notify: str = "", store: Path | None = None, seed: int = 0
    ) -> None:
        super().__init__(notify=notify, seed=seed)
        self._store = store
        self._lock = threading.RLock()
        self._server = _Server((HOST, port), _Handler)
        self._server.rehearsal = self
        self.address = f"http://{HOST}:{self._server.server_address[1]}"
        self.stripe.root = self.paypal.root = self.address
        if store is not None and store.is_file():
            self._restore(json.loads(store.read_text()))

    def __enter__(self) -> "Rehearsal":
        threading.Thread(target=self.serve, name="rehearsal", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.deliveries.stop()

    def serve(self) -> None:
        """Answer until the end."""
        self._server.serve_forever(poll_interval=0.05)

    def act(self, name: str, **values: str) -> Any:
        """Do what the control page can."""
        with self._lock:
            return control.ACTS[name](self, values)

    def answer(self, request: Request) -> Response:
        """Answer any request, one at a time."""
        with self._lock:
            response = self._answered(request)
            if self._store is not None and request.method != "GET":
                self._keep()
            return response

    def _answered(self, request: Request) -> Response:
        first, _, rest = request.path.strip("/").partition("/")
        inner = Request(
            method=request.method,
            path=f"/{rest}",
            query=request.query,
            headers=request.headers,
            body=request.body,
        )
        if first == "control":
            return control.answer(self, inner)
        if first not in ("stripe", "paypal"):
            return json_answer({"error": "not found"}, NOT_FOUND)
        double = self.stripe if first == "stripe" else self.paypal
        if not rest.startswith(("v1/", "v2/", "root.pem")):
            if first == "stripe":
                return stripe_pages.answer(self.stripe, inner)
            return paypal_pages.answer(self.paypal, inner)
        if not (fault := self.faults.next()):
            return double.answer(inner)
        if fault == "lost":
            double.answer(inner)
        return self.faults.answer(fault)

    def _keep(self) -> None:
        assert self._store is not None
        paypal = self.paypal.objects
        state = {
            "ahead_seconds": self.clock.ahead_seconds,
            "stripe": [self.stripe.objects.by_id, self.stripe.objects.count, self.stripe.keys],
            "paypal": [paypal.by_kind, paypal.events, paypal.search, paypal.count],
            "paypal_keys": self.paypal.keys,
        }
        waiting = self._store.with_suffix(".new")
        waiting.write_text(json.dumps(state))
        waiting.replace(self._store)

    def _restore(self, state: dict[str, Any]) -> None:
        self.clock.ahead_seconds = state["ahead_seconds"]
        stripe, paypal = self.stripe.objects, self.paypal.objects
        stripe.by_id, stripe.count, self.stripe.keys = state["stripe"]
        paypal.by_kind, paypal.events, paypal.search, paypal.count = state["paypal"]
        self.paypal.keys = state["paypal_keys"]


def rehearse(*, address: str, notify: str, store: Path) -> None:
    """Play the providers at this address until the process ends."""
    port = urlsplit(address).port or 0
    Rehearsal(port=port, notify=notify, store=store).serve()


class _Server(ThreadingHTTPServer):
    rehearsal: Rehearsal
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        parts = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(min(length, LARGEST_REQUEST_BYTES)),
        )
        try:
            response = cast("_Server", self.server).rehearsal.answer(request)
        except Refused as refusal:
            response = json_answer(refusal.body, refusal.status)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._send(response)

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Say nothing."""
