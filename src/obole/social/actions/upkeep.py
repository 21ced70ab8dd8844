"""What channels need now and then, from the schedule: wished for in a task, done outside it."""

from datetime import datetime

from django.db import transaction

from obole.foundation.facts import emit
from obole.social.actions import alarming, reading_figures, refreshing, resting
from obole.social.events import UpkeepWanted
from obole.social.models import Channel
from obole.social.rules.vocabulary import ChannelState


@transaction.atomic
def want(*, what: str) -> bool:
    """Have the channels looked after by a task; False where there are none.

    Networks take their time, and the schedule must not wait for them.
    """
    if not Channel.objects.filter(state=ChannelState.ACTIVE).exists():
        return False
    emit(UpkeepWanted(what=what))
    return True


def look_after(*, what: str, now: datetime) -> None:
    """Do it: "tokens", "accounts" or "figures". Goes over the network."""
    if what == "tokens":
        refreshing.refresh_tokens(now=now)
        resting.reopen_budgets(now=now)
    elif what == "accounts":
        refreshing.check_credentials(now=now)
        alarming.warn_of_ending_tokens(now=now)
    elif what == "figures":
        reading_figures.read_figures(now=now)
