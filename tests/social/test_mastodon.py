"""Mastodon's API, as its documentation says it answers: https://docs.joinmastodon.org/api/."""

import json

import pytest
from fault_proxy import Canned, Fault
from hypothesis import given, settings
from hypothesis import strategies as st
from posting import make_marker, make_post, unsaved_channel
from scripted import scripted

from obole.social.networks.mastodon import Mastodon
from obole.social.networks.mastodon_reading import holds_address, limits_of
from obole.social.rules.network import (
    LoginLost,
    NotOffered,
    NotSent,
    Prepared,
    Rejected,
    Remote,
    Uncertain,
    WrongCredentials,
)

ACCOUNT = {
    "id": "7",
    "username": "obole",
    "acct": "obole",
    "display_name": "Obole",
    "url": "https://social.example/@obole",
    "avatar": "https://social.example/a.png",
}
STATUSES = "/api/v1/statuses"
MINE = "/api/v1/accounts/7/statuses"
ME = "/api/v1/accounts/verify_credentials"
REMOTE = Remote(id="12", url="https://social.example/@obole/12")


@pytest.fixture
def server():
    with scripted() as network:
        network.on("GET", ME, Canned(status=200, body=ACCOUNT))
        yield network


@pytest.fixture
def account(server):
    return Mastodon(
        unsaved_channel("mastodon", secrets={"token": "s3cret-token"}, server=server.origin)
    )


def status(marker, *, number=12, text="L’eau monte à Saint-Omer #Crues", **changes):
    link = f'<a href="{marker.url}"><span class="invisible">https://</span>…</a>'
    return {
        "id": str(number),
        "url": f"https://social.example/@obole/{number}",
        "created_at": marker.made_at.isoformat(),
        "content": f"<p>{text}<br />{link}</p>",
        "in_reply_to_id": None,
        **changes,
    }


def create(account, marker):
    return account.create(make_post(marker=marker), Prepared(), marker=marker)


def test_a_post_carries_its_language_and_a_key_that_changes_with_its_text(server, account):
    marker = make_marker()
    server.on("POST", STATUSES, Canned(status=200, body=status(marker)))

    remote = create(account, marker)
    create(account, marker)
    account.create(make_post(marker=marker, title="Autre titre"), Prepared(), marker=marker)

    first, again, changed = server.asked("POST", STATUSES)
    said = json.loads(first.body)
    assert (remote.id, remote.url) == ("12", "https://social.example/@obole/12")
    assert (said["language"], said["visibility"]) == ("fr", "public")
    assert marker.url in said["status"]
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"]
    assert first.headers["idempotency-key"] != changed.headers["idempotency-key"]


def test_a_post_without_its_address_gets_it_or_it_could_not_be_found_again(server, account):
    marker = make_marker()
    server.on("POST", STATUSES, Canned(status=200, body=status(marker)))

    account.create(make_post(marker=marker, text="Sans adresse"), Prepared(), marker=marker)

    assert json.loads(server.seen[-1].body)["status"] == f"Sans adresse\n\n{marker.url}"
    server.on("PUT", f"{STATUSES}/12", Canned(status=200, body=status(marker)))
    account.update(REMOTE, make_post(marker=marker, text="Autre"), Prepared(), marker=marker)
    assert json.loads(server.seen[-1].body)["status"] == f"Autre\n\n{marker.url}"


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (Canned(status=401, body={"error": "The access token was revoked"}), LoginLost),
        (Canned(status=403, body={"error": "This action is outside the scopes"}), LoginLost),
        (Canned(status=403, body="<h1>Checking your browser</h1>"), NotSent),
        (Canned(status=404, body="<h1>nginx</h1>"), NotSent),
        (Canned(status=422, body={"error": "Validation failed: Text too long"}), Rejected),
        (Canned(status=422, body={"error": "Cannot attach files: still processing"}), NotSent),
        (Canned(status=429, body={"error": "Too many requests"}), NotSent),
        (Canned(status=301, headers={"Location": "https://other.example/"}), NotSent),
        (Canned(status=500, body={"error": "Something went wrong"}), Uncertain),
        (Canned(status=503, body="<h1>Unavailable</h1>"), Uncertain),
        (Canned(status=200, body="<html>"), Uncertain),
        (Canned(status=200, body={}), Uncertain),
        (Canned(status=200, body="x" * 5_000_000), Uncertain),
        (Fault.REQUEST_DROPPED, Uncertain),
    ],
)
def test_each_answer_to_a_post_means_one_thing(server, account, answer, end):
    server.on("POST", STATUSES, answer)

    with pytest.raises(end) as raised:
        create(account, make_marker())

    assert type(raised.value) is end
    assert "s3cret-token" not in str(raised.value)


def test_throttling_says_how_long_to_wait(server, account):
    reset = {"X-RateLimit-Reset": "2999-01-01T00:00:00.000000Z"}
    server.on("POST", STATUSES, Canned(status=429, body={}, headers=reset))

    with pytest.raises(NotSent) as raised:
        create(account, make_marker())

    assert raised.value.is_throttled
    # No moment is believed that is further away than a day.
    assert raised.value.retry_after_seconds == 24 * 60 * 60


def test_a_page_in_front_of_the_server_says_nothing_about_the_token(server, account):
    blocked = Canned(status=403, body="<h1>Checking your browser</h1>")
    server.on("GET", ME, blocked)
    account._is_known = True

    with pytest.raises(NotSent) as raised:
        account.check()

    assert not isinstance(raised.value, LoginLost)


def test_no_server_means_not_sent(server):
    gone = unsaved_channel("mastodon", secrets={"token": "t"}, server="https://no.invalid")

    with pytest.raises(NotSent):
        create(Mastodon(gone), make_marker())


def test_a_post_is_found_on_the_second_page_by_its_address_alone(server, account):
    marker, other = make_marker(), make_marker()
    page = [status(other, number=number) for number in range(100, 60, -1)]
    server.on(
        "GET",
        MINE,
        Canned(status=200, body=page),
        Canned(status=200, body=[status(marker, text="Otherwise written")]),
        Canned(status=200, body=[]),
    )

    found = account.find(make_post(marker=marker), marker=marker, prepared=Prepared())

    assert found == REMOTE


def test_nothing_is_found_where_only_other_posts_stand(server, account):
    server.on(
        "GET", MINE, Canned(status=200, body=[status(make_marker())]), Canned(status=200, body=[])
    )
    marker = make_marker()

    assert account.find(make_post(marker=marker), marker=marker, prepared=Prepared()) is None


def test_an_answer_that_stands_already_is_not_posted_again(server, account):
    marker = make_marker()
    answer = status(marker, number=13, text="La suite ici", in_reply_to_id="12")
    server.on("GET", MINE, Canned(status=200, body=[answer, status(marker)]))

    found = account.comment(REMOTE, "La suite ici", marker=marker)

    assert found.id == "13"
    assert server.asked("POST", STATUSES) == []


def test_an_edit_of_a_post_that_is_gone_is_rejected(server, account):
    marker = make_marker()

    with pytest.raises(Rejected, match="not on the network any more"):
        account.update(REMOTE, make_post(marker=marker), Prepared(), marker=marker)


def test_an_edit_without_an_answer_is_made_again(server, account):
    marker = make_marker()
    server.on("PUT", f"{STATUSES}/12", Fault.REQUEST_DROPPED)

    with pytest.raises(NotSent):
        account.update(REMOTE, make_post(marker=marker), Prepared(), marker=marker)


def test_a_post_that_is_gone_is_deleted(server, account):
    account.delete(REMOTE, marker=make_marker())

    assert [each.method for each in server.seen] == ["DELETE", "GET"]


def test_a_server_that_cannot_delete_is_told_apart_from_a_post_that_is_gone(server, account):
    server.on("GET", f"{STATUSES}/12", Canned(status=200, body=status(make_marker())))

    with pytest.raises(NotOffered):
        account.delete(REMOTE, marker=make_marker())


def test_a_picture_is_uploaded_with_its_words_and_waited_for(server, account):
    marker = make_marker()
    server.on("POST", "/api/v2/media", Canned(status=202, body={"id": "5"}))
    server.on(
        "GET", "/api/v1/media/5", Canned(status=206, body={}), Canned(status=200, body={"id": "5"})
    )

    prepared = account.prepare(make_post(marker=marker, images=1), marker=marker)

    assert prepared.values == {"media_ids": ["5"]}
    assert "L’Aa déborde".encode() in server.asked("POST", "/api/v2/media")[0].body
    assert len(server.asked("GET", "/api/v1/media/5")) == 2


def test_limits_are_read_from_the_second_version_or_the_first(server, account):
    first = {"configuration": {"statuses": {"max_characters": 5000}}}
    server.on("GET", "/api/v1/instance", Canned(status=200, body=first))

    identity = account.check()

    assert (identity.handle, identity.limits.text) == ("@obole@social.example", 5000)
    server.on("GET", "/api/v2/instance", Canned(status=200, body={"configuration": {}}))
    assert (account.check().limits.text, account.check().limits.url_weight) == (500, 23)


def test_pleromas_limit_is_read_too():
    assert limits_of({"max_toot_chars": 2000}).text == 2000


@pytest.mark.parametrize("refusal", [400, 401, 403])
def test_a_wrong_token_says_what_to_do(server, account, refusal):
    server.on("GET", ME, Canned(status=refusal, body={"error": "The access token is invalid"}))

    with pytest.raises(WrongCredentials, match="make a new one"):
        account.check()


@pytest.mark.parametrize(
    "written", ["http://social.example", "ftp://x", "https://a:b@c", "", "https://[x"]
)
def test_a_token_goes_to_no_server_but_one_under_https(written):
    channel = unsaved_channel("mastodon", secrets={"token": "t"}, server=written)

    with pytest.raises(WrongCredentials):
        Mastodon(channel).check()


@pytest.mark.parametrize("written", ["https://127.0.0.1", "https://10.0.0.8", "https://localhost"])
def test_a_server_in_the_private_network_is_not_asked(written):
    channel = unsaved_channel("mastodon", secrets={"token": "t"}, server=written)

    with pytest.raises(NotSent):
        Mastodon(channel).check()


@given(st.text(alphabet="abcxyz0123456789", min_size=1, max_size=5))
@settings(max_examples=30)
def test_a_longer_address_is_another_address(more):
    marker = make_marker()

    assert not holds_address({"content": f'<a href="{marker.url}{more}">x</a>'}, marker.url)
    assert holds_address({"content": f'<a href="{marker.url}">{more}</a>'}, marker.url)
