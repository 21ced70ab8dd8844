"""Obole: one program that runs a reader-funded, non-profit newsroom."""

import importlib
import sys


def _prefer_safe_sqlite() -> None:
    """Put `pysqlite3` in the place of the standard library's `sqlite3`.

    Debian 12's SQLite 3.40 has the WAL-reset race, fixed in 3.51.3
    (https://sqlite.org/wal.html#walresetbug). It must happen before Django is imported;
    where the wheel does not exist, a system check warns.
    """
    if "sqlite3" in sys.modules and sys.modules["sqlite3"].__name__ == "pysqlite3":
        return
    try:
        sys.modules["sqlite3"] = importlib.import_module("pysqlite3")
        sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return


_prefer_safe_sqlite()
