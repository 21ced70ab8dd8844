"""The people of the demonstration: who signs, and who can log in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from wagtail.models import Locale

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.newsroom.models import Author, AuthorProfile
from obole.project.demo.bodies import Pictures
from obole.project.demo.content import Table

MAIL_HOST = "lestuaire.example.org"
# People of the office, who sign no article: address, first name, last name, role.
OFFICE = [
    (f"odile.brezac@{MAIL_HOST}", "Odile", "Brézac", Role.ADMINISTRATOR),
    (f"moderation@{MAIL_HOST}", "Awa", "Quillien", Role.MODERATOR),
    (f"tresorerie@{MAIL_HOST}", "Gwenaël", "Portzic", Role.TREASURER),
]


@dataclass(frozen=True, kw_only=True)
class Login:
    """An account that is shown to whoever tries the demonstration."""

    email: str
    role: str


def superuser_email() -> str:
    """Return the address of the account that may do everything."""
    return f"technique@{MAIL_HOST}"


def make_accounts(*, authors: Sequence[Table], password: str) -> dict[str, User]:
    """Make an account for each author that has one and for the office; return them by address."""
    # One password for all, so one digest: it takes a tenth of a second, by design.
    digest = make_password(password)
    people = [
        (author["email"], *author["name"].split(" ", 1), Role(author["account"]))
        for author in authors
        if "account" in author
    ]
    groups = {group.name: group for group in Group.objects.all()}
    users = {}
    for email, first_name, last_name, role in [*people, *OFFICE]:
        user = User.objects.create(
            email=email, first_name=first_name, last_name=last_name, password=digest
        )
        user.groups.add(groups[role.value])
        users[email] = user
    return users


def make_authors(
    *,
    authors: Sequence[Table],
    users: Mapping[str, User],
    locales: Mapping[str, Locale],
    pictures: Pictures,
) -> dict[str, Author]:
    """Make the authors with a profile in each language; return them by slug."""
    made = {}
    for table in authors:
        author = Author(
            name=table["name"],
            slug=table["slug"],
            email=table.get("email", ""),
            website=table.get("website", ""),
            fediverse=table.get("fediverse", ""),
            portrait=pictures.get(table.get("portrait", "")),
            user=users.get(table.get("email", "")),
        )
        author.profiles.set(
            [
                AuthorProfile(locale=locale, **table[code])
                for code, locale in locales.items()
                if code in table
            ]
        )
        author.save()
        made[author.slug] = author
    return made


def logins(*, authors: Sequence[Table]) -> list[Login]:
    """Return one account for each role, to be shown."""
    by_role = {role: email for email, _, _, role in OFFICE}
    for author in authors:
        if "account" in author:
            by_role.setdefault(Role(author["account"]), author["email"])
    return [
        Login(email=superuser_email(), role="superuser"),
        *(Login(email=by_role[role], role=role.value) for role in Role),
    ]
