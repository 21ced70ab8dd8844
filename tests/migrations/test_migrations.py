"""The migrations, run for real. Everything else runs on tables made straight from the models."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections, router
from django.test import Client
from factories import make_site

pytestmark = pytest.mark.migrations


@pytest.fixture(autouse=True)
def migrated(request: pytest.FixtureRequest, db: None) -> None:
    if request.config.getoption("nomigrations"):
        pytest.skip("Needs --migrations and half a minute: make test-migrations.")


def columns_in_database(*, alias: str, table: str) -> set[str]:
    connection = connections[alias]
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return {column.name for column in described}


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=3)


def test_the_migrations_make_every_column_of_every_model() -> None:
    models = [
        each
        for each in apps.get_models(include_auto_created=True)
        if each.__module__.startswith("obole.") and not each._meta.proxy
    ]

    assert models
    for model in models:
        alias, table = router.db_for_write(model) or "default", model._meta.db_table
        wanted = {field.column for field in model._meta.local_concrete_fields}
        # A migration may add what only one database knows, for instance an index of words.
        assert (table, wanted - columns_in_database(alias=alias, table=table)) == (table, set())


def test_a_newsroom_opens_on_a_migrated_database() -> None:
    make_site()

    response = Client().get("/", secure=True)

    assert response.status_code == 200
