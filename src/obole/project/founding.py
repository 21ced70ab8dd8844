"""Making a site: its folder, databases, roles, first pages, administrator, static files."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from obole.accounts.models import User
from obole.comments.actions.ruling import found_house_rules
from obole.foundation import clock
from obole.newsroom import actions as newsroom
from obole.portability import actions as portability
from obole.project import databases, static_files
from obole.project.environment import Environment
from obole.receipts.actions.granting import grant_receipts


@dataclass(frozen=True, kw_only=True)
class Administrator:
    """The first person of a site, who may do everything."""

    email: str
    first_name: str
    last_name: str


@contextmanager
def processes_beside() -> Iterator[Executor]:
    """Give processes for what needs no database: the databases keep one core busy for long.

    Enter it before any connection is open, for none may be shared by two processes.
    """
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        yield pool


def found_site(
    *,
    environment: Environment,
    name: str,
    legal_name: str,
    tell: Callable[[str], None],
    pool: Executor,
) -> None:
    """Make the databases, roles and first pages of a new site, and collect its static files.

    `pool` collects the files meanwhile; see `processes_beside`.
    """
    collecting = pool.submit(static_files.collect)
    tell("Preparing the databases ...")
    databases.migrate(is_new=True)
    set_up(environment=environment, name=name, legal_name=legal_name)
    tell("Collecting the static files ...")
    collecting.result()


def set_up(*, environment: Environment, name: str, legal_name: str) -> None:
    """Make what every site has; what is there already stays as it is."""
    address = urlsplit(environment.address)
    set_up_roles()
    newsroom.set_up_site(
        name=name,
        language=environment.language,
        host=address.hostname or "localhost",
        port=address.port or (443 if environment.is_secure else 80),
        legal_name=legal_name,
    )
    newsroom.set_up_standing_pages()
    newsroom.set_up_workflow()
    found_house_rules(now=clock.now())


@transaction.atomic
def set_up_roles() -> None:
    """Give the five roles exactly what they may do, by every app that has something to grant."""
    newsroom.set_up_roles()
    portability.grant_importing()
    grant_receipts()


def problems_with(*, administrator: Administrator, password: str) -> list[str]:
    """Return what is wrong with an administrator's address and password, in sentences."""
    user = User(
        email=administrator.email,
        first_name=administrator.first_name,
        last_name=administrator.last_name,
    )
    problems: list[str] = []
    try:
        validate_email(administrator.email)
    except ValidationError as error:
        problems += [f"{administrator.email}: {message}" for message in error.messages]
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems += error.messages
    return problems


def make_administrator(*, administrator: Administrator, password: str) -> User:
    """Make the first user."""
    return User.objects.create_superuser(
        administrator.email,
        password,
        first_name=administrator.first_name,
        last_name=administrator.last_name,
    )
