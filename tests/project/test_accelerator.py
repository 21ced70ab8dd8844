"""The accelerator: requests in any pieces, each answered once, whole, and by whom it should be."""

import socket
import threading

import pytest
from accelerated import (
    HOST,
    PATIENCE_SECONDS,
    TEXT,
    Accelerated,
    read_answer,
    read_to_the_end,
    running,
)
from hypothesis import given
from hypothesis import strategies as st

from obole.project.accelerator import clients, exchanges, loop, outgoing
from obole.project.accelerator.heads import BadHead, passed_on, read_head
from obole.project.accelerator.heads import read_answer as read_answer_head

BAKED = b"GET /politique/ HTTP/1.1\r\n" + HOST + b"\r\n"
DYNAMIC = b"GET /recherche/?q=a HTTP/1.1\r\n" + HOST + b"\r\n"
MEGABYTES = 3_000_000


@pytest.fixture
def accelerated(tmp_path):
    with running(tmp_path) as accelerated:
        accelerated.bake("/politique/")
        yield accelerated


def the_answers(accelerated: Accelerated, request: bytes, number: int) -> list[bytes]:
    with accelerated.connect() as connection:
        connection.sendall(request)
        return [read_answer(connection)[1] for _ in range(number)]


def test_a_request_is_one_however_it_is_cut(accelerated):
    for request, body in ((BAKED, TEXT), (DYNAMIC, b"dynamic")):
        for cut in range(1, len(request)):
            with accelerated.connect() as connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.sendall(request[:cut])
                connection.sendall(request[cut:])
                assert read_answer(connection)[1] == body, cut


def test_requests_that_come_together_are_answered_in_their_order(accelerated):
    together = BAKED + DYNAMIC + b"\r\n" + BAKED + BAKED + DYNAMIC

    bodies = the_answers(accelerated, together, 5)

    assert bodies == [TEXT, b"dynamic", TEXT, TEXT, b"dynamic"]


def test_a_body_that_looks_like_a_request_is_none(accelerated):
    the_answers(accelerated, BAKED, 1)
    bodies = []

    def take(connection, rest):
        while len(rest) < len(BAKED):
            rest += connection.recv(65_536)
        bodies.append(rest)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    accelerated.obole.answering = take
    length = b"Content-Length: %d\r\n\r\n" % len(BAKED)
    post = b"POST /comments/ HTTP/1.1\r\n" + HOST + length
    with accelerated.connect() as connection:
        connection.sendall(post)
        connection.sendall(BAKED)
        assert read_answer(connection)[1] == b"ok"
        connection.sendall(post + BAKED + BAKED)
        assert read_answer(connection)[1] == b"ok"
        assert read_answer(connection)[1] == TEXT

    assert bodies == [BAKED, BAKED]


@pytest.mark.parametrize(
    "fields",
    [
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: 4\r\nContent-Length: 0\r\n\r\nabcd",
        b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: +0\r\n\r\n",
    ],
)
def test_what_could_be_two_requests_ends_the_connection(accelerated, fields):
    """After an answer to a body of doubtful length, nothing is read as a request any more."""
    answer = accelerated.raw(b"POST /a/ HTTP/1.1\r\n" + HOST + fields + DYNAMIC)

    assert answer.count(b"HTTP/1.1 200") <= 1
    assert len(accelerated.obole.heads) == 1


def test_an_upload_goes_on_while_it_comes(accelerated):
    sizes = []

    def take(connection, rest):
        size = len(rest)
        while size < MEGABYTES:
            size += len(connection.recv(65_536))
        sizes.append(size)
        connection.sendall(b"HTTP/1.1 201 Created\r\nConnection: close\r\n\r\nkept")

    accelerated.obole.answering = take
    answer = accelerated.raw(
        b"POST /desk/files/ HTTP/1.1\r\n%bContent-Length: %d\r\n\r\n" % (HOST, MEGABYTES)
        + b"x" * MEGABYTES
    )

    assert sizes == [MEGABYTES]
    assert answer.endswith(b"\r\n\r\nkept")


def test_a_refused_sender_reads_why(accelerated):
    def refuse(connection, _rest):
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nConnection: close\r\n\r\ntoo large")

    accelerated.obole.answering = refuse
    with accelerated.connect() as connection:
        connection.sendall(b"POST /a/ HTTP/1.1\r\n%bContent-Length: 900000\r\n\r\n" % HOST)
        connection.sendall(b"x" * 200_000)
        assert read_to_the_end(connection).endswith(b"too large")


def test_a_large_answer_comes_whole_to_a_slow_reader_and_is_not_kept_in_memory(accelerated):
    body = b"0123456789" * 3_000_000
    most = []

    def answer(connection, _rest):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 100_000):
            connection.sendall(body[start : start + 100_000])
            most.append(max(client.pending for client in list(accelerated.loop._clients)))

    accelerated.obole.answering = answer
    with accelerated.connect() as connection:
        connection.sendall(DYNAMIC)
        assert read_answer(connection)[1] == body
        connection.sendall(BAKED)
        assert read_answer(connection)[1] == TEXT

    assert max(most) <= exchanges.MOST_WAITING_BYTES + exchanges.PIECE_BYTES


def test_an_answer_that_breaks_off_does_not_pass_for_a_whole_one(accelerated):
    def break_off(connection, _rest):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

    accelerated.obole.answering = break_off

    answer = accelerated.raw(DYNAMIC)

    assert answer.endswith(b"\r\n\r\nhalf")
    assert b"Content-Length: 100" in answer


def test_an_answer_without_a_length_ends_with_the_connection(accelerated):
    def stream(connection, _rest):
        chunks = b"3\r\nabc\r\n0\r\n\r\n"
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)

    accelerated.obole.answering = stream
    with accelerated.connect() as connection:
        connection.sendall(DYNAMIC)
        answer = read_to_the_end(connection)

    assert b"\r\nConnection: close\r\n" in answer
    assert answer.endswith(b"3\r\nabc\r\n0\r\n\r\n")


def test_heads_and_closing_are_as_asked(accelerated):
    head = accelerated.raw(BAKED.replace(b"GET", b"HEAD", 1))
    assert head.endswith(b"\r\n\r\n")
    assert b"Content-Length: %d\r\n" % len(TEXT) in head

    closing = BAKED.replace(HOST, HOST + b"Connection: close\r\n")
    with accelerated.connect() as connection:
        connection.sendall(closing + closing)
        answer = read_to_the_end(connection)
    assert answer.count(b"HTTP/1.1 200 OK") == 1
    assert b"\r\nConnection: close\r\n" in answer


def test_an_old_client_is_answered_and_left(accelerated):
    with accelerated.connect() as connection:
        connection.sendall(b"GET /politique/ HTTP/1.0\r\n" + HOST + b"\r\n")
        assert read_to_the_end(connection).endswith(b"dynamic")


def test_who_waits_for_a_word_before_the_body_gets_it(accelerated):
    with accelerated.connect() as connection:
        connection.sendall(
            b"POST /a/ HTTP/1.1\r\n%bContent-Length: 3\r\nExpect: 100-continue\r\n\r\n" % HOST
        )
        assert connection.recv(100) == outgoing.CONTINUE
        connection.sendall(b"abc")
        assert read_answer(connection)[1] == b"dynamic"
    assert b"xpect" not in accelerated.obole.heads[0]


def test_nobody_says_for_obole_who_asks(accelerated):
    forged = b"X-Obole-Connection: a 1 192.0.2.1\r\nX_Obole_Connection: a 1 192.0.2.2\r\n"
    other = b"x-obole-connection: a 1 192.0.2.3\r\nX_Forwarded_For: 192.0.2.4\r\n"

    the_answers(accelerated, DYNAMIC.replace(HOST, HOST + forged + other), 1)

    (head,) = accelerated.obole.heads
    assert b"192.0.2" not in head
    assert head.lower().count(b"x-obole-connection") == 1
    assert b"X-Obole-Connection: 127.0.0.1 %d 127.0.0.1" % accelerated.port in head


def test_while_obole_does_not_run_pages_come_and_the_rest_is_told(accelerated):
    accelerated.obole.close()

    answer = accelerated.raw(BAKED + DYNAMIC)

    assert answer.count(TEXT) == 1
    assert b"HTTP/1.1 503" in answer
    assert b"Retry-After: 5\r\n" in answer


def test_an_obole_that_dies_before_it_answers_is_told_too(accelerated):
    accelerated.obole.answering = lambda _connection, _rest: None

    assert accelerated.raw(DYNAMIC).startswith(b"HTTP/1.1 503")


def test_a_page_that_is_taken_away_or_replaced_is_so_at_once(accelerated):
    assert the_answers(accelerated, BAKED, 1) == [TEXT]

    accelerated.bake("/politique/", b"<p>Corrected.</p>")
    assert the_answers(accelerated, BAKED, 1) == [b"<p>Corrected.</p>"]

    with accelerated.tree.locked():
        accelerated.tree.remove("/politique/")
    assert the_answers(accelerated, BAKED, 1) == [b"dynamic"]


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\nHost: localhost\n\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n folded: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: loc\x00alhost\r\n\r\n", 400),
        (b"GET  / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 10_000 + b"\r\n", 431),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", 414),
    ],
)
def test_what_is_no_request_is_refused_and_reaches_nobody(accelerated, request_bytes, status):
    answer = accelerated.raw(request_bytes)

    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert accelerated.obole.heads == []


def test_who_sends_too_slowly_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(clients, "HEAD_SECONDS", 0.1)
    with running(tmp_path) as accelerated, accelerated.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        assert read_to_the_end(connection) == b""


def test_slow_senders_hold_no_more_memory_than_there_is_room_for(tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "MOST_HELD_BYTES", 300_000)
    with running(tmp_path) as accelerated:
        accelerated.bake("/politique/")
        length = b"Content-Length: 60000\r\n\r\n"
        slow = [accelerated.connect() for _ in range(20)]
        for connection in slow:
            connection.sendall(b"POST /a/ HTTP/1.1\r\n" + HOST + length + b"x" * 50_000)
        accelerated.wait_until(lambda: len(accelerated.loop._clients) <= 6)
        assert the_answers(accelerated, BAKED, 1) == [TEXT]
        for connection in slow:
            connection.close()


def test_whoever_only_holds_a_connection_makes_room(tmp_path):
    with running(tmp_path, most_clients=5) as accelerated:
        accelerated.bake("/politique/")
        idle = [accelerated.connect() for _ in range(20)]
        assert the_answers(accelerated, BAKED, 1) == [TEXT]
        for connection in idle:
            connection.close()


def test_who_comes_last_is_not_the_one_who_makes_room(tmp_path):
    with running(tmp_path, most_clients=10) as accelerated:
        accelerated.bake("/politique/")
        slow = [accelerated.connect() for _ in range(9)]
        for connection in slow:
            connection.sendall(b"G")
        for _ in range(5):
            assert the_answers(accelerated, BAKED, 1) == [TEXT]
        for connection in slow:
            connection.close()


def test_an_old_client_that_says_no_more_is_answered(accelerated):
    def answer_who_is_there(connection, rest):
        connection.settimeout(0.2)
        try:
            assert connection.recv(1) != b"", "Granian drops who has half left."
        except TimeoutError:
            connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 7\r\n\r\ndynamic")

    accelerated.obole.answering = answer_who_is_there

    assert accelerated.raw(b"GET /a/ HTTP/1.0\r\n" + HOST + b"\r\n").endswith(b"dynamic")


def test_an_obole_that_thinks_for_too_long_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(clients, "THINKING_SECONDS", 0.1)
    may_end = threading.Event()
    with running(tmp_path) as accelerated:
        accelerated.obole.answering = lambda _connection, _rest: may_end.wait(PATIENCE_SECONDS)
        assert accelerated.raw(DYNAMIC).startswith(b"HTTP/1.1 503")
        may_end.set()


@pytest.mark.parametrize("failure", [OSError(24, "Too many open files"), ValueError("a fault")])
def test_what_fails_for_one_fails_for_nobody_else(accelerated, monkeypatch, failure):
    make = clients.Exchange
    failures = [failure]

    def fail_once(*arguments, **named):
        if failures:
            raise failures.pop()
        return make(*arguments, **named)

    monkeypatch.setattr(clients, "Exchange", fail_once)
    with accelerated.connect() as other:
        answer = accelerated.raw(DYNAMIC)
        assert answer.startswith(b"HTTP/1.1 503") or answer == b""
        other.sendall(BAKED + DYNAMIC)
        assert [read_answer(other)[1] for _ in range(2)] == [TEXT, b"dynamic"]


def test_nobody_waits_at_a_door_that_is_closing(tmp_path):
    may_answer = threading.Event()

    def answer(connection, _rest):
        may_answer.wait(PATIENCE_SECONDS)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate")

    with running(tmp_path) as accelerated, accelerated.connect() as connection:
        accelerated.obole.answering = answer
        connection.sendall(DYNAMIC)
        accelerated.wait_until(lambda: accelerated.obole.heads)
        accelerated.loop.stop()
        accelerated.wait_until(accelerated.refuses)
        may_answer.set()
        assert read_to_the_end(connection).endswith(b"late")


def test_what_is_being_answered_is_answered_before_the_end(tmp_path):
    is_asked, may_answer = threading.Event(), threading.Event()

    def answer(connection, _rest):
        is_asked.set()
        may_answer.wait(PATIENCE_SECONDS)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate")

    with running(tmp_path) as accelerated, accelerated.connect() as connection:
        accelerated.obole.answering = answer
        connection.sendall(DYNAMIC)
        assert is_asked.wait(PATIENCE_SECONDS)
        accelerated.loop.stop()
        may_answer.set()
        assert read_to_the_end(connection).endswith(b"late")
        accelerated.thread.join(PATIENCE_SECONDS)
        assert not accelerated.thread.is_alive()


token = st.text("abcXYZ0-_!", min_size=1, max_size=8).map(str.encode)
value = st.binary(max_size=20).map(
    lambda some: bytes(each for each in some if each == 9 or 32 <= each != 127)
)


@given(fields=st.lists(st.tuples(token, value), max_size=8), target=token)
def test_a_head_is_passed_on_with_one_word_on_the_connection_and_all_else_as_it_came(
    fields, target
):
    names = [
        *(b"Connection", b"X-Obole-Connection", b"X_Obole_Connection", b"TE", b"Upgrade", b"Host")
    ]
    written = [*((name, b"forged") for name in names), *fields]
    lines = [name + b": " + value for name, value in written]
    raw = b"GET /" + target + b" HTTP/1.1\r\n" + b"".join(line + b"\r\n" for line in lines)

    passed = passed_on(read_head(raw + b"\r\n"), who_asks=b"s 1 c")

    again = read_head(passed)
    assert again.target == b"/" + target
    assert [line for line in lines if b"_" not in line.partition(b":")[0]][4:] == [
        line for line in again.lines if line.partition(b":")[0].lower() not in TAKEN
    ]
    assert again.fields[b"connection"] == b"close"
    assert again.fields[b"x-obole-connection"] == b"s 1 c"
    assert not {b"connection", b"x-obole-connection"} & again.repeated


TAKEN = {b"connection", b"x-obole-connection"}


@given(st.binary(max_size=200))
def test_whatever_comes_is_a_head_or_is_none(raw):
    for read in (read_head, lambda some: read_answer_head(some, method=b"GET")):
        try:
            read(raw + b"\r\n\r\n")
        except BadHead:
            continue
