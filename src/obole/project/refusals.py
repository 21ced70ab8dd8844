"""What went wrong, in one sentence that says what to do: no traceback for whoever runs a site."""

import errno
import sqlite3

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import DatabaseError

from obole.foundation.storage import MediaOutOfReach
from obole.portability.rules.refusals import NotImportable
from obole.project.environment import UnusableSettings


class Refusal(Exception):
    """The command cannot do what it was told; the message says why and what to do."""


_SYSTEM_PROBLEMS = {
    errno.ENOSPC: "The disk is full{where}: free some space, then run the command again.",
    errno.EDQUOT: "Your share of the disk is used up{where}: free some space, then run it again.",
    errno.EACCES: "No right to read or write{where}: change the owner or the rights of the folder.",
    errno.EPERM: "No right to change{where}: run the command as the owner of the folder.",
    errno.EROFS: "The disk may only be read{where}: mount it writable or choose another folder.",
    errno.ENOENT: "Nothing is there{where}: correct the name, or make the folder first.",
    errno.ENOTDIR: "A file stands where a folder should be{where}: move it or choose another name.",
    errno.EEXIST: "A file stands where a folder should be{where}: move it or choose another name.",
    errno.EMFILE: "Too many files are open{where}: raise the limit (ulimit -n), then run it again.",
    errno.EADDRINUSE: "The address is in use{where}: stop the other program or choose another.",
}

# What SQLite and PostgreSQL say, and what it means to whoever runs the site.
_DATABASE_PROBLEMS = {
    "database is locked": "The database is locked by another program: stop it, or wait and run "
    "the command again.",
    "disk is full": "The disk is full and the database cannot be written: free some space, then "
    "run the command again.",
    "unable to open database file": "The database cannot be opened: check the owner, the rights "
    "and the free space of the site's folder var.",
    "readonly database": "The database may only be read: give the user who runs this command the "
    "right to write the site's folder var.",
    "malformed": "The database is damaged: stop the site and restore its latest backup.",
    "is not a database": "The database file is no database: stop the site and restore its latest "
    "backup.",
    "no such table": "The database is not up to date: run obole upgrade.",
    "no such column": "The database is not up to date: run obole upgrade.",
    "connection to server": "The database server does not answer: start it, or correct "
    "database_url.",
}


def sentences_for(error: BaseException) -> list[str] | None:
    """Return what to tell whoever runs the site, or None for an error that nobody foresaw."""
    if isinstance(error, UnusableSettings):
        return error.problems
    if isinstance(error, Refusal | ImproperlyConfigured | NotImportable):
        return [str(error)]
    if isinstance(error, DatabaseError | sqlite3.Error):
        return _database_sentence(error)
    if isinstance(error, MediaOutOfReach):
        return [f"{error} Look at media_url in obole.toml, then run the command again."]
    if isinstance(error, OSError):
        return _system_sentence(error)
    return None


def _system_sentence(error: OSError) -> list[str] | None:
    sentence = _SYSTEM_PROBLEMS.get(error.errno or 0)
    where = f" ({error.filename})" if error.filename else ""
    return [sentence.format(where=where)] if sentence else None


def _database_sentence(error: Exception) -> list[str] | None:
    text = str(error)
    return next(
        ([sentence] for words, sentence in _DATABASE_PROBLEMS.items() if words in text), None
    )
