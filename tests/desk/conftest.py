"""A newsroom whose roles and review are set up, and somebody of each role at the desk."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from factories import Newsroom

    from obole.accounts.models import User
    from obole.accounts.roles import Role

AtDesk = Callable[["Role | User"], Client]


@pytest.fixture
def house(newsroom: "Newsroom") -> "Newsroom":
    """Give the newsroom with its five roles and its review."""
    from obole.newsroom import actions

    actions.set_up_roles()
    actions.set_up_workflow()
    return newsroom


@pytest.fixture
def at_desk(house: "Newsroom") -> AtDesk:
    """Give a client that is logged in as somebody of a role, or as a given user."""
    from factories import make_user

    from obole.accounts.models import User

    def log_in(who: "Role | User") -> Client:
        client = Client()
        client.force_login(
            who if isinstance(who, User) else make_user(role=who),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return log_in
