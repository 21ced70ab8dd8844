"""Each network gets a film or a sound in its own way, once, and its words with it."""

import json
from unittest.mock import patch

import pytest
from closed_posts import a_marker, a_post, deliver
from closed_servers import Canned as Given
from closed_stages import staged
from fault_proxy import Canned
from film_apis import (
    DiscordFilms,
    GraphFilms,
    LinkedInFilms,
    PinterestFilms,
    TelegramFilms,
    XFilms,
)
from films import film_bytes, make_recording
from posting import make_marker, make_post, unsaved_channel
from scripted import scripted
from small_networks import SECRET, TumblrBlog, a_channel
from standing_in import standing_in

from obole.social.networks import discord, pinterest, pinterest_films, tumblr, x_films
from obole.social.networks.bluesky import Bluesky
from obole.social.networks.facebook import Facebook
from obole.social.networks.linkedin_films import upload_film
from obole.social.networks.mastodon import Mastodon
from obole.social.networks.mastodon_reading import limits_of
from obole.social.networks.matrix import Matrix
from obole.social.networks.registry import network_of
from obole.social.rules.network import NotSent, Prepared, Rejected, Remote
from obole.social.rules.recordings import FILMS, M4A, MP3, MP4, WEBM
from obole.social.rules.vocabulary import Method

CONTENT = film_bytes(filling=2_500)
CLOSED = {
    "telegram": TelegramFilms,
    "facebook": GraphFilms,
    "instagram": GraphFilms,
    "threads": GraphFilms,
    "x": XFilms,
    "linkedin": LinkedInFilms,
    "linkedin-person": LinkedInFilms,
}
SLOW = ("instagram", "threads", "x", "linkedin")


@pytest.fixture(params=CLOSED)
def stage(request, monkeypatch):
    monkeypatch.setattr(x_films, "PART_BYTES", 1_000)
    with staged(request.param, monkeypatch) as found:
        monkeypatch.setattr(Facebook, "film_root", found.origin)
        found.stand_in.api = CLOSED[request.param]()
        found.stand_in.api.origin = found.origin
        yield found


def film_post(marker, *, text="La digue a cédé", **fields):
    recording = make_recording(CONTENT, **fields)
    return a_post(marker, text=text, method=Method.VIDEO, card=None, images=0, recording=recording)


def sent_to(stage):
    return b"".join(each.body for each in stage.stand_in.seen)


def test_a_film_stands_once_with_its_words_is_changed_and_goes(stage):
    marker, network = a_marker(), stage.network()
    post = film_post(marker)

    remote = deliver(network, post, marker)

    assert stage.api.standing(marker.url) == 1
    if network.abilities.can_find:
        found = network.find(post, marker=marker, prepared=Prepared())
        assert found.id == remote.id
    if network.abilities.can_update:
        network.update(remote, film_post(marker, text="Rectifié"), Prepared(), marker=a_marker())
        assert "Rectifié" in str(stage.api.posts)
    if network.abilities.can_delete:
        network.delete(remote, marker=marker)
        assert stage.api.posts == {}


def test_a_network_gets_the_film_itself_or_where_it_is(stage):
    marker = a_marker()

    deliver(stage.network(), film_post(marker), marker)

    match stage.api:
        case XFilms(films=films):
            assert [b"".join(parts.values()) for parts in films.values()] == [CONTENT]
        case LinkedInFilms(parts=parts):
            assert b"".join(parts.values()) == CONTENT
        case TelegramFilms():
            assert CONTENT in sent_to(stage)
        case _:
            assert b"obole.example%2Fdocuments%2F7%2Fdigue.mp4" in sent_to(stage)


@pytest.mark.parametrize("kind", SLOW)
def test_a_film_that_is_worked_on_is_waited_for_and_one_that_fails_is_refused(kind, monkeypatch):
    with staged(kind, monkeypatch) as stage:
        stage.stand_in.api = CLOSED[kind]()
        stage.api.origin, stage.api.fails = stage.origin, True
        marker, network = a_marker(), stage.network()
        post = film_post(marker)
        prepared = network.prepare(post, marker=marker)

        with pytest.raises(NotSent) as waiting:
            network.create(post, prepared, marker=marker)
        with pytest.raises(Rejected) as refused:
            deliver(network, post, marker)

        assert waiting.value.is_throttled
        assert refused.value.reason
        assert stage.api.standing(marker.url) == 0


def test_a_sound_goes_to_telegram_with_its_title(monkeypatch):
    with staged("telegram", monkeypatch) as stage:
        stage.stand_in.api = TelegramFilms()
        marker = a_marker()
        sound = film_post(marker, content_type=MP3, width=0, height=0)

        deliver(stage.network(), sound, marker)

        asked = stage.stand_in.seen[-1]
        assert asked.path.endswith("/sendAudio")
        assert asked.fields["title"] == "La digue (rompue)"
        assert "width" not in asked.fields


def test_linkedins_parts_go_to_linkedin_alone_and_are_no_larger_than_the_film(monkeypatch):
    with staged("linkedin", monkeypatch) as stage:
        told = [{"uploadUrl": f"{stage.origin}/film/0", "firstByte": 0, "lastByte": 10**9}]
        value = {"video": "urn:li:video:7", "uploadInstructions": told}
        stage.stand_in.plan(Given(200, {"value": value}))

        with pytest.raises(NotSent):
            upload_film(stage.network().login, "urn:li:organization:1", make_recording(CONTENT))

        assert [each.method for each in stage.stand_in.seen].count("PUT") == 0


SMALL = {
    "discord": (DiscordFilms, discord, "API", {"token": SECRET, "room": "12345678"}),
    "tumblr": (
        TumblrBlog,
        tumblr,
        "API",
        {"access_token": SECRET, "blog": "lanterne", "client_id": "c", "client_secret": "s"},
    ),
    "pinterest": (
        PinterestFilms,
        pinterest,
        "LIVE",
        {"access_token": SECRET, "board": "99", "client_id": "c", "client_secret": "s"},
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SMALL)
def test_a_film_goes_to_the_smaller_networks(kind):
    make, module, root, secrets = SMALL[kind]
    kept, marker = make(), make_marker()
    with (
        standing_in(kept) as server,
        patch.object(module, root, server.root),
        patch.object(pinterest_films, "_is_store", lambda url: url == f"{server.root}/store"),
    ):
        kept.store = f"{server.root}/store"
        network = network_of(a_channel(kind, **secrets))
        post = film_post(marker)

        remote = deliver(network, post, marker)

        assert len(kept.posts) == 1
        assert network.find(post, marker=marker, prepared=Prepared()).id == remote.id
        whole = b"".join(each.content for each in server.asked)
        assert CONTENT in whole
        said = json.dumps(kept.posts[remote.id], ensure_ascii=False)
        assert "La digue a cédé" in said
        named = {"discord": "rompue", "tumblr": '"type": "video"', "pinterest": '"video_id"'}
        assert named[kind] in said


@pytest.fixture
def server():
    with scripted() as network:
        yield network


def test_mastodon_gets_the_film_first_and_its_description(server):
    server.on("POST", "/api/v2/media", Canned(status=202, body={"id": "31"}))
    server.on("GET", "/api/v1/media/31", Canned(status=200, body={"id": "31"}))
    server.on("POST", "/api/v1/statuses", Canned(status=200, body={"id": "12"}))
    account = Mastodon(unsaved_channel("mastodon", secrets={"token": "t"}, server=server.origin))
    marker = make_marker()
    post = make_post(
        marker=marker, method=Method.VIDEO, card=False, recording=make_recording(CONTENT)
    )

    prepared = account.prepare(post, marker=marker)
    account.create(post, prepared, marker=marker)

    upload = server.asked("POST", "/api/v2/media")[0]
    assert CONTENT in upload.body
    assert b"La digue (rompue)" in upload.body
    assert int(upload.headers["content-length"]) == len(upload.body)
    assert json.loads(server.asked("POST", "/api/v1/statuses")[0].body)["media_ids"] == ["31"]


@pytest.mark.parametrize(
    ("kinds", "taken"),
    [
        (None, None),
        (["image/png", "video/mp4", "audio/mp3", "audio/x-m4a"], (MP4, MP3, M4A)),
        (["image/png", "video/webm"], (WEBM,)),
        (["image/png"], ()),
    ],
)
def test_which_films_and_sounds_a_server_takes_it_says_itself(kinds, taken):
    media = {"video_size_limit": 99_000_000}
    media |= {"supported_mime_types": kinds} if kinds is not None else {}

    limits = limits_of({"configuration": {"media_attachments": media}})

    assert limits.recordings == taken
    assert limits.recording_bytes == 99_000_000


SESSION = {"accessJwt": "a.b.c", "refreshJwt": "r", "did": "did:plc:abc", "handle": "o.example"}


def test_bluesky_embeds_the_film_in_its_shape(server):
    blob = {"$type": "blob", "ref": {"$link": "bafk"}, "mimeType": "video/mp4", "size": 9}
    server.on("POST", "createSession", Canned(status=200, body=SESSION))
    server.on("POST", "uploadBlob", Canned(status=200, body={"blob": blob}))
    server.on("POST", "putRecord", Canned(status=200, body={"uri": "at://d/c/k", "cid": "b"}))
    account = Bluesky(
        unsaved_channel(
            "bluesky", secrets={"password": "p"}, handle="o.example", service=server.origin
        )
    )
    marker = make_marker()
    post = make_post(
        marker=marker, method=Method.VIDEO, card=False, recording=make_recording(CONTENT)
    )

    prepared = account.prepare(post, marker=marker)
    account.create(post, prepared, marker=marker)

    upload = server.asked("POST", "uploadBlob")[0]
    assert upload.body == CONTENT
    assert upload.headers["content-type"] == "video/mp4"
    embed = json.loads(server.asked("POST", "putRecord")[0].body)["record"]["embed"]
    assert embed == {
        "$type": "app.bsky.embed.video",
        "video": blob,
        "alt": "La digue (rompue)",
        "aspectRatio": {"width": 1280, "height": 720},
    }


@pytest.mark.parametrize(("content_type", "kind"), [(MP4, "m.video"), (MP3, "m.audio")])
def test_matrix_plays_films_and_sounds_below_their_words(server, content_type, kind):
    server.on("POST", "/upload", Canned(status=200, body={"content_uri": "mxc://s/1"}))
    room = Matrix(
        unsaved_channel("matrix", secrets={"token": "t"}, server=server.origin, room="!r:s")
    )
    marker = make_marker()
    recording = make_recording(CONTENT, content_type=content_type)
    post = make_post(marker=marker, method=Method.VIDEO, card=False, recording=recording)
    server.on(
        "PUT", f"/send/m.room.message/{marker.key}", Canned(status=200, body={"event_id": "$1"})
    )

    room.create(post, room.prepare(post, marker=marker), marker=marker)

    assert server.asked("POST", "/upload")[0].body == CONTENT
    event = json.loads(server.seen[-1].body)
    assert (event["msgtype"], event["url"]) == (kind, "mxc://s/1")
    assert event["info"]["duration"] == 12_400
    assert marker.url in event["body"]


def test_no_network_is_said_to_take_what_the_library_does_not_have():
    for network in (Facebook, Mastodon, Bluesky, Matrix):
        assert set(network.abilities.recordings) >= {MP4}
        assert Method.VIDEO in network.abilities.methods
    assert WEBM in FILMS


def test_a_change_takes_no_film_away_that_is_gone_from_the_library(server):
    room = Matrix(
        unsaved_channel("matrix", secrets={"token": "t"}, server=server.origin, room="!r:s")
    )
    marker = make_marker()
    post = make_post(marker=marker, method=Method.VIDEO, card=False)
    stands, uploaded = Remote(id="$1"), Prepared(values={"content_uri": "mxc://s/1"})

    with pytest.raises(Rejected):
        room.update(stands, post, uploaded, marker=marker)

    assert server.seen == []


def test_a_server_that_takes_nothing_so_large_refuses_it_for_good(server):
    page = Canned(status=413, body="<h1>413 Request Entity Too Large</h1>")
    server.on("POST", "/api/v2/media", page)
    account = Mastodon(unsaved_channel("mastodon", secrets={"token": "t"}, server=server.origin))
    post = make_post(marker=make_marker(), card=False, recording=make_recording(CONTENT))

    with pytest.raises(Rejected) as refused:
        account.prepare(post, marker=make_marker())

    assert "size" in str(refused.value)
