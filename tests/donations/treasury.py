"""The treasurer's desk in tests: somebody who is logged in, and what they do there."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from factories import make_user

from obole.accounts.models import User
from obole.accounts.roles import Role

BACKEND = "django.contrib.auth.backends.ModelBackend"


def at_desk(who: Role | User = Role.TREASURER) -> Client:
    """Return a client that is logged in as somebody of a role, or as a given user."""
    client = Client()
    client.force_login(who if isinstance(who, User) else make_user(role=who), backend=BACKEND)
    return client


def look(client: Client, name: str, *arguments: object, query: str = "") -> Any:
    """Open a screen."""
    return client.get(reverse(name, args=arguments) + query, secure=True)


def press(client: Client, screen: str, *arguments: object, **fields: object) -> Any:
    """Press a button, and look where it leads."""
    return client.post(reverse(screen, args=arguments), fields, secure=True, follow=True)


def upload(client: Client, content: bytes, *, name: str = "releve.xml") -> Any:
    """Hand in a file of the bank."""
    return press(client, "donations_statements", file=SimpleUploadedFile(name, content))


def text_of(response: Any) -> str:
    """Return the page, with spaces as one types them."""
    text = response.content.decode()
    return text.replace("\u202f", " ").replace("\xa0", " ").replace("&nbsp;", " ")


def cheque_fields(*rows: dict[str, object], **common: object) -> dict[str, object]:
    """Return what a browser sends of the form of cheques."""
    fields = {"form_key": "a-form", "means": "cheque", "day": "2026-11-02", **common}
    fields |= {"row-TOTAL_FORMS": 12, "row-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        fields |= {f"row-{number}-{name}": value for name, value in row.items()}
    return fields
