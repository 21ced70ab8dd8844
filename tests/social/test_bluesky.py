"""Bluesky, as its documentation and its lexicons say it answers: https://docs.bsky.app."""

import base64
import json
import time
from datetime import timedelta

import pytest
from fault_proxy import Canned, Fault
from hypothesis import given, settings
from hypothesis import strategies as st
from posting import make_marker, make_post, unsaved_channel
from scripted import scripted

from obole.social.networks.bluesky import Bluesky
from obole.social.networks.bluesky_records import facets_of, post_record, record_key
from obole.social.networks.credentials import credentials_of
from obole.social.rules.network import (
    LoginLost,
    Marker,
    NotSent,
    Prepared,
    Rejected,
    Remote,
    Uncertain,
    WrongCredentials,
)

DID = "did:plc:abc"
LOG_IN = "/xrpc/com.atproto.server.createSession"
REFRESH = "/xrpc/com.atproto.server.refreshSession"
PUT = "/xrpc/com.atproto.repo.putRecord"
GET = "/xrpc/com.atproto.repo.getRecord"
DELETE = "/xrpc/com.atproto.repo.deleteRecord"
NOT_FOUND = Canned(status=400, body={"error": "RecordNotFound", "message": "Could not locate"})
TAKEN = Canned(status=400, body={"error": "InvalidSwap", "message": "Record was at bafy"})


def token(*, seconds=7200):
    claims = json.dumps({"exp": int(time.time()) + seconds}).encode()
    return f"h.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.s"


def session(server, **changes):
    service = {"id": "#atproto_pds", "serviceEndpoint": server.origin}
    body = {
        "accessJwt": token(),
        "refreshJwt": "refresh-1",
        "did": DID,
        "handle": "obole.example",
        "didDoc": {"service": [service]},
    }
    return Canned(status=200, body={**body, **changes})


@pytest.fixture
def server():
    with scripted() as network:
        network.on("POST", LOG_IN, session(network))
        yield network


@pytest.fixture
def channel(server):
    return unsaved_channel(
        "bluesky", secrets={"password": "pass-word"}, handle="@obole.example", service=server.origin
    )


@pytest.fixture
def account(channel):
    return Bluesky(channel)


def put(marker):
    uri = f"at://{DID}/app.bsky.feed.post/{record_key(marker)}"
    return Canned(status=200, body={"uri": uri, "cid": "bafy1"})


def stands(marker, record):
    return Canned(status=200, body={**put(marker).body, "value": record})


def create(account, marker):
    return account.create(make_post(marker=marker), Prepared(), marker=marker)


def test_a_post_is_put_under_our_key_only_where_nothing_stands(server, account):
    marker = make_marker()
    server.on("POST", PUT, put(marker))

    remote = create(account, marker)

    said = json.loads(server.asked("POST", PUT)[0].body)
    assert (said["rkey"], said["swapRecord"]) == (record_key(marker), None)
    assert said["record"]["langs"] == ["fr"]
    assert said["record"]["embed"]["external"]["uri"] == marker.url
    assert remote.url.endswith(f"/profile/obole.example/post/{record_key(marker)}")


def test_a_key_that_is_taken_by_this_very_post_is_the_post(server, account):
    marker = make_marker()
    record = post_record(make_post(marker=marker), Prepared(), made_at=marker.made_at)
    server.on("POST", PUT, TAKEN)
    server.on("GET", GET, stands(marker, record))

    assert create(account, marker).revision == "bafy1"
    assert len(server.asked("POST", PUT)) == 1


def test_a_key_that_is_taken_by_another_post_gives_way_to_the_next(server, account):
    marker = make_marker()
    server.on("POST", PUT, TAKEN, put(marker))
    server.on("GET", GET, stands(marker, {"text": "Another", "createdAt": "2026-01-01T00:00:00Z"}))

    create(account, marker)

    keys = [json.loads(each.body)["rkey"] for each in server.asked("POST", PUT)]
    assert keys == [record_key(marker), record_key(marker, attempt=1)]


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (Canned(status=400, body={"error": "InvalidRequest", "message": "too big"}), Rejected),
        (Canned(status=413, body={"error": "PayloadTooLarge", "message": "big"}), Rejected),
        (Canned(status=400, body={"error": "AccountTakedown", "message": "gone"}), LoginLost),
        (Canned(status=401, body={"error": "AuthenticationRequired"}), LoginLost),
        (Canned(status=429, body={"error": "RateLimitExceeded"}), NotSent),
        (Canned(status=403, body="<h1>Blocked</h1>"), NotSent),
        (Canned(status=500, body={"error": "InternalServerError"}), Uncertain),
        (Canned(status=502, body={"error": "UpstreamFailure"}), Uncertain),
        (Canned(status=200, body="<html>"), Uncertain),
        (Canned(status=200, body={"uri": 5}), Uncertain),
        (Fault.REQUEST_DROPPED, Uncertain),
    ],
)
def test_each_answer_to_a_post_means_one_thing(server, account, answer, end):
    server.on("POST", PUT, answer)
    server.on("POST", REFRESH, session(server))

    with pytest.raises(end) as raised:
        create(account, make_marker())

    assert type(raised.value) is end
    assert "pass-word" not in str(raised.value)


def test_the_reset_of_a_limit_is_waited_for(server, account):
    headers = {"ratelimit-reset": str(int(time.time()) + 300), "ratelimit-remaining": "0"}
    server.on("POST", PUT, Canned(status=429, body={}, headers=headers))

    with pytest.raises(NotSent) as raised:
        create(account, make_marker())

    assert raised.value.is_throttled
    assert 0 < raised.value.retry_after_seconds <= 300


def test_one_log_in_serves_many_posts_and_is_kept(server, channel):
    first, second = make_marker(), make_marker()
    server.on("POST", PUT, put(first), put(second))

    create(Bluesky(channel), first)
    create(Bluesky(channel), second)

    assert len(server.asked("POST", LOG_IN)) == 1
    assert credentials_of(channel).values["did"] == DID
    assert "pass-word" not in channel.sealed_credentials


def test_an_ended_session_is_refreshed_and_the_post_made_once(server, channel):
    marker = make_marker()
    ended = Canned(status=400, body={"error": "ExpiredToken", "message": "Token has expired"})
    server.on("POST", PUT, ended, put(marker))
    server.on("POST", REFRESH, session(server, refreshJwt="refresh-2"))

    create(Bluesky(channel), marker)

    assert credentials_of(channel).values["refresh"] == "refresh-2"
    assert server.asked("POST", REFRESH)[0].headers["authorization"] == "Bearer refresh-1"
    assert len(server.asked("POST", LOG_IN)) == 1


def test_a_refresh_that_is_refused_ends_in_one_more_log_in(server, channel):
    marker = make_marker()
    ended = Canned(status=400, body={"error": "ExpiredToken"})
    server.on("POST", PUT, ended, put(marker))
    server.on("POST", REFRESH, ended)

    create(Bluesky(channel), marker)

    assert len(server.asked("POST", LOG_IN)) == 2


def test_a_refresh_that_fails_for_a_moment_loses_no_login(server, channel):
    server.on("POST", PUT, Canned(status=400, body={"error": "ExpiredToken"}))
    server.on("POST", REFRESH, Canned(status=502, body={"error": "UpstreamFailure"}))

    with pytest.raises(NotSent) as raised:
        create(Bluesky(channel), make_marker())

    assert not isinstance(raised.value, LoginLost)
    assert credentials_of(channel).values["refresh"] == "refresh-1"


def test_a_session_is_refreshed_before_it_ends(server, channel):
    server.on("POST", LOG_IN, session(server, accessJwt=token(seconds=60)))
    server.on("POST", REFRESH, session(server, refreshJwt="refresh-2"))
    server.on("POST", PUT, put(make_marker()))
    create(Bluesky(channel), make_marker())

    renewed = Bluesky(channel).refreshed()

    assert renewed.values["refresh"] == "refresh-2"
    assert Bluesky(channel).refreshed() is None


def test_a_wrong_app_password_is_said_with_words(server, account):
    refusal = {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
    server.on("POST", LOG_IN, Canned(status=401, body=refusal))

    with pytest.raises(WrongCredentials, match="Invalid identifier or password"):
        account.check()


def test_a_server_named_by_the_accounts_document_must_be_public(server, account):
    inside = {"service": [{"id": "#atproto_pds", "serviceEndpoint": "https://10.1.2.3"}]}
    server.on("POST", LOG_IN, session(server, didDoc=inside))

    with pytest.raises(NotSent):
        create(account, make_marker())


def test_what_cannot_be_found_is_not_there(server, account):
    marker = make_marker()
    server.on("GET", GET, NOT_FOUND)

    assert account.find(make_post(marker=marker), marker=marker, prepared=Prepared()) is None


def test_a_change_is_an_answer_below_the_post_in_its_language(server, account):
    marker = make_marker()
    remote = Remote(id=f"at://{DID}/app.bsky.feed.post/3kxyz", revision="bafy0")
    first = {"text": "Before", "langs": ["fr"], "createdAt": "2026-01-01T00:00:00Z"}
    server.on("GET", GET, stands(marker, first))
    server.on("POST", PUT, put(marker))

    account.update(remote, make_post(marker=marker), Prepared(), marker=marker)

    said = json.loads(server.asked("POST", PUT)[0].body)
    assert said["record"]["langs"] == ["fr"]
    assert said["record"]["reply"]["root"] == said["record"]["reply"]["parent"]
    assert said["swapRecord"] is None


def test_a_channel_may_change_the_record_itself(server, channel):
    channel.options["changes"] = "record"
    marker = make_marker()
    remote = Remote(id=f"at://{DID}/app.bsky.feed.post/3kxyz", revision="bafy0")
    server.on("GET", GET, stands(marker, {"text": "Before", "createdAt": "2026-01-01T00:00:00Z"}))
    server.on("POST", PUT, put(marker))

    Bluesky(channel).update(remote, make_post(marker=marker), Prepared(), marker=marker)

    said = json.loads(server.asked("POST", PUT)[0].body)
    assert (said["rkey"], said["swapRecord"]) == ("3kxyz", "bafy1")
    assert said["record"]["createdAt"] == "2026-01-01T00:00:00Z"


def test_a_text_that_is_too_long_is_not_sent(server, account):
    marker = make_marker()

    with pytest.raises(Rejected, match="too long"):
        account.create(make_post(marker=marker, text="é" * 301), Prepared(), marker=marker)

    assert server.asked("POST", PUT) == []


WORDS = st.text(alphabet="aé👨‍👩‍👧漢 \n", max_size=20)


@given(
    st.lists(st.sampled_from(["https://a.example/é?x=1", "#Crues", "#été2026", "#1"]), max_size=4),
    WORDS,
)
@settings(max_examples=60)
def test_facets_cover_exactly_what_they_name(marked, words):
    text = f"{words} " + f" {words} ".join(marked)

    for facet in facets_of(text):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        covered = text.encode()[start:end].decode()
        feature = facet["features"][0]
        assert covered == feature.get("uri", f"#{feature.get('tag')}")
    assert len(facets_of(text)) == sum(each != "#1" for each in marked)


@given(st.integers(0, 999_999))
@settings(max_examples=40)
def test_a_key_is_a_tid_and_that_of_its_marker_alone(microsecond):
    other = make_marker()
    made_at = other.made_at.replace(microsecond=microsecond)
    marker = Marker(key=make_marker().key, url="https://news.example/s/x", made_at=made_at)

    key = record_key(marker)

    assert len(key) == 13
    assert key[0] in "234567abcdefghij"
    assert set(key) <= set("234567abcdefghijklmnopqrstuvwxyz")
    assert key == record_key(marker)
    assert key not in (record_key(other), record_key(marker, attempt=1))


def test_later_posts_have_later_keys():
    marker = make_marker()
    next_day = type(marker)(
        key=marker.key, url=marker.url, made_at=marker.made_at + timedelta(seconds=2)
    )

    assert record_key(marker) < record_key(next_day)
