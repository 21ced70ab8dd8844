"""What gifts cost: notices of a provider stored and settled a second, each in commits of its own.

The provider answers at once, from memory: what is measured is ours. Mails of thanks and pages that
are baked anew are tasks of their own and are not run.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connection, transaction
from rich.console import Console

from obole.donations.actions.numbering import free_number, new_key
from obole.donations.gateways.registry import override
from obole.donations.models import Campaign, CampaignText, Donor, Gift
from obole.donations.rules.gateway import (
    About,
    Begun,
    Hint,
    Move,
    Notice,
    Order,
    PaymentReport,
    PayoutReport,
    PlanReport,
)
from obole.donations.rules.vocabulary import Means, MoveKind, Standing
from obole.foundation import clock
from obole.foundation.inbox import handle_message, store_message
from obole.foundation.models import InboxMessage
from obole.kernel.money import Money
from obole.ledger.models import Entry

NOTICES = 2_000
WORKERS = 4
FEE = Money(98, "EUR")
AMOUNT = Money(50_00, "EUR")


class Provider:
    """Says of every payment that it was made."""

    name = "stripe"

    def means(self) -> tuple[Means, ...]:
        """Return what donors could pay with."""
        return (Means.CARD,)

    def read_notice(self, *, headers: Mapping[str, str], body: bytes, now: datetime) -> Notice:  # noqa: ARG002
        """Return the payment that the notice names."""
        key = json.loads(body)["payment"]
        return Notice(key=key, hint=Hint(about=About.PAYMENT, reference=key), made_at=now)

    def fetch_payment(self, reference: str) -> PaymentReport:
        """Return that it was paid."""
        at = clock.now()
        move = Move(kind=MoveKind.PAYMENT, reference=reference, amount=AMOUNT, fee=FEE, at=at)
        return PaymentReport(
            reference=reference,
            order_key=reference,
            standing=Standing.PAID,
            means=Means.CARD,
            moves=(move,),
            made_at=at,
        )

    def begin(self, order: Order) -> Begun:
        """Not asked for here."""
        raise NotImplementedError

    def fetch_plan(self, reference: str) -> PlanReport:
        """Not asked for here."""
        raise NotImplementedError

    def fetch_payout(self, reference: str) -> PayoutReport:
        """Not asked for here."""
        raise NotImplementedError

    def hints_since(self, since: datetime) -> Iterator[Hint]:
        """Not asked for here."""
        raise NotImplementedError

    def refund(self, reference: str, *, amount: Money, key: str) -> None:
        """Not asked for here."""
        raise NotImplementedError

    def end_plan(self, reference: str, *, key: str) -> None:
        """Not asked for here."""
        raise NotImplementedError

    def change_plan(self, reference: str, *, amount: Money, key: str) -> str:
        """Not asked for here."""
        raise NotImplementedError

    def mend_url(self, reference: str, *, back_url: str) -> str:
        """Not asked for here."""
        raise NotImplementedError


def run(*, notices: int, console: Console) -> None:
    """Let as many gifts be paid, half of them with one worker and half with several."""
    keys = _begin(notices)
    seconds = _time(lambda: [_store(key) for key in keys])
    console.print(f"Notices stored: {notices / seconds:,.0f} a second")
    messages = list(InboxMessage.objects.order_by("pk").values_list("pk", flat=True))
    half = len(messages) // 2
    with override(Provider()):
        _settled(console, messages[:half], workers=1)
        _settled(console, messages[half:], workers=WORKERS)
    assert Entry.objects.count() == notices, "A notice was lost or doubled."


def _settled(console: Console, messages: Sequence[int], *, workers: int) -> None:
    shares = [messages[number::workers] for number in range(workers)]

    def work(share: Sequence[int]) -> None:
        for message_id in share:
            handle_message.func(message_id=message_id)
        connection.close()

    def all_of_them() -> None:
        with ThreadPoolExecutor(workers) as threads:
            list(threads.map(work, shares))

    seconds = _time(all_of_them)
    rate = len(messages) / seconds
    threads = "one thread" if workers == 1 else f"{workers} threads"
    console.print(f"Notices settled, {connection.vendor}, {threads}: {rate:,.0f} a second")


def _begin(count: int) -> list[str]:
    now = clock.now()
    with transaction.atomic():
        campaign = Campaign.objects.create(slug="banc", goal_minor_units=42_000_00)
        CampaignText.objects.create(campaign=campaign, language="fr", title="Banc")
        donor = Donor.objects.create(email="banc@example.org", created_at=now)
        gifts = [
            Gift.objects.create(
                key=new_key(),
                number=free_number(),
                campaign=campaign,
                donor=donor,
                amount_minor_units=AMOUNT.minor_units,
                currency=AMOUNT.currency,
                means=Means.CARD,
                gateway=Provider.name,
                begun_at=now,
            )
            for _ in range(count)
        ]
    return [gift.key for gift in gifts]


def _store(key: str) -> None:
    body = json.dumps({"payment": key}).encode()
    store_message(
        source=f"payments:{Provider.name}", key=key, body=body, headers={}, now=clock.now()
    )


def _time(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
