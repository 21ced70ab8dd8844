"""Guessing passwords is slow, and nobody can lock an editor out from elsewhere."""

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from factories import Newsroom, make_user

from obole.accounts.roles import Role
from obole.accounts.sources import client_network, counted_name
from obole.newsroom.actions import set_up_roles

PASSWORD = "une phrase assez longue"
LOGIN = "/desk/login/"


def try_to_log_in(*, email: str, password: str, address: str = "203.0.113.9") -> int:
    response = Client(REMOTE_ADDR=address).post(
        LOGIN, {"username": email, "password": password}, secure=True
    )
    return response.status_code


@pytest.fixture
def editor_email(newsroom: Newsroom) -> str:
    set_up_roles()
    return make_user(role=Role.EDITOR, password=PASSWORD).email


def test_the_right_password_opens_the_desk(editor_email: str) -> None:
    assert try_to_log_in(email=editor_email, password=PASSWORD) == 302


def test_ten_wrong_passwords_lock_the_name_for_that_network_only(editor_email: str) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        try_to_log_in(email=editor_email, password="wrong")

    assert try_to_log_in(email=editor_email, password=PASSWORD) == 429
    assert try_to_log_in(email=editor_email, password=PASSWORD, address="198.51.100.7") == 302


def test_variants_of_a_name_share_their_tries(editor_email: str) -> None:
    variants = [editor_email.upper(), f" {editor_email}", editor_email.replace("o", "ó")]
    for attempt in range(settings.AXES_FAILURE_LIMIT):
        try_to_log_in(email=variants[attempt % len(variants)], password="wrong")

    assert try_to_log_in(email=editor_email, password=PASSWORD) == 429


def test_the_screen_says_what_to_do(editor_email: str) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        try_to_log_in(email=editor_email, password="wrong")

    response = Client(REMOTE_ADDR="203.0.113.9").post(
        LOGIN, {"username": editor_email, "password": PASSWORD}, secure=True
    )

    assert "/desk/password_reset/" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("not an address", "0.0.0.0"),
    ],
)
def test_an_ipv6_household_is_one_source(address: str, network: str) -> None:
    assert client_network(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_a_forwarded_address_is_not_believed_without_a_proxy_of_ours() -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="203.0.113.9", headers={"x-forwarded-for": "198.51.100.1"}
    )

    assert client_network(request) == "203.0.113.9"


def test_a_missing_name_counts_as_an_empty_one() -> None:
    assert counted_name(RequestFactory().post("/"), None) == ""
