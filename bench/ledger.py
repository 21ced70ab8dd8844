"""What the books cost: entries posted a second, figures of a long campaign, the whole proof."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection, connections, transaction
from rich.console import Console
from rich.progress import track

from obole.foundation import clock
from obole.kernel.money import Money
from obole.ledger.actions.posting import post_entry
from obole.ledger.actions.summing import sum_days
from obole.ledger.models import Entry
from obole.ledger.queries.entries import chained, end_of_chain
from obole.ledger.queries.figures import balances, day_totals, fund_total
from obole.ledger.queries.proving import all_faults
from obole.ledger.rules.chain import digest_of
from obole.ledger.rules.chart import FEES, GIFTS, STRIPE
from obole.ledger.rules.drafts import Draft, Posting
from obole.project.databases import refresh_statistics

GIFTS_IN_BOOKS = 1_000_000
POSTED = 2_000
SENDERS = 4
PORTION = 2_000
# Three years of a campaign that never stops: a row of sums for each day.
DAYS = 1_095
FUND = "campaign:1"
TIMES = 50
# Posted since the sums were last added up: what a busy campaign has in ten minutes.
SINCE = 1_000

_chance = random.Random(2026)  # noqa: S311 - not a secret


def run(*, gifts: int, console: Console) -> None:
    """Post entries, fill the books to so many gifts, and measure."""
    now = clock.now()
    _posting(console, now)
    for _ in track(
        _fill(gifts, now), total=-(-gifts // PORTION), description="Gifts", console=console
    ):
        pass
    started = time.perf_counter()
    counted = sum_days()
    console.print(f"{counted:,} entries added up by day: {time.perf_counter() - started:.1f} s")
    for number in range(SINCE):
        _post(_draft(f"since:{number}", now.date()), now)
    refresh_statistics()
    _figures(console)
    _proof(console)


def _draft(reference: str, day: date) -> Draft:
    amount, fee = Money(_chance.randrange(500, 20_000), "EUR"), Money(98, "EUR")
    return Draft(
        reference=f"bench:gift:{reference}",
        kind="gift",
        day=day,
        text="Don par carte",
        postings=(
            Posting(account=STRIPE, amount=amount - fee),
            Posting(account=FEES, amount=fee),
            Posting(account=GIFTS, amount=-amount, fund=FUND, gifts=1),
        ),
    )


@transaction.atomic
def _post(draft: Draft, now: datetime) -> None:
    post_entry(draft=draft, now=now)


def _posting(console: Console, now: datetime) -> None:
    def post(sender: int, count: int) -> None:
        for number in range(count):
            _post(_draft(f"{sender}:{number}", now.date()), now)
        connections.close_all()

    started = time.perf_counter()
    post(0, POSTED)
    alone = POSTED / (time.perf_counter() - started)
    threads = [
        threading.Thread(target=post, args=[sender, POSTED // SENDERS])
        for sender in range(1, SENDERS + 1)
    ]
    started = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    together = POSTED / (time.perf_counter() - started)
    console.print(
        f"Entries posted, each committed to the disk: {alone:,.0f} a second by one, "
        f"{together:,.0f} a second by {SENDERS} at once"
    )


def _fill(gifts: int, now: datetime) -> Iterator[None]:
    """Write what posting would, in portions; the triggers look at each row all the same."""
    first_day = now.date() - timedelta(days=DAYS)
    for start in range(0, gifts, PORTION):
        count = min(PORTION, gifts - start)
        days = [first_day + timedelta(days=(start + each) * DAYS // gifts) for each in range(count)]
        _fill_portion([_draft(f"f:{start + n}", day) for n, day in enumerate(days)], now)
        yield


@transaction.atomic
def _fill_portion(drafts: list[Draft], now: datetime) -> None:
    number, digest = end_of_chain()
    entries: list[tuple[Any, ...]] = []
    lines: list[tuple[Any, ...]] = []
    for draft in drafts:
        number += 1
        entry = Entry(
            number=number,
            reference=draft.reference,
            kind=draft.kind,
            day=draft.day,
            text=draft.text,
            posted_at=now,
        )
        content = chained(entry=entry, lines=draft.lines(), previous_digest=digest)
        digest = digest_of(content)
        entries.append((number, draft.reference, draft.kind, draft.day, draft.text, now, digest))
        lines += [(number, *each) for each in content.lines]
    with connection.cursor() as cursor:
        # Django's own bulk_create would take most of the time.
        cursor.executemany(_LINES, lines)
        cursor.executemany(_ENTRIES, entries)


_LINES = """
    INSERT INTO ledger_line (entry_id, account_id, fund, currency, debit, credit, gifts)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_ENTRIES = """
    INSERT INTO ledger_entry (number, reference, kind, day, text, posted_at, digest)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


def _figures(console: Console) -> None:
    asked: dict[str, Callable[[], object]] = {
        "what a campaign has (the meter)": lambda: fund_total(
            fund=FUND, accounts=[GIFTS], currency="EUR"
        ),
        "its days (the curve)": lambda: day_totals(fund=FUND, accounts=[GIFTS], currency="EUR"),
        "every account (the trial balance)": balances,
    }
    entries = end_of_chain()[0]
    for name, ask in asked.items():
        ask()
        spent = [_milliseconds(ask) for _ in range(TIMES)]
        on_the_clock = median(clock for clock, _ in spent)
        console.print(
            f"{entries:,} gifts, {name}: {on_the_clock:.1f} ms, "
            f"of computing {median(computing for _, computing in spent):.1f} ms"
        )


def _milliseconds(ask: Callable[[], object]) -> tuple[float, float]:
    """Return what it takes on the clock, and of computing, which other work does not shake."""
    started, computed = time.perf_counter(), time.process_time()
    ask()
    computing = time.process_time() - computed
    return (time.perf_counter() - started) * 1000, computing * 1000


def _proof(console: Console) -> None:
    entries = end_of_chain()[0]
    started = time.perf_counter()
    walked = track(all_faults(until=entries), total=entries, description="Proof", console=console)
    faults = [each for each in walked if each is not None]
    spent = time.perf_counter() - started
    console.print(f"{entries:,} entries proved in {spent:.0f} s, {len(faults)} faults")
