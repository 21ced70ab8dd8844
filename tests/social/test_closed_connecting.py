"""Connecting Telegram, Meta's, X and LinkedIn: whom a token speaks for, and until when."""

from dataclasses import replace
from datetime import timedelta

import pytest
from closed_posts import a_marker, a_post
from closed_servers import Canned
from closed_stages import KINDS, SECRET, staged

from obole.foundation import clock
from obole.social.networks.registry import FACTORIES
from obole.social.rules.network import LoginLost, NotSent, WrongCredentials


@pytest.mark.parametrize("kind", KINDS)
def test_a_check_says_whom_the_channel_posts_as(kind, monkeypatch):
    with staged(kind, monkeypatch) as stage:
        identity = stage.network().check()

    assert identity.name
    assert identity.handle
    assert identity.number
    assert identity.limits.text >= 280
    assert FACTORIES[kind] is KINDS[kind].network


WRONG = {
    "a person's token in place of a page's": ("facebook", "token", {"type": "USER"}, "person"),
    "a token that ended": ("facebook", "token", {"is_valid": False}, "no longer valid"),
    "another application's": ("facebook", "token", {"app_id": "43"}, "another application"),
    "no right to post": ("facebook", "token", {"scopes": []}, "pages_manage_posts"),
    "a private account": ("instagram", "account", {"account_type": "PERSONAL"}, "professional"),
    "a reader among administrators": (
        "telegram",
        "member",
        {"can_post_messages": False},
        "Post messages",
    ),
    "no administrator": ("telegram", "member", {"status": "left"}, "administrator"),
    "a revoked token": ("linkedin", "facts", {"active": False}, "no longer valid"),
    "a person's right": ("linkedin", "facts", {"scope": "w_member_social"}, "w_organization"),
}


@pytest.mark.parametrize(("kind", "name", "changed", "words"), WRONG.values(), ids=WRONG)
def test_a_token_of_the_wrong_kind_is_named(kind, name, changed, words, monkeypatch):
    with staged(kind, monkeypatch) as stage:
        setattr(stage.api, name, {**getattr(stage.api, name), **changed})

        with pytest.raises(WrongCredentials, match=words) as failure:
            stage.network().check()

    assert SECRET not in str(failure.value)


def test_a_page_without_instagram_and_an_application_of_x_are_named(monkeypatch):
    with staged("instagram", monkeypatch) as stage, pytest.raises(WrongCredentials):
        stage.network(secrets={"access_token": "EApage"}).check()
    with staged("x", monkeypatch) as stage:
        with pytest.raises(WrongCredentials, match="secret is missing"):
            stage.network(secrets={"access_token_secret": ""}).check()
        stage.stand_in.plan(Canned(403, {"title": "Unsupported Authentication"}))
        with pytest.raises(WrongCredentials, match="Unsupported"):
            stage.network().check()


def test_facebook_gets_the_proof_of_the_secret_and_reads_the_card_before_the_post(monkeypatch):
    with staged("facebook", monkeypatch) as stage:
        marker = a_marker()
        network = stage.network()
        post = a_post(marker)
        network.create(post, network.prepare(post, marker=marker), marker=marker)

        scrape, posted = stage.stand_in.seen

    assert (scrape.fields["id"], scrape.fields["scrape"]) == (marker.url, "true")
    assert len(posted.fields["appsecret_proof"]) == 64
    assert posted.fields["link"] == marker.url


@pytest.mark.parametrize(
    ("kind", "days", "is_renewed"),
    [
        ("threads", 50, False),
        ("threads", 11, True),
        ("instagram", 11, True),
        ("linkedin", 11, True),
        ("x", 0, True),
    ],
)
def test_a_token_is_renewed_before_it_ends_and_not_before_that(kind, days, is_renewed, monkeypatch):
    ends_at = clock.now() + timedelta(days=days, minutes=20)
    secrets = {"expires_at": ends_at.isoformat(), "refresh_token": f"old-{SECRET}"}
    if kind == "x":
        secrets["access_token_secret"] = ""
    with staged(kind, monkeypatch) as stage:
        renewed = stage.network(secrets=secrets).refreshed()

    assert (renewed is not None) == is_renewed
    if renewed is not None:
        assert renewed.values["access_token"].startswith(("new", "renewed"))
        assert renewed.values["expires_at"] > ends_at.isoformat()


def test_a_void_refresh_token_is_a_lost_log_in_and_a_failing_server_is_not(monkeypatch):
    secrets = {"refresh_token": "old", "access_token_secret": ""}
    void = {"error": "invalid_request", "error_description": "Value passed for the token is void"}
    with staged("x", monkeypatch) as stage:
        network = stage.network(secrets=secrets)
        stage.stand_in.plan(Canned(400, void), "503-before")

        with pytest.raises(LoginLost):
            network.refreshed()
        with pytest.raises(NotSent) as failure:
            network.refreshed()

    assert not isinstance(failure.value, LoginLost)


def test_a_picture_for_linkedin_goes_to_linkedin_only(monkeypatch):
    stolen = {
        "value": {"image": "urn:li:image:1", "uploadUrl": "https://evil.example/linkedin.com"}
    }
    with staged("linkedin", monkeypatch) as stage:
        stage.stand_in.plan(Canned(200, stolen))
        marker = a_marker()

        with pytest.raises(NotSent, match="not LinkedIn"):
            stage.network().prepare(a_post(marker), marker=marker)


def test_a_post_on_x_costs_more_with_an_address(monkeypatch):
    with staged("x", monkeypatch) as stage:
        marker = a_marker()
        dear = stage.network().cost_cents(a_post(marker))
        plain = stage.network().cost_cents(replace(a_post(marker), text="Sans adresse"))

    assert (dear, plain) == (20, 2)
