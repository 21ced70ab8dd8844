"""What a bank statement costs: read and kept, read once more, proposed, matched by reference."""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from rich.console import Console

from obole.accounts.models import User
from obole.donations.actions.campaigns import create_campaign
from obole.donations.actions.matching import MOST_AT_ONCE, confirm_sure
from obole.donations.actions.recording import make_gift_by_hand
from obole.donations.actions.statements import read_statement
from obole.donations.queries.lines import lines_in, possible, sure_line_ids
from obole.donations.rules.vocabulary import Means
from obole.foundation import clock
from obole.kernel.money import Money

LINES = 10_000
PROMISED = 500
PAGE = 50


def run(*, lines: int, console: Console) -> None:
    """Write statements of so many lines in each format, and read them."""
    # The writers of the tests: what a bank would send.
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests/donations"))
    import bank_files

    now = clock.now()
    numbers = _promises(min(PROMISED, lines), now)
    by = User.objects.get(is_superuser=True)
    given = _lines(lines, numbers, timezone.localdate(now))
    for name, write in (
        ("camt.053", bank_files.camt),
        ("ofx", bank_files.ofx),
        ("csv", bank_files.table),
    ):
        content = write(given)
        console.print(f"{name}: {len(content):,} bytes, {lines:,} lines")
        for word in ("read and kept", "read once more"):
            # A byte more: else it is the very same file, and not read at all.
            content += b"\n"
            statement = _timed(
                console,
                word,
                lambda content=content, name=name: read_statement(
                    name=name, content=content, by=by, now=now
                ),
            )
            console.print(f"    {statement.lines_added:,} new")
    _timed(console, "a page of proposals", lambda: possible(list(lines_in(state="open")[:PAGE])))
    sure = _timed(console, "sure lines found", sure_line_ids)
    matched = _timed(
        console,
        "matched",
        lambda: confirm_sure(line_ids=sure[:MOST_AT_ONCE], by=by, now=now),
    )
    console.print(f"    {matched.matched:,} gifts settled")


def _timed(console: Console, word: str, work: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    result = work()
    console.print(f"  {word}: {time.perf_counter() - started:.2f} s")
    return result


def _promises(count: int, now: Any) -> list[str]:
    campaign = create_campaign(
        slug="bench",
        title="Bench",
        language="fr",
        goal=Money(4_200_000, "EUR"),
        currency="EUR",
        now=now,
    )
    return [
        make_gift_by_hand(
            campaign=campaign, donor=None, means=Means.TRANSFER, amount=Money(5_000, "EUR"), now=now
        ).number
        for _ in range(count)
    ]


def _lines(count: int, numbers: list[str], today: Any) -> list[Any]:
    from obole.donations.rules.statements.lines import BankLine

    return [
        BankLine(
            day=today - timedelta(days=number % 60),
            amount=Money(5_000 + number % 97, "EUR"),
            payer=f"MME PETIT {number}",
            text=f"VIREMENT {numbers[number]}" if number < len(numbers) else f"VIREMENT {number}",
            bank_reference=f"B{number:08d}",
        )
        for number in range(count)
    ]
