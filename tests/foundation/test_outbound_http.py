import gzip
import ipaddress
import json
import re
import socket
import threading
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from obole.foundation.outbound_addresses import AddressRefused, check_address
from obole.foundation.outbound_deadline import OutboundFailed, TooSlow
from obole.foundation.outbound_http import (
    BODY_LIMIT_BYTES,
    OutboundClient,
    TooLarge,
    TooManyRedirects,
    UnexpectedContent,
    Unreachable,
    Wanted,
)

HOSTILE = Path(__file__).parents[3] / "shared/data/security/ssrf/urls.json"
PUBLIC = ipaddress.ip_address("93.184.215.14")
PUBLIC_6 = ipaddress.ip_address("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


def hostile_urls(kind):
    if not HOSTILE.exists():
        reason = f"the list of hostile addresses is not at {HOSTILE}"
        return [pytest.param("", marks=pytest.mark.skip(reason=reason))]
    return [entry["url"] for entry in json.loads(HOSTILE.read_text())[kind]]


class Detour(httpx.BaseTransport):
    """Notes which address is connected to, and takes the wire to a server of the test instead."""

    def __init__(self, port=None):
        self.requests = []
        self._port = port
        self._wire = httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request):
        self.requests.append(request)
        if self._port is None:
            return httpx.Response(204, stream=httpx.ByteStream(b""))
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return self._wire.handle_request(request)

    def close(self):
        self._wire.close()

    @property
    def addresses(self):
        return [request.url.host for request in self.requests]


def client(*, detour, names=None, seconds=10.0):
    """Return a client whose names all are public, except those that the test says."""
    asked = names if names is not None else {}
    return OutboundClient(
        resolve=lambda host, port: asked.get(host, [PUBLIC]),
        connect=lambda: detour,
        total_seconds=seconds,
    )


def read_request(connection):
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65536)
    return (head + b"\r\n\r\n" + body).decode()


@contextmanager
def server(*answers):
    """Serve each connection the next answer: bytes, or a function that talks on the socket."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard = []

    def serve():
        for answer in answers:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(10)
                heard.append(read_request(connection))
                if callable(answer):
                    answer(connection)
                else:
                    connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        listener.close()


def answer(body=b"", *, status="200 OK", **headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.mark.parametrize("url", hostile_urls("block"))
def test_a_hostile_address_is_refused_before_anything_is_sent(url):
    detour = Detour()

    with pytest.raises(AddressRefused):
        client(detour=detour).fetch(url)

    assert detour.requests == []


@pytest.mark.parametrize("url", hostile_urls("allow"))
def test_a_good_address_is_not_refused(url):
    assert client(detour=Detour()).fetch(url).status == 204


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "169.254.169.254", "168.63.129.16", "::1", "::ffff:10.0.0.1"),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1", "fec0::1", "fd00::1", "ff02::1"),
    ],
)
def test_a_name_of_a_private_address_is_refused(address):
    detour = Detour()
    names = {"feed.example": [PUBLIC, ipaddress.ip_address(address)]}

    with pytest.raises(AddressRefused):
        client(detour=detour, names=names).fetch("https://feed.example/")

    assert detour.requests == []


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2a00:1450:4007::1"])
def test_a_public_address_passes(address):
    check_address(ipaddress.ip_address(address))


def test_a_name_that_changes_its_address_is_asked_for_once():
    detour, asked = Detour(), []

    def rebind(host, port):
        asked.append((host, port))
        return [PUBLIC if len(asked) == 1 else ipaddress.ip_address("127.0.0.1")]

    OutboundClient(resolve=rebind, connect=lambda: detour).fetch("https://feed.example/x")

    assert asked == [("feed.example", 443)]
    assert detour.addresses == [str(PUBLIC)]


def test_the_connection_goes_to_the_address_and_the_request_names_the_host():
    detour = Detour()

    client(detour=detour, names={"feed.example": [PUBLIC_6]}).fetch("https://feed.example/a?b=c")

    (request,) = detour.requests
    assert str(request.url) == f"https://[{PUBLIC_6}]/a?b=c"
    assert request.headers["host"] == "feed.example"
    assert request.extensions["sni_hostname"] == "feed.example"


def test_a_name_without_an_address_is_unreachable():
    with pytest.raises(Unreachable, match="no address"):
        client(detour=Detour(), names={"feed.example": []}).fetch("https://feed.example/")


def test_a_name_that_is_not_known_is_unreachable():
    def fail(host, port):
        raise socket.gaierror("unknown")

    with pytest.raises(Unreachable, match=r"feed\.example is not known"):
        OutboundClient(resolve=fail, connect=Detour).fetch("https://feed.example/")


def test_an_answer_arrives_whole():
    with server(answer(b"hello", Content_Type="text/plain")) as (port, heard):
        fetched = client(detour=Detour(port)).fetch("http://feed.example/a?b=c")

    assert (fetched.status, fetched.body, fetched.url) == (
        *(200, b"hello"),
        "http://feed.example/a?b=c",
    )
    assert heard[0].startswith("GET /a?b=c HTTP/1.1\r\n")
    assert "Host: feed.example\r\n" in heard[0]


def test_content_is_posted():
    with server(answer()) as (port, heard):
        wanted = Wanted(method="POST", content=b"a=b", headers={"Content-Type": "text/x"})
        client(detour=Detour(port)).fetch("http://feed.example/", wanted)

    assert heard[0].startswith("POST / HTTP/1.1\r\n")
    assert heard[0].endswith("\r\n\r\na=b")


def test_a_redirect_is_not_followed_by_default():
    with server(answer(status="302 Found", Location="http://other.example/")) as (port, _):
        fetched = client(detour=Detour(port)).fetch("http://feed.example/")

    assert fetched.status == 302


def test_a_redirect_is_followed_when_wanted_and_keys_stay_behind():
    there = answer(status="302 Found", Location="http://other.example/there")
    with server(there, answer(b"here")) as (port, heard):
        wanted = Wanted(redirects=1, headers={"Authorization": "secret"})
        fetched = client(detour=Detour(port)).fetch("http://feed.example/", wanted)

    assert (fetched.url, fetched.body) == ("http://other.example/there", b"here")
    assert "secret" in heard[0]
    assert "secret" not in heard[1]


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1/", "//localhost/", "http://feed.example:22/", "file:///etc"]
)
def test_a_redirect_to_a_private_address_is_refused(location):
    with server(answer(status="302 Found", Location=location)) as (port, _):
        detour = Detour(port)
        with pytest.raises(AddressRefused):
            client(detour=detour).fetch("http://feed.example/", Wanted(redirects=2))

    assert len(detour.requests) == 1


def test_a_redirect_to_a_name_of_a_private_address_is_refused():
    names = {"inside.example": [ipaddress.ip_address("10.0.0.1")]}
    with (
        server(answer(status="302 Found", Location="http://inside.example/")) as (port, _),
        pytest.raises(AddressRefused),
    ):
        client(detour=Detour(port), names=names).fetch("http://feed.example/", Wanted(redirects=2))


def test_a_redirect_from_https_to_http_is_refused():
    with (
        server(answer(status="302 Found", Location="http://feed.example/")) as (port, _),
        pytest.raises(AddressRefused, match="https to http"),
    ):
        client(detour=Detour(port)).fetch("https://feed.example/", Wanted(redirects=1))


def test_a_chain_of_redirects_ends():
    onwards = answer(status="302 Found", Location="/on")
    with server(onwards, onwards, onwards) as (port, heard), pytest.raises(TooManyRedirects):
        client(detour=Detour(port)).fetch("http://feed.example/", Wanted(redirects=2))

    assert len(heard) == 3


def test_a_body_of_the_limit_passes_and_one_byte_more_does_not():
    largest = b"x" * BODY_LIMIT_BYTES
    with server(answer(largest), answer(largest + b"x")) as (port, _):
        fetched = client(detour=Detour(port)).fetch("http://feed.example/")
        with pytest.raises(TooLarge):
            client(detour=Detour(port)).fetch("http://feed.example/")

    assert len(fetched.body) == BODY_LIMIT_BYTES


def test_a_packed_body_is_unpacked():
    with server(answer(gzip.compress(b"hello", mtime=0), Content_Encoding="gzip")) as (port, _):
        assert client(detour=Detour(port)).fetch("http://feed.example/").body == b"hello"


def test_a_bomb_is_given_up_at_the_limit():
    bomb = gzip.compress(b"\0" * 200_000_000, compresslevel=9)
    with server(answer(bomb, Content_Encoding="gzip")) as (port, _), pytest.raises(TooLarge):
        client(detour=Detour(port)).fetch("http://feed.example/")


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"hello", "br"), (b"not packed", "gzip"), (gzip.compress(b"hello", mtime=0)[:-6], "gzip")],
)
def test_an_answer_that_is_packed_otherwise_or_badly_is_refused(body, encoding):
    with (
        server(answer(body, Content_Encoding=encoding)) as (port, _),
        pytest.raises(UnexpectedContent),
    ):
        client(detour=Detour(port)).fetch("http://feed.example/")


def test_only_the_wanted_content_types_are_taken():
    wanted = Wanted(content_types=["application/json"])
    page = answer(b"<p>", Content_Type="text/html; charset=utf-8")
    data = answer(b"{}", Content_Type="application/json; charset=utf-8")
    with server(page, data) as (port, _):
        with pytest.raises(UnexpectedContent, match="text/html"):
            client(detour=Detour(port)).fetch("http://feed.example/", wanted)
        fetched = client(detour=Detour(port)).fetch("http://feed.example/", wanted)

    assert fetched.body == b"{}"


def drip(first, then):
    """Talk on and on, a little at a time, until the client hangs up."""

    def talk(connection):
        connection.sendall(first)
        connection.settimeout(0.05)
        hung_up = False
        while not hung_up:
            try:
                hung_up = connection.recv(1) == b""
            except TimeoutError:
                connection.sendall(then)
            except ConnectionError:
                hung_up = True

    return talk


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\n", b"X-Drip: x\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
    ],
    ids=["says nothing", "drips headers", "drips the body"],
)
def test_a_slow_server_is_left_when_the_time_is_over(first, then):
    with server(drip(first, then)) as (port, _), pytest.raises(TooSlow):
        client(detour=Detour(port), seconds=0.4).fetch("http://feed.example/")


def test_a_name_server_that_does_not_answer_is_left_when_the_time_is_over():
    released = threading.Event()

    def stall(host, port):
        released.wait(10)
        return [PUBLIC]

    with pytest.raises(TooSlow):
        OutboundClient(resolve=stall, connect=Detour, total_seconds=0.2).fetch("http://a.example/")
    released.set()


def test_a_server_that_does_not_speak_http_is_unreachable():
    with server(b"220 mail.example ESMTP\r\n") as (port, _), pytest.raises(Unreachable):
        client(detour=Detour(port)).fetch("http://feed.example/")


def test_every_failure_but_a_refusal_is_one_kind():
    kinds = (Unreachable, TooSlow, TooLarge, UnexpectedContent, TooManyRedirects)

    assert all(issubclass(kind, OutboundFailed) for kind in kinds)
    assert not issubclass(AddressRefused, OutboundFailed)
