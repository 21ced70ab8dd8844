"""One answer by two ways: from nginx's port, and from Obole's socket behind it."""

import contextlib
import http.client
import socket
from dataclasses import dataclass
from pathlib import Path

# They say who answered, when, and how the connection goes on.
OF_THE_SERVER = {"connection", "date", "keep-alive", "server", "transfer-encoding"}
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What a reader gets."""

    status: int
    headers: dict[str, str]
    body: bytes
    server: str


class _ThroughSocket(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE_SECONDS)
        self.sock.connect(str(self._path))


def ask(
    place: int | Path, target: str, *, method: str = "GET", source: str = "", **headers: str
) -> Answer:
    """Ask at a port of this machine or at a socket; `Host_` is written for `Host`, and so on."""
    connection = (
        _ThroughSocket(place)
        if isinstance(place, Path)
        else http.client.HTTPConnection(
            "127.0.0.1",
            place,
            timeout=PATIENCE_SECONDS,
            source_address=(source, 0) if source else None,
        )
    )
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": "localhost", **named}.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        kept = {name.lower(): value for name, value in response.getheaders()}
        server = kept.get("server", "")
        return Answer(
            response.status,
            {name: value for name, value in kept.items() if name not in OF_THE_SERVER},
            response.read(),
            server,
        )
    finally:
        connection.close()


def raw(port: int, request: bytes) -> bytes:
    """Send bytes that are no proper request; return what comes until the other end closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        chunks = []
        # Who refuses a long request may close before all of it has come.
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65_536):
                chunks.append(chunk)
    return b"".join(chunks)
