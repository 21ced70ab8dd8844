"""The order in which a site is examined."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.utils import DatabaseError

from obole.project.environment import Environment
from obole.project.health import books, data, front, machine, media, payments, receipts, work
from obole.project.health.findings import Finding, broken
from obole.project.refusals import sentences_for

Look = Callable[[Environment, datetime], Iterator[Finding]]

EXAMINATION: list[Look] = [
    machine.versions,
    machine.folder,
    machine.secrets,
    machine.address,
    machine.clock_and_time_zone,
    machine.mail,
    data.database,
    data.migrations,
    data.static_files_collected,
    media.media,
    books.books,
    receipts.receipts,
    payments.accounts,
    front.nginx,
    work.workers,
    work.tasks,
    work.publications,
]


def examine(*, environment: Environment, now: datetime) -> Iterator[Finding]:
    """Look at everything; what cannot be looked at is a finding too."""
    for look in EXAMINATION:
        try:
            yield from look(environment, now)
        except (DatabaseError, OSError) as error:
            subject = look.__name__.replace("_", " ").capitalize()
            sentences = sentences_for(error) or ["Read the log of the site."]
            yield broken(subject, f"could not be examined ({error})", " ".join(sentences))
