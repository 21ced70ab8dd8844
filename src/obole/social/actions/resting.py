"""A channel after each call: its breaker, its budget, its log-in; and what stops it."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from obole.foundation.facts import emit
from obole.social.actions import wording
from obole.social.actions.performing import Ended
from obole.social.events import ChannelStopped
from obole.social.models import Channel
from obole.social.rules.backoff import pause_when_throttled, wait_as_told
from obole.social.rules.breaker import FAILURES_ALLOWED, rest_after
from obole.social.rules.delivering import Ending
from obole.social.rules.reasons import stored, together
from obole.social.rules.vocabulary import ChannelState

# A network that throttles and does not say for how long.
THROTTLED_FOR = timedelta(minutes=1)
# As long as the field is.
LONGEST_STATE_REASON = 300
_ANSWERS = (Ending.SENT, Ending.REJECTED, Ending.NOT_OFFERED, Ending.NOT_THERE)


def count(*, channel_id: int, ended: Ended, tried_at: datetime) -> None:
    """Count an ending for the channel, in the caller's transaction."""
    channel = Channel.objects.select_for_update().get(pk=channel_id)
    if ended.ending in _ANSWERS:
        if not channel.failures_in_row and channel.rests_until is None:
            # As it mostly is: there is nothing to write.
            return
        channel.failures_in_row, channel.rests_until = 0, None
        channel.throttled_in_row = 0
    elif ended.ending is Ending.THROTTLED:
        channel.throttled_in_row = min(channel.throttled_in_row + 1, 1_000)
        seconds = ended.told_seconds
        channel.rests_until = tried_at + pause_when_throttled(
            told=THROTTLED_FOR if seconds is None else wait_as_told(seconds),
            times_in_row=channel.throttled_in_row,
        )
    elif ended.ending in (Ending.NOT_SENT, Ending.UNCERTAIN):
        channel.failures_in_row = min(channel.failures_in_row + 1, 1_000)
        rest = rest_after(failures_in_row=channel.failures_in_row)
        if rest is not None:
            channel.rests_until = tried_at + rest
            channel.state_reason = _kept(together(wording.FAILS, ended.reason))
    channel.save(
        update_fields=["failures_in_row", "throttled_in_row", "rests_until", "state_reason"]
    )
    if channel.failures_in_row == FAILURES_ALLOWED and ended.ending not in _ANSWERS:
        emit(ChannelStopped(channel_id=channel_id))


def note_sent(*, channel_id: int, now: datetime) -> None:
    """Remember when the last new post went: others keep their distance."""
    Channel.objects.filter(pk=channel_id).update(last_sent_at=now)


@transaction.atomic
def stop(*, channel_id: int, state: ChannelState, reason: str) -> bool:
    """Stop a channel that sends; one announcement, however many deliveries wait.

    False if it was stopped before.
    """
    active = Channel.objects.filter(pk=channel_id, state=ChannelState.ACTIVE)
    if not active.update(state=state, state_reason=_kept(reason)):
        return False
    emit(ChannelStopped(channel_id=channel_id))
    return True


def spend(*, channel_id: int, cents: int, now: datetime) -> bool:
    """Book what a call costs, in the caller's transaction; False if the month's budget is spent.

    Booked before the call: one whose answer is lost may have cost something.
    """
    if not cents:
        return True
    channel = Channel.objects.select_for_update().get(pk=channel_id)
    month = _month(now)
    spent = int(channel.spent.get(month, 0)) + cents
    budget = channel.monthly_budget_cents
    fits = budget is None or spent <= budget
    # What did not fit is noted, too: this month the budget is not opened again.
    channel.spent = {**channel.spent, month: spent if fits else spent - cents}
    channel.save(update_fields=["spent"])
    return fits


def give_back(*, channel_id: int, cents: int, now: datetime) -> None:
    """Take back what was booked for a call that surely did nothing."""
    channel = Channel.objects.select_for_update().get(pk=channel_id)
    month = _month(now)
    channel.spent = {**channel.spent, month: max(int(channel.spent.get(month, 0)) - cents, 0)}
    channel.save(update_fields=["spent"])


@transaction.atomic
def reopen_budgets(*, now: datetime) -> int:
    """Let channels go on whose budget is of a month that is over; return how many."""
    month, reopened = _month(now), 0
    stopped = Channel.objects.select_for_update().filter(state=ChannelState.OVER_BUDGET)
    for channel in stopped.order_by("pk"):
        budget = channel.monthly_budget_cents
        if budget is None or (budget > 0 and month not in channel.spent):
            channel.state, channel.state_reason = ChannelState.ACTIVE, ""
            channel.save(update_fields=["state", "state_reason"])
            reopened += 1
    return reopened


def _kept(reason: str) -> str:
    return stored(reason, longest=LONGEST_STATE_REASON)


def _month(now: datetime) -> str:
    """Return the month of the bill, which networks count in UTC."""
    return now.astimezone(UTC).strftime("%Y-%m")
