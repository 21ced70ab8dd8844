"""Processes that settle notices are killed at random moments: nothing is lost, nothing doubled."""

import json
import logging
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from giving import FakeGateway, connect, euros, make_campaign, make_gift, order_of, received
from taking_over import take_over

from obole.donations.gateways.registry import override
from obole.donations.models import Campaign, Gift, Movement
from obole.donations.rules.vocabulary import GiftState
from obole.foundation import clock
from obole.foundation.models import BackgroundTask, InboxMessage
from obole.foundation.worker import run_ready_tasks
from obole.ledger.actions.checking import check_all_books
from obole.ledger.models import Entry
from obole.ledger.models.guards import install_guards, remove_guards

logger = logging.getLogger(__name__)

# `make torture` sets it.
KILLS = int(os.environ.get("OBOLE_KILLS", "8"))
PAUSES = (0.02, 0.5)
# More notices than are settled between the kills, so that there is always something to interrupt.
ORDERS = KILLS * 6 + 20


@pytest.fixture
def _guarded(transactional_db: None) -> Iterator[None]:
    """Guard the books as in a newsroom, and let the test's rows be taken away at its end."""
    install_guards(connection)
    yield
    remove_guards(connection)


def history() -> tuple[FakeGateway, Campaign]:
    """Let many people give, and some of it go back, before anybody here hears of it."""
    gateway, campaign = FakeGateway(), make_campaign()
    connect(gateway)
    for number in range(ORDERS):
        gift = make_gift(campaign=campaign, amount="10", fee_cover="0.50", gateway="fake")
        gateway.begin(order_of(gift))
        payment = gateway.paid(gift.key, fee="0.45")
        if number % 5 == 1:
            gateway.refunded(payment, amount=euros("10.50"))
        if number % 5 == 2:
            gateway.refunded(payment, amount=euros("4"))
        if number % 5 == 3:
            gateway.disputed(payment)
        if number % 5 == 4:
            gateway.fee_known(payment, fee="0.45")
    return gateway, campaign


class House:
    """The process that starts the others, one after another."""

    def __init__(self, folder: Path, gateway: FakeGateway) -> None:
        provider, self.trouble = folder / "provider", folder / "trouble"
        self.acknowledged = folder / "acknowledged"
        provider.write_bytes(pickle.dumps(gateway))
        self.acknowledged.write_bytes(b"%09d" % 0)
        databases = {alias: str(connections[alias].settings_dict["NAME"]) for alias in connections}
        self.process = subprocess.Popen(
            [
                sys.executable,
                Path(__file__).with_name("settler.py"),
                json.dumps(databases),
                provider,
                self.acknowledged,
                self.trouble,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def start(self) -> int:
        """Start a process that settles; return its number."""
        assert self.process.stdin is not None
        self.process.stdin.write("settle\n")
        self.process.stdin.flush()
        return int(self._line())

    def close(self) -> None:
        """Let no process live."""
        self.process.kill()
        self.process.wait()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.mark.usefixtures("_guarded", "books_only")
def test_killed_processes_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    gateway, campaign = history()
    house, dice = House(tmp_path, gateway), random.Random(KILLS)
    try:
        for _ in range(KILLS):
            process_id = house.start()
            time.sleep(dice.uniform(*PAUSES))
            _kill(process_id)
    finally:
        house.close()

    stored = int(house.acknowledged.read_bytes())
    logger.info("%s kills; %s of %s notices were stored.", KILLS, stored, len(gateway.notices))
    assert not house.trouble.exists(), house.trouble.read_text()
    assert stored > KILLS / 4
    # An acknowledged notice was stored; what was stored and not acknowledged is sent again.
    assert stored <= InboxMessage.objects.count() <= stored + KILLS
    with override(gateway):
        take_over()
        run_ready_tasks()
    _check(gateway, campaign)


def _kill(process_id: int) -> None:
    try:
        os.kill(process_id, signal.SIGKILL)
    except ProcessLookupError:
        logger.info("A process had done everything before it was killed.")


def _check(gateway: FakeGateway, campaign: Campaign) -> None:
    assert not BackgroundTask.objects.exclude(status="SUCCESSFUL").exists()
    assert not InboxMessage.objects.filter(handled_at=None).exists()
    heard_of = {
        gateway.read_notice(
            headers=message.headers, body=bytes(message.body), now=message.received_at
        ).hint.reference
        for message in InboxMessage.objects.all()
    }
    told = {
        (move.kind.value, move.reference)
        for reference in heard_of
        for move in gateway.payments[reference].moves
    }
    posted = list(Movement.objects.values_list("kind", "reference"))
    assert len(posted) == len(set(posted))
    assert set(posted) == told
    assert Entry.objects.count() == len(posted)
    assert check_all_books(now=clock.now()).problems == []
    untouched = Gift.objects.filter(state=GiftState.BEGUN).count()
    assert untouched == len(gateway.payments) - len(heard_of)
    left = [gateway.left(reference).minor_units for reference in heard_of]
    assert received(campaign).minor_units == sum(max(0, cents - 50) for cents in left)
