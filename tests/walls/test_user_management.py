"""Accounts are for superusers, with the password asked again and a line in the record."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from factories import Newsroom, make_user
from wagtail.models import ModelLogEntry

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.newsroom.actions import set_up_roles

PASSWORD = "une phrase assez longue"
USERS = "/desk/users/"
CONFIRM = "/desk/confirm-password/"


@pytest.fixture
def superuser(newsroom: Newsroom) -> User:
    set_up_roles()
    return make_user(is_superuser=True, password=PASSWORD)


@pytest.fixture
def superuser_client(superuser: User) -> Client:
    client = Client()
    client.force_login(superuser, backend="django.contrib.auth.backends.ModelBackend")
    return client


def confirm(client: Client, *, password: str = PASSWORD, wanted: str = USERS) -> object:
    return client.post(f"{CONFIRM}?next={wanted}", {"password": password}, secure=True)


@pytest.mark.parametrize("path", ["/desk/users/", "/desk/users/new/", "/desk/groups/"])
@pytest.mark.parametrize("role", list(Role))
def test_no_role_reaches_accounts_even_with_the_permission(
    newsroom: Newsroom, role: Role, path: str
) -> None:
    set_up_roles()
    user = make_user(role=role)
    group = Group.objects.get(name=role.value)
    group.permissions.add(*Permission.objects.filter(content_type__model__in=["user", "group"]))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["password_confirmed_at"] = 9e12
    session.save()

    response = client.get(path, secure=True)

    assert (response.status_code, response.headers.get("Location")) in {
        (302, "/desk/"),
        (403, None),
    }


def test_the_password_is_asked_again(superuser_client: Client) -> None:
    response = superuser_client.get(USERS, secure=True)

    assert response.status_code == 302
    assert response.headers["Location"] == f"{CONFIRM}?next=%2Fdesk%2Fusers%2F"


def test_the_right_password_opens_the_list(superuser_client: Client) -> None:
    assert superuser_client.get(f"{CONFIRM}?next={USERS}", secure=True).status_code == 200

    response = confirm(superuser_client)

    assert response.headers["Location"] == USERS
    assert superuser_client.get(USERS, secure=True).status_code == 200


def test_a_wrong_password_does_not(superuser_client: Client) -> None:
    assert confirm(superuser_client, password="wrong").status_code == 200
    assert superuser_client.get(USERS, secure=True).status_code == 302


def test_the_confirmation_lasts_a_quarter_of_an_hour(
    superuser_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from obole.foundation import clock

    confirm(superuser_client)
    later = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr("obole.accounts.middleware.clock.now", lambda: later)

    assert superuser_client.get(USERS, secure=True).status_code == 302


def test_the_form_leads_nowhere_but_to_our_own_pages(superuser_client: Client) -> None:
    response = confirm(superuser_client, wanted="https://evil.example/")

    assert response.headers["Location"] == "/desk/"


def test_a_change_without_a_fresh_password_changes_nothing(
    superuser_client: Client, superuser: User
) -> None:
    other = make_user()

    response = superuser_client.post(
        f"/desk/users/edit/{other.pk}/", {"email": "x@example.org"}, secure=True
    )

    assert response.headers["Location"].startswith(CONFIRM)
    other.refresh_from_db()
    assert other.email != "x@example.org"


def test_bulk_actions_on_users_ask_as_well(superuser_client: Client) -> None:
    other = make_user()

    response = superuser_client.get(f"/desk/bulk/accounts/user/delete/?id={other.pk}", secure=True)

    assert response.headers["Location"].startswith(CONFIRM)


def test_a_change_of_privileges_is_written_down(superuser_client: Client) -> None:
    other = make_user(role=Role.JOURNALIST)
    confirm(superuser_client)

    superuser_client.post(
        f"/desk/users/edit/{other.pk}/",
        {
            "email": other.email,
            "first_name": "Camille",
            "last_name": "Durand",
            "is_active": "on",
            "is_superuser": "on",
        },
        secure=True,
    )

    entry = ModelLogEntry.objects.get(action="accounts.change_privileges")
    assert entry.data == {"before": "journalist", "after": "superuser"}


def test_addresses_that_differ_in_case_are_one_account(newsroom: Newsroom) -> None:
    from django.db import IntegrityError, transaction

    make_user(email="ines@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Ines@example.org")
