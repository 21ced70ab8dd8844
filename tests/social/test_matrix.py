"""Matrix, as its specification says that servers answer: https://spec.matrix.org."""

import json

import pytest
from fault_proxy import Canned, Fault
from posting import make_marker, make_post, unsaved_channel
from scripted import scripted

from obole.social.networks.matrix import Matrix
from obole.social.networks.matrix_events import text_of
from obole.social.rules.network import (
    LoginLost,
    NotSent,
    Prepared,
    Rejected,
    Remote,
    Uncertain,
    WrongCredentials,
)

ROOM = "!news:server.example"
MESSAGES = f"/rooms/{ROOM}/messages".replace("!", "%21").replace(":", "%3A")
REMOTE = Remote(id="$first")


@pytest.fixture
def server():
    with scripted() as network:
        network.on("GET", "/account/whoami", Canned(status=200, body={"user_id": "@obole:x"}))
        network.on("GET", "/joined_rooms", Canned(status=200, body={"joined_rooms": [ROOM]}))
        yield network


def room(server, *, name=ROOM):
    secrets = {"token": "syt_secret"}
    return Matrix(unsaved_channel("matrix", secrets=secrets, server=server.origin, room=name))


def create(server, marker):
    return room(server).create(make_post(marker=marker), Prepared(), marker=marker)


def refuse(code, status=403, **more):
    return Canned(status=status, body={"errcode": code, "error": f"{code} words", **more})


def event(marker, *, number="$first", **changes):
    return {
        "type": "m.room.message",
        "event_id": number,
        "origin_server_ts": int(marker.made_at.timestamp() * 1000),
        "content": {"body": "x", "org.obole.key": marker.key},
        **changes,
    }


def test_a_post_is_a_transaction_with_our_key_and_shows_its_links(server):
    marker = make_marker()
    server.on(
        "PUT", f"/send/m.room.message/{marker.key}", Canned(status=200, body={"event_id": "$first"})
    )

    remote = create(server, marker)

    said = json.loads(server.seen[-1].body)
    assert said["org.obole.key"] == marker.key
    assert f'<a href="{marker.url}">' in said["formatted_body"]
    assert (remote.id, remote.url) == ("$first", f"https://matrix.to/#/{ROOM}/$first")


def test_a_text_is_no_html():
    said = text_of('<b>"A & B"</b>\nhttps://a.example/?x=1&y=2', key="k")

    assert said["formatted_body"] == (
        "&lt;b&gt;&quot;A &amp; B&quot;&lt;/b&gt;<br>"
        '<a href="https://a.example/?x=1&amp;y=2">https://a.example/?x=1&amp;y=2</a>'
    )


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (refuse("M_UNKNOWN_TOKEN", 401), LoginLost),
        (refuse("M_FORBIDDEN"), LoginLost),
        (refuse("M_USER_DEACTIVATED"), LoginLost),
        (refuse("M_TOO_LARGE", 413), Rejected),
        (refuse("M_BAD_JSON", 400), Rejected),
        (refuse("M_LIMIT_EXCEEDED", 429, retry_after_ms=2500), NotSent),
        (Canned(status=404, body="<h1>nginx</h1>"), NotSent),
        (Canned(status=502, body="<h1>Bad Gateway</h1>"), Uncertain),
        (Canned(status=200, body={}), Uncertain),
        (Canned(status=200, body='{"event_'), Uncertain),
        (Fault.REQUEST_DROPPED, Uncertain),
    ],
)
def test_each_answer_to_a_post_means_one_thing(server, answer, end):
    marker = make_marker()
    server.on("PUT", marker.key, answer)

    with pytest.raises(end) as raised:
        create(server, marker)

    assert type(raised.value) is end
    assert "syt_secret" not in str(raised.value)


def test_the_wait_is_read_from_the_answer(server):
    marker = make_marker()
    server.on("PUT", marker.key, refuse("M_LIMIT_EXCEEDED", 429, retry_after_ms=2500))

    with pytest.raises(NotSent) as raised:
        create(server, marker)

    assert (raised.value.is_throttled, raised.value.retry_after_seconds) == (True, 2.5)


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"content": {"body": "x"}, "unsigned": {"transaction_id": "KEY"}},
        {"content": {"org.obole.key": "KEY", "m.relates_to": {"m.in_reply_to": {}}}},
    ],
)
def test_a_post_is_found_by_its_key_or_its_transaction(server, shape):
    marker = make_marker()
    shape = json.loads(json.dumps(shape).replace("KEY", marker.key))
    replaced = {"org.obole.key": marker.key, "m.relates_to": {"rel_type": "m.replace"}}
    page = [event(marker, number="$change", content=replaced), event(make_marker(), number="$b")]
    server.on(
        "GET",
        MESSAGES,
        Canned(status=200, body={"chunk": page, "end": "more"}),
        Canned(status=200, body={"chunk": [event(marker, **shape)]}),
    )

    found = room(server).find(make_post(marker=marker), marker=marker, prepared=Prepared())

    assert found.id == "$first"


@pytest.mark.parametrize(
    "content",
    [
        {"m.relates_to": "a text"},
        {"m.relates_to": ["a list"]},
        {"org.obole.key": ["KEY"]},
    ],
)
def test_what_others_write_into_the_room_hinders_no_look(server, content):
    marker = make_marker()
    page = [event(make_marker(), number="$odd", content=content), event(marker)]
    server.on("GET", MESSAGES, Canned(status=200, body={"chunk": page}))

    found = room(server).find(make_post(marker=marker), marker=marker, prepared=Prepared())

    assert found.id == "$first"


def test_a_look_ends_at_what_is_older_than_the_post(server):
    marker = make_marker()
    old = event(make_marker(), origin_server_ts=1)
    server.on("GET", MESSAGES, Canned(status=200, body={"chunk": [old], "end": "more"}))

    assert room(server).find(make_post(marker=marker), marker=marker, prepared=Prepared()) is None
    assert len(server.asked("GET", MESSAGES)) == 1


def test_a_change_replaces_and_a_deletion_takes_the_changes_with_it(server):
    marker = make_marker()
    server.on("PUT", marker.key, Canned(status=200, body={"event_id": "$change"}))
    server.on("GET", "/m.replace", Canned(status=200, body={"chunk": [{"event_id": "$change"}]}))
    account = room(server)

    account.update(REMOTE, make_post(marker=marker), Prepared(), marker=marker)
    # A redaction of what is gone is answered with 404 here.
    account.delete(REMOTE, marker=marker)

    said = json.loads(server.asked("PUT", marker.key)[0].body)
    redacted = [each.path for each in server.seen if "/redact/" in each.path]
    assert said["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$first"}
    assert said["m.new_content"]["org.obole.key"] == marker.key
    assert ["%24first" in redacted[0], "%24change" in redacted[1]] == [True, True]


def test_the_room_may_be_named_by_its_address(server):
    found = {"room_id": ROOM, "servers": ["x"]}
    server.on("GET", "/directory/room/%23news%3Aserver.example", Canned(status=200, body=found))

    identity = room(server, name="#news:server.example").check()

    assert identity.handle == "@obole:x · #news:server.example"


@pytest.mark.parametrize(
    ("method", "path", "answer", "words"),
    [
        ("GET", "/account/whoami", refuse("M_UNKNOWN_TOKEN", 401), "access token"),
        ("GET", "/account/whoami", Canned(status=404, body="<h1>"), "no Matrix server"),
        ("GET", "/joined_rooms", Canned(status=200, body={"joined_rooms": []}), "invite it"),
    ],
)
def test_what_is_wrong_with_a_connection_is_said_with_words(server, method, path, answer, words):
    server.on(method, path, answer)

    with pytest.raises(WrongCredentials, match=words):
        room(server).check()
