"""The triggers of the books, which a migration makes, for every test that has a database."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def guarded_books(request: pytest.FixtureRequest) -> Iterator[None]:
    # Imported here: Django has started only now.
    from django.db import connection

    from obole.ledger.models.guards import install_guards, remove_guards

    names = request.fixturenames
    if "transactional_db" in names:
        request.getfixturevalue("transactional_db")
        install_guards(connection)
        yield
        # Else the tables could not be emptied for the next test.
        remove_guards(connection)
    elif "db" in names or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        # Rolled back with the rest of the test.
        install_guards(connection)
        yield
    else:
        yield
