"""A desk of comments: somebody of a role who is logged in, and what they do there."""

from typing import Any

from commenting import MOMENT
from django.test import Client
from django.urls import reverse
from factories import make_user

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.comments.models import Clause, Comment, HouseRules, Notice

BACKEND = "django.contrib.auth.backends.ModelBackend"


def at_desk(who: Role | User = Role.MODERATOR) -> Client:
    """Return a client that is logged in as somebody of a role, or as a given user."""
    client = Client()
    client.force_login(who if isinstance(who, User) else make_user(role=who), backend=BACKEND)
    return client


def look(client: Client, name: str, *arguments: object, query: str = "") -> Any:
    """Open a screen."""
    return client.get(reverse(name, args=arguments) + query, secure=True)


def press(client: Client, name: str, *arguments: object, **fields: object) -> Any:
    """Press a button, and look where it leads."""
    return client.post(reverse(name, args=arguments), fields, secure=True, follow=True)


def say(client: Client, comment: Comment, word: str, **fields: object) -> Any:
    """Decide about a comment."""
    return press(client, "comments_decide", comment.pk, word=word, **fields)


def text_of(response: Any) -> str:
    """Return the page, with spaces as one types them."""
    return plain(response.content.decode())


def plain(text: str) -> str:
    """Return a text with spaces as one types them."""
    return text.replace("\u202f", " ").replace("\xa0", " ").replace("&nbsp;", " ")


def make_house_rules() -> HouseRules:
    """Make house rules of two clauses."""
    rules = HouseRules.objects.create(version=HouseRules.objects.count() + 1, in_force_at=MOMENT)
    for code, text in (("1", "Restez courtois."), ("2", "Pas de publicité.")):
        Clause.objects.create(rules=rules, code=code, text_fr=text, text_en=f"Clause {code}.")
    return rules


def make_notice(comment: Comment, **fields: object) -> Notice:
    """Make a report of something illegal that waits for an answer."""
    number = Notice.objects.count()
    return Notice.objects.create(
        **{
            "comment": comment,
            "url": "https://testserver/",
            "kind": Notice.Kind.LAW,
            "explanation": "C’est une injure.",
            "secret_digest": f"{number:064}",
            "received_at": MOMENT,
            **fields,
        }
    )
