"""A site of its own for every test run, with the database of OBOLE_DATABASE_URL or SQLite."""

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

if TYPE_CHECKING:
    from factories import Newsroom

# Django reads its settings once, so the site comes first. pyproject.toml names no settings module:
# pytest-django would read it before this file makes the site; as it is, it waits for this.
SITE = Path(mkdtemp(prefix="obole-tests-"))
shutil.copy(Path(__file__).with_name("site") / "obole.toml", SITE)
(SITE / "var/secrets").mkdir(parents=True)
(SITE / "var/secrets/secret-key").write_text("only-for-tests-" + "0" * 48)
os.environ["OBOLE_SITE"] = str(SITE)
os.environ["DJANGO_SETTINGS_MODULE"] = "obole.project.settings"
for alias, database in settings.DATABASES.items():
    if database["ENGINE"].endswith("sqlite3"):
        # Files, as in production: in memory, SQLite neither locks nor waits alike.
        database["TEST"] = {"NAME": str(SITE / f"var/test-{alias}.sqlite3")}

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let every test that has a database reach all of them: sessions live in a second file.

    On PostgreSQL the others are left out: they are the same tests, and have run on SQLite.
    """
    without_database = [item for item in items if not _has_database(item)]
    for item in filter(_has_database, items):
        marker = item.get_closest_marker("django_db")
        wanted = {"databases": "__all__", **(marker.kwargs if marker else {})}
        item.add_marker(pytest.mark.django_db(**wanted), append=False)
    if "OBOLE_DATABASE_URL" in os.environ:
        config.hook.pytest_deselected(items=without_database)
        items[:] = [item for item in items if _has_database(item)]


def _has_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(
        DATABASE_FIXTURES
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let each worker process of pytest-xdist make a site of its own, as this one did."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure() -> None:
    """Remove the site."""
    shutil.rmtree(SITE, ignore_errors=True)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Forget what the test before cached: rows of the next one have the same numbers."""
    from django.core.cache import cache

    from obole.edition import recollection

    cache.clear()
    recollection.forget()


@pytest.fixture
def newsroom(db: None) -> "Newsroom":
    """Give a newsroom with a front page in French and one in English, and nothing else."""
    from factories import make_site

    return make_site()
