"""Mails to those who look after the channels: a channel stopped, a post is stuck, a token ends."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from obole.foundation.mail import post_mail
from obole.social.models import Channel, Delivery, SocialSettings
from obole.social.queries.deliveries import IN_PLAY
from obole.social.queries.words import in_words
from obole.social.rules.vocabulary import ChannelState

WARNED_DAYS_BEFORE = (14, 7, 1)


@transaction.atomic
def tell_of_stopped_channel(*, channel_id: int, now: datetime) -> int:
    """Write that a channel sends no more; return how many were told.

    One mail for each time that it stops, however many posts wait.
    """
    channel = Channel.objects.get(pk=channel_id)
    with translation.override(settings.LANGUAGE_CODE):
        waiting = channel.deliveries.filter(state__in=IN_PLAY).count()
        subject = _("%(channel)s: nothing goes out") % {"channel": channel.name}
        text = _(
            "Nothing goes out through “%(channel)s” now. What the network said:\n\n"
            "%(reason)s\n\nPosts that wait: %(waiting)s. Nothing is lost: they go as soon as the "
            "channel sends again. Look at it here:\n%(link)s"
        ) % {
            "channel": channel.name,
            "reason": in_words(channel.state_reason),
            "waiting": waiting,
            "link": _link(),
        }
        return _post(f"social-stopped:{channel_id}:{now:%Y%m%d%H%M}", subject, text)


@transaction.atomic
def tell_of_stuck_delivery(*, delivery_id: int, now: datetime) -> int:
    """Write that a post was refused or needs a look; one mail for each channel and hour."""
    delivery = Delivery.objects.select_related("channel").get(pk=delivery_id)
    channel = delivery.channel
    if channel.state == ChannelState.REMOVED:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(channel)s: a post needs you") % {"channel": channel.name}
        text = _(
            "“%(title)s” did not go out through “%(channel)s”, or nobody can tell whether it "
            "did:\n\n%(reason)s\n\nThere may be others. Decide here:\n%(link)s"
        ) % {
            "title": delivery.title,
            "channel": channel.name,
            "reason": in_words(delivery.reason),
            "link": _link(),
        }
        return _post(f"social-stuck:{channel.pk}:{now:%Y%m%d%H}", subject, text)


@transaction.atomic
def warn_of_ending_tokens(*, now: datetime) -> int:
    """Write 14, 7 and 1 days before a token ends that nothing renews; return how many mails."""
    told = 0
    channels = Channel.objects.filter(state=ChannelState.ACTIVE, token_ends_at__gt=now)
    for channel in channels.order_by("pk"):
        ends_at = channel.token_ends_at
        assert ends_at is not None, "The query asks for it."
        reached = [days for days in WARNED_DAYS_BEFORE if (ends_at - now).days < days]
        if not reached:
            continue
        key = f"social-token:{channel.pk}:{ends_at:%Y%m%d}:{min(reached)}"
        with translation.override(settings.LANGUAGE_CODE):
            subject = _("%(channel)s: connect it again soon") % {"channel": channel.name}
            text = _(
                "The token of “%(channel)s” ends on %(day)s. Connect the channel again before, "
                "and nothing has to wait:\n%(link)s"
            ) % {"channel": channel.name, "day": f"{ends_at:%Y-%m-%d}", "link": _link()}
            told += _post(key, subject, text)
    return told


def _post(key: str, subject: str, text: str) -> int:
    count = 0
    for count, address in enumerate(_addresses(), 1):
        post_mail(key=f"{key}:{count}", recipient=address, subject=subject, text=text)
    return count


def _addresses() -> Iterator[str]:
    """Yield the addresses for alarms of all sites, each once."""
    known: set[str] = set()
    rows = SocialSettings.objects.order_by("pk").values_list("alarm_emails", flat=True)
    for address in " ".join(rows).replace(",", " ").split():
        if address.lower() not in known:
            known.add(address.lower())
            yield address


def _link() -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}/desk/social/"
