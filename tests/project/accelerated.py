"""The accelerator in a thread, before an Obole that a test scripts."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from obole.edition import packing
from obole.edition.tree import About, Baked, Tree, drawn_time
from obole.project.accelerator.loop import Loop
from obole.project.accelerator.pages import Pages
from obole.project.accelerator.role import bound_socket

PATIENCE_SECONDS = 30
HOST = b"Host: localhost\r\n"
TEXT = b"<p>The council has voted.</p>\n" * 40

Answering = Callable[[socket.socket, bytes], None]


class ScriptedObole:
    """Takes each connection in a thread, reads a head, and lets `answering` do the rest."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.heads: list[bytes] = []
        self.answering: Answering = answer_with_length
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(place))
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(PATIENCE_SECONDS)
            given = b""
            while b"\r\n\r\n" not in given:
                piece = connection.recv(65_536)
                if not piece:
                    return
                given += piece
            head, _, rest = given.partition(b"\r\n\r\n")
            self.heads.append(head)
            self.answering(connection, rest)

    def close(self) -> None:
        """Answer nobody any more."""
        self._listener.close()
        self.place.unlink()


def answer_with_length(connection: socket.socket, _rest: bytes) -> None:
    """Answer as Granian does."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\ndynamic")


class Accelerated:
    """A running accelerator, its tree and what stands behind it."""

    def __init__(self, folder: Path, *, most_clients: int = 100) -> None:
        self.tree = Tree(folder / "edition", "localhost")
        self.obole = ScriptedObole(folder / "o.socket")
        listener = bound_socket("127.0.0.1", 0)
        listener.listen(64)
        self.port: int = listener.getsockname()[1]
        self._listener = listener
        self.loop = Loop(
            listener=listener,
            pages=Pages(
                tree=self.tree,
                names=frozenset({"localhost"}),
                excepted=("/desk/",),
                cdn_seconds=0,
            ),
            upstream=self.obole.place,
            most_clients=most_clients,
            has_access_lines=False,
        )
        self.thread = threading.Thread(target=self.loop.run, daemon=True)
        self.thread.start()

    def bake(self, path: str, text: bytes = TEXT) -> None:
        """Put a page into the tree."""
        copies = packing.copies_of(text)
        about = About(
            headers=[("Content-Type", "text/html; charset=utf-8")],
            is_special=False,
            digest=sha256(text).hexdigest(),
            baked_ns=time.time_ns(),
            valid_until=None,
            sizes={coding.value: len(copy) for coding, copy in copies.items()},
            drawn_times={coding.value: drawn_time(copy) for coding, copy in copies.items()},
        )
        with self.tree.locked():
            self.tree.write(path, Baked(about, copies))

    def connect(self) -> socket.socket:
        """Return a connection to it."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)

    def raw(self, request: bytes) -> bytes:
        """Send these bytes, then nothing more; return what comes until the other end closes."""
        with self.connect() as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            return read_to_the_end(connection)

    def refuses(self) -> bool:
        """Tell whether nobody takes connections any more."""
        try:
            self.connect().close()
        except ConnectionRefusedError:
            return True
        return False

    def wait_until(self, condition: Callable[[], object]) -> None:
        """Wait, and fail when it takes too long."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop it and wait until it has stopped."""
        self.loop.stop()
        self.thread.join(PATIENCE_SECONDS)
        self._listener.close()
        with contextlib.suppress(OSError):
            self.obole.close()


@contextlib.contextmanager
def running(folder: Path, *, most_clients: int = 100) -> Iterator[Accelerated]:
    """Run an accelerator until the end."""
    accelerated = Accelerated(folder, most_clients=most_clients)
    try:
        yield accelerated
    finally:
        accelerated.stop()


def read_to_the_end(connection: socket.socket) -> bytes:
    """Return all that comes until the other end closes, however it does."""
    chunks = []
    with contextlib.suppress(ConnectionResetError):
        while chunk := connection.recv(65_536):
            chunks.append(chunk)
    return b"".join(chunks)


def read_answer(connection: socket.socket) -> tuple[bytes, bytes]:
    """Return head and body of the next answer, which must tell its length."""
    given = b""
    while b"\r\n\r\n" not in given:
        piece = connection.recv(1)
        assert piece, given
        given += piece
    head = given.lower()
    length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    body = b""
    while len(body) < length:
        piece = connection.recv(length - len(body))
        assert piece, body
        body += piece
    return given, body
