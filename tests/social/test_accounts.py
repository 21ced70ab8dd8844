"""What a log-in opens: the pages, boards and organisations that the networks list, as documented.

https://developers.facebook.com/docs/graph-api/reference/user/accounts/,
https://developers.facebook.com/docs/threads/get-started/long-lived-tokens,
https://learn.microsoft.com/linkedin/marketing/community-management/organizations,
https://developers.pinterest.com/docs/api/v5/boards-list.
"""

import hashlib
import hmac
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest
from closed_stages import SECRET, staged
from factories import make_user
from standing_in import Said, standing_in

from obole.foundation import clock
from obole.foundation.sealing import seal
from obole.social.actions import connecting
from obole.social.networks import accounts
from obole.social.networks.accounts import Application, opened_by
from obole.social.networks.connected import connection_of
from obole.social.rules.network import NotSent, WrongCredentials
from obole.social.rules.oauth import Tokens

OURS = Application(client_id="42", client_secret=f"app-{SECRET}")
FRESH = Tokens(access=f"EAperson{SECRET}", refresh="", ends_at=None)
LASTING = f"EAlasting{SECRET}"
TWO_MONTHS = 5_183_944
EXCHANGED = Said(body={"access_token": LASTING, "token_type": "bearer", "expires_in": TWO_MONTHS})
PAGES = [
    {"id": "777", "name": "Obole", "access_token": f"EApage1{SECRET}", "category": "Media"},
    {"id": "778", "name": "Obole Sport", "access_token": f"EApage2{SECRET}"},
]


@contextmanager
def answering(name, answers):
    """Serve these answers, by the end of the path, in the place of one network's API."""

    def answer(asked):
        path = urlsplit(asked.path).path
        ends = [each for each in answers if path.endswith(each)]
        return answers[ends[0]] if ends else Said(status=404, body={"message": "Not found"})

    with standing_in(answer) as server, patch.object(accounts, name, server.root):
        yield server


def opened(kind, tokens=FRESH):
    return opened_by(kind=kind, application=OURS, tokens=tokens)


def query(asked):
    return {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}


def test_facebook_lists_pages_each_with_a_token_of_its_own_and_never_the_persons():
    answers = {"/oauth/access_token": EXCHANGED, "/me/accounts": Said(body={"data": PAGES})}
    with answering("FACEBOOK", answers) as server:
        found = opened("facebook")
        exchange, listing = (query(each) for each in server.asked)

    assert [(each.name, each.values["access_token"]) for each in found] == [
        ("Obole", f"EApage1{SECRET}"),
        ("Obole Sport", f"EApage2{SECRET}"),
    ]
    assert {each.values["app_id"] for each in found} == {"42"}
    assert exchange["grant_type"] == "fb_exchange_token"
    assert exchange["fb_exchange_token"] == FRESH.access
    proof = hmac.new(OURS.client_secret.encode(), LASTING.encode(), hashlib.sha256)
    assert listing["appsecret_proof"] == proof.hexdigest()
    for token in (FRESH.access, LASTING):
        assert token not in str([dict(each.values) for each in found])


def test_a_persons_token_in_the_place_of_a_pages_connects_nothing(newsroom, monkeypatch):
    told = {"access_token": LASTING, "app_id": "42", "app_secret": OURS.client_secret}
    kept = {
        "step": "choice",
        "kind": "facebook",
        "found": [{"name": "Obole", "values": told}],
        "began_at": clock.now().timestamp(),
    }
    sealed = seal(connecting.json.dumps(kept), purpose=connecting.PURPOSE)
    with staged("facebook", monkeypatch) as stage:
        stage.api.token = {**stage.api.token, "type": "USER"}

        with pytest.raises(WrongCredentials, match="token of a person") as refusal:
            connecting.connect_chosen(
                kept=sealed, number=0, name="", by=make_user(), now=clock.now()
            )

    assert SECRET not in str(refusal.value)


def test_instagram_lists_the_accounts_that_pages_are_linked_to():
    linked = {**PAGES[0], "instagram_business_account": {"id": "17", "username": "obole.info"}}
    answers = {
        "/oauth/access_token": EXCHANGED,
        "/me/accounts": Said(body={"data": [linked, PAGES[1]]}),
    }
    with answering("FACEBOOK", answers) as server:
        found = opened("instagram")
        asked = query(server.asked[1])

    assert [(each.name, each.values["access_token"]) for each in found] == [
        ("obole.info", f"EApage1{SECRET}")
    ]
    assert found[0].values["app_secret"] == OURS.client_secret
    assert asked["fields"] == "access_token,instagram_business_account{username}"


def test_threads_gives_a_token_that_lives_for_sixty_days():
    with answering("THREADS", {"/access_token": EXCHANGED}) as server:
        (found,) = opened("threads")
        asked = query(server.asked[0])

    assert asked["grant_type"] == "th_exchange_token"
    assert found.values["access_token"] == LASTING
    assert found.values["expires_at"] > clock.now().isoformat()


def test_linkedin_lists_organisations_by_name_and_a_person_is_one_alone():
    acls = [
        {"role": "ADMINISTRATOR", "state": "APPROVED", "organization": "urn:li:organization:11"},
        {"role": "ADMINISTRATOR", "state": "APPROVED", "organization": "urn:li:organization:12"},
    ]
    answers = {
        "/organizationAcls": Said(body={"elements": acls, "paging": {"start": 0, "count": 10}}),
        "/organizations/11": Said(body={"id": 11, "localizedName": "La Lanterne"}),
        "/organizations/12": Said(status=403, body={"message": "Not enough permissions"}),
    }
    with answering("LINKEDIN", answers) as server:
        found = opened("linkedin")
        (person,) = opened("linkedin-person")

    assert [(each.name, each.values["organization"]) for each in found] == [
        ("La Lanterne", "11"),
        ("12", "12"),
    ]
    assert {each.headers["linkedin-version"] for each in server.asked} == {"202605"}
    assert query(server.asked[0])["q"] == "roleAssignee"
    assert person.values["access_token"] == FRESH.access
    assert "organization" not in person.values


def test_pinterest_lists_boards():
    boards = [{"id": "99", "name": "Enquêtes", "privacy": "PUBLIC"}, {"id": "98", "name": "Mer"}]
    with answering("PINTEREST", {"/boards": Said(body={"items": boards, "bookmark": None})}):
        found = opened("pinterest")

    assert [(each.name, each.values["board"]) for each in found] == [
        ("Enquêtes", "99"),
        ("Mer", "98"),
    ]
    assert {each.values["place"] for each in found} == {"live"}


@pytest.mark.parametrize(
    ("kind", "name", "path", "empty"),
    [
        ("facebook", "FACEBOOK", "/me/accounts", {"data": []}),
        ("instagram", "FACEBOOK", "/me/accounts", {"data": PAGES}),
        ("linkedin", "LINKEDIN", "/organizationAcls", {"elements": []}),
        ("pinterest", "PINTEREST", "/boards", {"items": []}),
        ("pinterest", "PINTEREST", "/boards", ["of another", "shape"]),
    ],
)
def test_an_account_with_nothing_to_post_to_is_told(kind, name, path, empty):
    answers = {"/oauth/access_token": EXCHANGED, path: Said(body=empty)}
    with (
        answering(name, answers),
        pytest.raises(WrongCredentials, match="nothing that can be posted to"),
    ):
        opened(kind)


@pytest.mark.parametrize("kind", ["facebook", "instagram"])
@pytest.mark.parametrize("status", [400, 503])
def test_a_refusal_says_why_without_the_tokens_that_it_quotes(kind, status):
    said = f"Error validating access token {FRESH.access} of {OURS.client_secret}"
    refused = Said(status=status, body={"error": {"code": 190, "message": said}})
    with (
        answering("FACEBOOK", {"/oauth/access_token": refused}),
        pytest.raises((WrongCredentials, NotSent)) as refusal,
    ):
        opened(kind)

    assert "Error validating" in str(refusal.value)
    assert SECRET not in str(refusal.value)


def test_what_was_chosen_is_connected_with_its_own_token(newsroom, monkeypatch):
    answers = {"/oauth/access_token": EXCHANGED, "/me/accounts": Said(body={"data": PAGES})}
    with answering("FACEBOOK", answers):
        agreed = connecting._agreed("facebook", opened("facebook"), clock.now())
    with staged("facebook", monkeypatch):
        channel = connecting.connect_chosen(
            kept=agreed.kept, number=1, name="", by=make_user(), now=clock.now()
        )

    assert channel.name == "Obole Sport"
    assert channel.options == {"app_id": "42"}
    assert connection_of(channel)["access_token"] == f"EApage2{SECRET}"
    assert SECRET not in channel.sealed_credentials
