"""The mail on what became of posts: for those who want it, each morning or on Mondays."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from obole.accounts.models import User
from obole.accounts.queries import desk_language_of
from obole.foundation.mail import post_mail
from obole.social.models import Delivery, SummaryFollower
from obole.social.queries.summaries import Listed, Summary, summary_of
from obole.social.queries.words import CHANNEL_STATES, DELIVERY_STATES, in_words, word
from obole.social.rules.summarising import Rhythm, last_hour

# Whoever may no longer see posts gets no mail on them.
MAY_SEE: Final = "social.view_delivery"


@transaction.atomic
def follow_summary(*, user: User, rhythm: Rhythm, now: datetime) -> None:
    """Keep how often somebody wants the mail. The first tells of what happens from now on."""
    follower, is_new = SummaryFollower.objects.select_for_update(of=("self",)).get_or_create(
        user=user, defaults={"rhythm": rhythm, "told_until": now}
    )
    if is_new or follower.rhythm == rhythm:
        return
    if follower.rhythm == Rhythm.NEVER:
        follower.told_until = now
    follower.rhythm = rhythm
    follower.save(update_fields=["rhythm", "told_until"])


def mail_summaries(*, now: datetime) -> int:
    """Mail what became of posts to each whose hour has come; return how many mails.

    Called as often as one likes: each hour is told once, and one with nothing to say not at all.
    """
    wanting = SummaryFollower.objects.exclude(rhythm=Rhythm.NEVER).order_by("pk")
    return sum(_mail_one(user_id, now=now) for user_id in wanting.values_list("pk", flat=True))


@transaction.atomic
def _mail_one(user_id: int, *, now: datetime) -> bool:
    rows = SummaryFollower.objects.select_for_update(of=("self",)).select_related("user")
    follower = rows.filter(pk=user_id).first()
    if follower is None:
        return False
    until = last_hour(Rhythm(follower.rhythm), local_now=timezone.localtime(now))
    if until is None or follower.told_until >= until:
        return False
    since, follower.told_until = follower.told_until, until
    follower.save(update_fields=["told_until"])
    user = follower.user
    if not user.has_perm(MAY_SEE):
        return False
    summary = summary_of(since=since, until=until)
    if summary.is_empty:
        return False
    with translation.override(desk_language_of(user=user)):
        post_mail(
            key=f"social-summary:{user.pk}:{until:%Y%m%d}",
            recipient=user.email,
            subject=_subject(summary),
            text="\n\n".join(_parts(summary, since=since, until=until)),
        )
    return True


def _subject(summary: Summary) -> str:
    count = summary.needs_somebody
    if count:
        return ngettext(
            "Social networks: %(count)d post needs somebody",
            "Social networks: %(count)d posts need somebody",
            count,
        ) % {"count": count}
    if summary.stopped:
        return _("Social networks: a channel has stopped")
    return _("Social networks: what went out")


def _parts(summary: Summary, *, since: datetime, until: datetime) -> Iterator[str]:
    yield _("From %(since)s to %(until)s.") % {"since": _moment(since), "until": _moment(until)}
    yield from _asking(_("Needs somebody: %(count)d"), summary.asking)
    yield from _asking(_("Refused: %(count)d"), summary.refused)
    if summary.stopped:
        yield "\n".join([_("Channels that have stopped:"), *_stopped(summary)])
    posts = sum(count for _name, count in summary.sent)
    channels = [f"- {name}: {count}" for name, count in summary.sent]
    yield "\n".join([_("Posts sent: %(count)d") % {"count": posts}, *channels])
    if summary.changed:
        yield _("Changes and removals sent: %(count)d") % {"count": summary.changed}
    if summary.waiting:
        yield _("Waiting: %(count)d; their hour is past: %(late)d") % {
            "count": summary.waiting,
            "late": summary.late,
        }
    yield _("Everything: %(link)s") % {"link": _link("social_log")}
    yield _("How often you get this mail: %(link)s") % {"link": _link("wagtailadmin_account")}


def _asking(heading: str, listed: Listed) -> Iterator[str]:
    if not listed.count:
        return
    lines = [heading % {"count": listed.count}]
    for row in listed.rows:
        lines.extend(_named(row))
    more = listed.count - len(listed.rows)
    if more > 0:
        lines.append(_("- and %(count)d more") % {"count": more})
    yield "\n".join(lines)


def _named(row: Delivery) -> Iterator[str]:
    said = _("- “%(title)s”, %(channel)s: %(state)s") % {
        "title": row.title,
        "channel": row.channel.name,
        "state": word(DELIVERY_STATES, row.state),
    }
    yield said
    if row.reason:
        yield f"  {in_words(row.reason)}"
    yield f"  {_link('social_delivery', row.pk)}"


def _stopped(summary: Summary) -> Iterator[str]:
    for channel in summary.stopped:
        yield f"- {channel.name}: {word(CHANNEL_STATES, channel.state)}"
        yield f"  {_link('social_channel', channel.pk)}"


def _moment(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _link(name: str, *arguments: object) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse(name, args=arguments)}"
