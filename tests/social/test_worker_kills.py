"""Workers are killed at random moments: each article stands once on the paper."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connections
from factories import make_site
from networking import make_channel, make_published_article, run_until_quiet
from worker import KIND, PaperNetwork, lines_of

from obole.foundation import clock
from obole.social.models import Delivery
from obole.social.networks.registry import override
from obole.social.rules.vocabulary import DeliveryState, LateNews

# `make torture` sets it.
KILLS = int(os.environ.get("OBOLE_KILLS", "6"))
ARTICLES = 8
CHANNELS = 4
PAUSES = (0.02, 0.4)


@pytest.mark.django_db(transaction=True)
def test_killed_workers_post_nothing_twice_and_leave_nothing_out(tmp_path: Path) -> None:
    make_site()
    for _ in range(CHANNELS):
        make_channel(network=KIND, late_news=LateNews.POST)
    for _ in range(ARTICLES):
        make_published_article()
    databases = {alias: str(connections[alias].settings_dict["NAME"]) for alias in connections}
    house = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("worker.py"), json.dumps(databases), tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert house.stdin is not None
    assert house.stdout is not None
    assert house.stdout.readline().strip() == "ready"
    dice = random.Random(KILLS)
    for _ in range(KILLS):
        house.stdin.write("send\n")
        house.stdin.flush()
        process_id = int(house.stdout.readline())
        time.sleep(dice.uniform(*PAUSES))
        os.kill(process_id, signal.SIGKILL)
    house.kill()
    house.wait()

    PaperNetwork.paper = tmp_path / "paper"
    with override(KIND, PaperNetwork):
        run_until_quiet(now=clock.now(), days=60)

    keys = Counter(lines_of(PaperNetwork.paper))
    assert set(keys.values()) == {1}
    assert set(keys) == set(Delivery.objects.values_list("key", flat=True))
    assert len(keys) == ARTICLES * CHANNELS
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
