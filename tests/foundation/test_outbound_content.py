"""What is too large to be held is read while it is sent, and as often as it is sent."""

import ipaddress
import socket
import threading
import tracemalloc

import httpx
import pytest

from obole.foundation.outbound_content import Pieces, size_of
from obole.foundation.outbound_http import UNSENT, OutboundClient, Wanted

CHUNK = 64 * 1024
PUBLIC = ipaddress.ip_address("93.184.215.14")
ALSO_PUBLIC = ipaddress.ip_address("93.184.215.15")


class Film:
    """A file of this many chunks, which exists only while it is read."""

    def __init__(self, chunks, *, says=None):
        self.chunks = chunks
        self.size_bytes = CHUNK * (says or chunks)

    def __iter__(self):
        for number in range(self.chunks):
            yield bytes([number % 256]) * CHUNK


class Counting(threading.Thread):
    """A server that keeps nothing but the head and how much came after it."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.head, self.received = b"", 0

    def run(self):
        connection, _ = self.listener.accept()
        with connection:
            got = b""
            while b"\r\n\r\n" not in got:
                got += connection.recv(CHUNK)
            self.head, _, rest = got.partition(b"\r\n\r\n")
            length = int(self.head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            self.received = len(rest)
            while self.received < length and (more := connection.recv(CHUNK)):
                self.received += len(more)
            connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


class Detour(httpx.BaseTransport):
    """Takes the wire to a server of the test; the first addresses cannot be reached."""

    def __init__(self, port, *, closed=()):
        self.port, self.closed = port, closed
        self.wire = httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request):
        if request.url.host in self.closed:
            raise httpx.ConnectError("closed")
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        return self.wire.handle_request(request)


def sent(content, *, closed=()):
    server = Counting()
    server.start()
    port = server.listener.getsockname()[1]
    client = OutboundClient(
        resolve=lambda host, port: [PUBLIC, ALSO_PUBLIC],
        connect=lambda: Detour(port, closed=closed),
    )
    try:
        client.fetch("https://films.example/", Wanted(method="PUT", content=content))
    finally:
        server.join(5)
        server.listener.close()
    return server


def test_a_film_is_sent_whole_its_length_is_said_and_it_is_never_in_memory():
    content = Pieces((b"before", Film(320), b"after"))
    tracemalloc.start()

    server = sent(content)

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert server.received == size_of(content) == 320 * CHUNK + 11
    assert b"transfer-encoding" not in server.head.lower()
    assert peak < 4 * 1024 * 1024


def test_it_is_read_from_its_start_for_another_address():
    server = sent(Film(3), closed=(str(PUBLIC),))

    assert server.received == 3 * CHUNK


@pytest.mark.parametrize("chunks", [2, 4])
def test_a_file_of_another_length_is_no_request_that_was_heard(chunks):
    with pytest.raises(UNSENT):
        sent(Film(chunks, says=3))
