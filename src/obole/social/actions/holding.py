"""What is looked at before a delivery is sent: whether it still goes, and whose it is."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from obole.pages.models import walled_paths
from obole.social.actions import wording
from obole.social.actions.recording import tell
from obole.social.models import ArticleChannel, Channel, Delivery
from obole.social.networks.registry import abilities_of
from obole.social.queries.deliveries import NEVER_SENT, was_ever_uncertain
from obole.social.rules.vocabulary import DeliveryState, LateNews, Operation

# They reach nobody outside: a rehearsal shows its posts there.
HARMLESS: Final = frozenset({"noticeboard"})


def hold_back(*, delivery: Delivery, now: datetime) -> bool:
    """End, or put to a person, what is not to be sent any more; tell whether that was so."""
    found = _instead(delivery, now)
    if found is None:
        return False
    state, reason = found
    _put(delivery, state, reason, now)
    return True


def claim(*, delivery: Delivery) -> str | None:
    """Make the delivery this worker's and return the token; None if somebody changed it.

    Only who has the newest token may write how it ended. Whoever changes its words or its hour
    gives it another, too.
    """
    token = secrets.token_hex(16)
    as_read = Delivery.objects.filter(
        pk=delivery.pk,
        state=delivery.state,
        revision=delivery.revision,
        lease_token=delivery.lease_token,
    )
    return token if as_read.update(lease_token=token) else None


def _instead(delivery: Delivery, now: datetime) -> tuple[DeliveryState, str] | None:
    if settings.SOCIAL_DRY_RUN and delivery.channel.network not in HARMLESS:
        return DeliveryState.DROPPED, wording.REHEARSAL
    if delivery.state != DeliveryState.WAITING:
        return None
    unread = _instead_of_unreadable(delivery)
    if unread is not None:
        return unread
    if delivery.creation is not None:
        return _instead_of_following(delivery)
    return _instead_of_posting(delivery, now)


def _instead_of_unreadable(delivery: Delivery) -> tuple[DeliveryState, str] | None:
    """Tell what becomes of a post whose article readers cannot read by now, or not all of them.

    It was taken back with its article, but for one that was being sent, or refused, just then.
    """
    if delivery.operation == Operation.DELETE:
        return None
    if delivery.page is None or not delivery.page.live:
        stands = delivery.operation == Operation.CREATE and bool(delivery.remote_id)
        if stands:
            return DeliveryState.SENT, wording.REST_WITHDRAWN
        return DeliveryState.CANCELLED, wording.WITHDRAWN
    if delivery.page.path.startswith(walled_paths()):
        return DeliveryState.ASKING, wording.WALLED
    return None


def _instead_of_following(delivery: Delivery) -> tuple[DeliveryState, str] | None:
    creation = delivery.creation
    assert creation is not None, "It follows a post."
    if creation.remote_id or may_be_known(creation=creation, channel=delivery.channel):
        return None
    if creation.state in NEVER_SENT:
        return DeliveryState.CANCELLED, wording.NOTHING_TO_FOLLOW
    return DeliveryState.NEEDS_HUMAN, wording.NUMBER_UNKNOWN


def _instead_of_posting(delivery: Delivery, now: datetime) -> tuple[DeliveryState, str] | None:
    if _said_no_meanwhile(delivery):
        stands = bool(delivery.remote_id)
        return DeliveryState.SENT if stands else DeliveryState.CANCELLED, wording.NOT_HERE
    if not is_late(delivery=delivery, now=now):
        return None
    late_news = {LateNews.ASK: DeliveryState.ASKING, LateNews.DROP: DeliveryState.DROPPED}
    state = late_news.get(LateNews(delivery.channel.late_news))
    return None if state is None else (state, wording.LATE)


def may_be_known(*, creation: Delivery, channel: Channel) -> bool:
    """Tell whether a post may stand by our key alone: no answer ever came, but it can be named."""
    return abilities_of(channel).known_by_key and was_ever_uncertain(delivery=creation)


def is_late(*, delivery: Delivery, now: datetime) -> bool:
    """Tell whether news is too old to go without a word: the hour that it was to go is long past.

    A share of an article that was posted before is no news, nor is the rest of a thread.
    """
    if delivery.operation != Operation.CREATE or delivery.share or delivery.remote_id:
        return False
    return now - delivery.news_at > timedelta(hours=delivery.channel.late_after_hours)


def _said_no_meanwhile(delivery: Delivery) -> bool:
    """Tell whether an editor said no while this was being sent: the next try is held back.

    What was posted, or let go, after the no was wanted all the same.
    """
    since = max(delivery.made_at, delivery.news_at)
    return ArticleChannel.objects.filter(
        page=delivery.page_id_then, channel=delivery.channel_id, is_on=False, changed_at__gte=since
    ).exists()


@transaction.atomic
def _put(delivery: Delivery, state: DeliveryState, reason: str, now: datetime) -> None:
    locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if locked.state != delivery.state:
        return
    locked.state, locked.reason = state, reason
    is_over = state in (*NEVER_SENT, DeliveryState.SENT)
    locked.ended_at = now if is_over else None
    locked.save(update_fields=["state", "reason", "ended_at"])
    tell(delivery=locked)
