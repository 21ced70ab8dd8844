"""Connecting an account by logging in at its network."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from factories import Newsroom
from small_networks import SECRET, TumblrBlog
from standing_in import Asked, Said, StandIn, standing_in

from obole.accounts.middleware import CONFIRMED_AT
from obole.accounts.models import User
from obole.foundation import clock
from obole.social.actions import connecting
from obole.social.models import Channel
from obole.social.networks import accounts, renewing, tumblr
from obole.social.networks.connected import connection_of
from obole.social.rules.network import WrongCredentials
from obole.social.rules.oauth import RECIPES, Recipe, WrongAnswer, challenge_of, read_tokens

CODE = "the-code"
LOGIN = {"client_id": "us", "client_secret": "shh"}


class Tumblr(TumblrBlog):
    """A blog whose network also exchanges a code."""

    def __call__(self, asked: Asked) -> Said:
        """Answer as Tumblr."""
        form = parse_qs(asked.content.decode(errors="replace"))
        if form.get("grant_type") != ["authorization_code"]:
            return super().__call__(asked)
        if form["code"] != [CODE] or form["client_secret"] != [LOGIN["client_secret"]]:
            return Said(status=401, body={"error": "invalid_grant"})
        return Said(body={"access_token": SECRET, "refresh_token": "refresh-0", "expires_in": 2520})


def recipes_at(server: StandIn) -> Mapping[str, Recipe]:
    """Return all recipes, with the tokens of this server."""
    return {
        kind: replace(recipe, token_url=f"{server.root}/v2/oauth2/token")
        for kind, recipe in RECIPES.items()
    }


@pytest.fixture
def network() -> Iterator[StandIn]:
    with (
        standing_in(Tumblr()) as server,
        patch.object(renewing, "RECIPES", recipes_at(server)),
        patch.object(accounts, "TUMBLR", server.root),
        patch.object(tumblr, "API", server.root),
    ):
        yield server


@pytest.fixture
def desk(client: Client, newsroom: Newsroom, network: StandIn) -> Client:
    boss = User.objects.create_superuser("boss@example.org", "p4ssw0rd-long")
    client.force_login(boss)
    session = client.session
    session[CONFIRMED_AT] = clock.now().timestamp()
    session.save()
    return client


def begun(desk: Client) -> str:
    """Begin a log-in, and return the state that the network was sent."""
    page = desk.post("/desk/social/login/tumblr/", LOGIN)
    address = page.context["address"]
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith("https://www.tumblr.com/oauth2/authorize?")
    assert asked["redirect_uri"][0].endswith("/desk/social/login/back/")
    assert LOGIN["client_secret"] not in page.content.decode()
    return str(asked["state"][0])


def test_somebody_logs_in_chooses_a_blog_and_the_channel_is_connected(desk: Client) -> None:
    first = desk.get("/desk/social/login/tumblr/").content.decode()
    assert "/desk/social/login/back/" in first
    state = begun(desk)

    back = desk.get("/desk/social/login/back/", {"state": state, "code": CODE})
    assert back.status_code == 200
    assert not Channel.objects.exists()
    answer = {"state": state, "code": CODE}
    choice = desk.post("/desk/social/login/back/", answer, follow=True)
    assert "lanterne" in choice.content.decode()
    assert SECRET not in choice.content.decode()
    done = desk.post("/desk/social/login/choice/", {"number": "0", "name": "Notre Tumblr"})

    channel = Channel.objects.get()
    assert done.headers["Location"].endswith(f"/{channel.pk}/")
    assert (channel.name, channel.options["blog"]) == ("Notre Tumblr", "lanterne")
    assert channel.options["client_id"] == LOGIN["client_id"]
    assert SECRET not in channel.sealed_credentials
    assert SECRET not in str(channel.options)
    assert connection_of(channel)["refresh_token"] == "refresh-0"


def test_an_answer_that_nobody_asked_for_connects_nothing(desk: Client, network: StandIn) -> None:
    begun(desk)
    for state in ("", "another", "é"):
        answer = {"state": state, "code": CODE}
        assert desk.get("/desk/social/login/back/", answer).status_code == 302
        assert desk.post("/desk/social/login/back/", answer).status_code == 302
    assert desk.get("/desk/social/login/choice/").status_code == 404

    assert not network.asked
    assert not Channel.objects.exists()


def test_an_answer_comes_to_the_session_that_asked(desk: Client, network: StandIn) -> None:
    state = begun(desk)
    stranger = Client()
    stranger.force_login(User.objects.get())

    answer = stranger.post("/desk/social/login/back/", {"state": state, "code": CODE})

    assert answer.status_code == 302
    assert not network.asked


def test_a_refusal_and_a_wrong_code_are_told(desk: Client) -> None:
    state = begun(desk)
    refused = {"state": state, "error": "access_denied"}
    told = desk.get("/desk/social/login/back/", refused, follow=True).content.decode()
    assert "n’a pas accepté" in told

    wrong = {"state": state, "code": "wrong"}
    told = desk.post("/desk/social/login/back/", wrong, follow=True).content.decode()
    assert "Le réseau ne donne pas de jeton" in told
    assert not Channel.objects.exists()


def test_an_old_answer_is_too_late(network: StandIn) -> None:
    now = clock.now()
    login = connecting.begin_login(
        kind="tumblr", server="", redirect_address="https://n.example/back", now=now, **LOGIN
    )
    state = parse_qs(urlsplit(login.address).query)["state"][0]
    late = now + timedelta(minutes=31)

    with pytest.raises(connecting.NotOurs, match="too long"):
        connecting.end_login(kept=login.kept, state=state, code=CODE, now=late)


def test_where_pkce_is_offered_the_verifier_follows_the_challenge() -> None:
    sent: list[Asked] = []

    def answer(asked: Asked) -> Said:
        sent.append(asked)
        return Said(body={"access_token": SECRET, "expires_in": 7200})

    with standing_in(answer) as server, patch.object(renewing, "RECIPES", recipes_at(server)):
        now = clock.now()
        login = connecting.begin_login(
            kind="x", server="", redirect_address="https://n.example/back", now=now, **LOGIN
        )
        asked = parse_qs(urlsplit(login.address).query)
        agreed = connecting.end_login(kept=login.kept, state=asked["state"][0], code=CODE, now=now)

    form = parse_qs(sent[0].content.decode())
    assert asked["code_challenge_method"] == ["S256"]
    assert challenge_of(form["code_verifier"][0]) == asked["code_challenge"][0]
    assert "client_secret" not in form
    assert sent[0].headers["authorization"].startswith("Basic ")
    assert agreed.names == ("",)


def test_a_mastodon_server_is_told_of_us_first(network: StandIn) -> None:
    def answer(asked: Asked) -> Said:
        if asked.path == "/api/v1/apps":
            assert asked.json["redirect_uris"] == "https://n.example/back"
            return Said(body={"client_id": "made", "client_secret": "for us"})
        return Said(status=404)

    with standing_in(answer) as server:
        login = connecting.begin_login(
            kind="mastodon",
            server=server.root,
            client_id="",
            client_secret="",
            redirect_address="https://n.example/back",
            now=clock.now(),
        )
        assert login.address.startswith(f"{server.root}/oauth/authorize?")
        assert "client_id=made" in login.address
    with pytest.raises(WrongCredentials):
        connecting.begin_login(
            kind="mastodon",
            server="http://127.0.0.1/",
            client_id="",
            client_secret="",
            redirect_address="https://n.example/back",
            now=clock.now(),
        )


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B.
    assert (
        challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"access_token": ""},
        {"access_token": 5},
        {"access_token": "a\r\nb: c"},
        {"access_token": "a b"},
        {"access_token": "x" * 5000},
        {"access_token": "x", "refresh_token": ["y"]},
    ],
)
def test_what_is_no_token_is_refused(answer: object) -> None:
    with pytest.raises(WrongAnswer):
        read_tokens(answer, now=clock.now())


def test_a_token_that_lives_absurdly_long_is_read() -> None:
    tokens = read_tokens({"access_token": "x", "expires_in": 10**30}, now=clock.now())
    assert tokens.ends_at is not None
