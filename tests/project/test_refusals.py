"""What went wrong is told in one sentence that says what to do."""

import errno
import os
import sqlite3

import pytest
from django.db.utils import OperationalError

from obole.project.refusals import Refusal, sentences_for


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full (/srv/site): free some space"),
        (errno.EACCES, "No right to read or write (/srv/site): change the owner"),
        (errno.EROFS, "may only be read (/srv/site)"),
        (errno.ENOENT, "Nothing is there (/srv/site): correct the name"),
        (errno.ENOTDIR, "A file stands where a folder should be (/srv/site)"),
        (errno.EADDRINUSE, "The address is in use (/srv/site)"),
    ],
)
def test_what_the_system_refuses_is_one_sentence(number, words):
    (sentence,) = sentences_for(OSError(number, os.strerror(number), "/srv/site"))

    assert words in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_locked_database_is_one_sentence(tmp_path):
    path = tmp_path / "db.sqlite3"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    second = sqlite3.connect(path, timeout=0.01)

    with pytest.raises(sqlite3.OperationalError) as caught:
        second.execute("CREATE TABLE t (a)")

    (sentence,) = sentences_for(OperationalError(str(caught.value)))
    assert sentence.startswith("The database is locked by another program: stop it, or wait")
    holder.close()


def test_a_full_disk_under_the_database_is_one_sentence(tmp_path):
    database = sqlite3.connect(tmp_path / "db.sqlite3")
    database.execute("CREATE TABLE t (a)")
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count={pages}")

    with pytest.raises(sqlite3.OperationalError) as caught:
        database.execute("INSERT INTO t VALUES (zeroblob(1000000))")

    (sentence,) = sentences_for(OperationalError(str(caught.value)))
    assert sentence.startswith("The disk is full and the database cannot be written")
    database.close()


def test_a_file_that_is_no_database_is_one_sentence(tmp_path):
    path = tmp_path / "db.sqlite3"
    path.write_bytes(b"hello" * 1000)

    with pytest.raises(sqlite3.DatabaseError) as caught:
        sqlite3.connect(path).execute("SELECT * FROM t")

    assert "restore its latest backup" in sentences_for(caught.value)[0]


def test_a_refusal_is_told_as_it_is():
    assert sentences_for(Refusal("Port 1 is in use: choose another.")) == [
        "Port 1 is in use: choose another."
    ]


def test_what_nobody_foresaw_is_not_dressed_up():
    assert sentences_for(KeyError("surprise")) is None
    assert sentences_for(OSError(errno.EIO, "I/O error")) is None
    assert sentences_for(OperationalError("near SELEKT: syntax error")) is None
