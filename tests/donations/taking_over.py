"""What tests of crashes do in a moment that a living newsroom does in half a minute."""

from itertools import count

from obole.donations import reactions as donations
from obole.foundation import clock, facts
from obole.foundation.facts import Subscription
from obole.foundation.models import BackgroundTask
from obole.foundation.tasks import LEASE_SECONDS, Lookout, rescue_tasks


def only_the_books() -> None:
    """Let nothing follow from a fact but what asks providers: no pages, no mails."""
    kept = {donations.look_again, donations.look_back, donations.send_request}
    facts.install(
        Subscription(event=line.event, later=[each for each in line.later if each in kept])
        for line in facts.subscriptions()
    )


def take_over() -> None:
    """Take back the tasks of workers that were killed, and let all that wait be ready."""
    hours = count(step=LEASE_SECONDS * 10)
    lookout = Lookout(monotonic=lambda: float(next(hours)))
    for _ in range(2):
        rescue_tasks(lookout=lookout)
    # A killed attempt is no reason to wait here, nor to count attempts.
    BackgroundTask.objects.filter(status="READY").update(run_after=clock.now(), worker_ids=[])
