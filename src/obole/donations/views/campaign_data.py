"""A campaign for machines: JSON for other programs, and a feed of its news."""

from datetime import UTC, date, datetime, time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from obole.donations.models import CampaignUpdate
from obole.donations.queries.addresses import address
from obole.donations.queries.campaigns import updates_of
from obole.donations.queries.describing import described
from obole.donations.queries.history import Milestone, milestones
from obole.donations.queries.newspaper import newspaper
from obole.donations.queries.showing import shown_meter
from obole.donations.views.campaigns import public, shown_title, spoken
from obole.foundation import clock

ENTRIES = 50


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        # Django's own gives an empty feed the present hour: each rendering would be another.
        updated_at: datetime = self.feed["updated_at"]
        return updated_at


@require_safe
def data(request: HttpRequest, slug: str) -> HttpResponse:
    """Return a campaign and its figures as JSON, for whoever asks from wherever."""
    found = described(campaign=public(slug), language=spoken(), day=timezone.localdate(clock.now()))
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@conditional_page
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Return a campaign's updates and the steps that it reached, as Atom (RFC 4287)."""
    found, language = public(slug), spoken()
    meter = shown_meter(campaign=found, language=language)
    url = address("campaigns:campaign", slug, language=language)
    updates = updates_of(found, language)[:ENTRIES]
    reached = milestones(campaign=found, language=language)
    days = [*(each.day for each in updates), *(each.day for each in reached)]
    moments = [_noon(day) for day in days]
    moments += [meter.meter.last_movement_at] if meter.meter.last_movement_at else []
    made = _Feed(
        title=shown_title(found, language),
        link=url,
        description="",
        subtitle=meter.sentence,
        language=language,
        author_name=newspaper().name,
        feed_url=address("campaigns:feed", slug, language=language),
        updated_at=max(moments, default=found.created_at).astimezone(UTC),
    )
    for update in updates:
        _add_update(made, update, url)
    for milestone in reached:
        _add_milestone(made, milestone, url, language)
    return HttpResponse(
        made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def _add_update(made: _Feed, update: CampaignUpdate, url: str) -> None:
    made.add_item(
        title=update.title,
        link=f"{url}#update-{update.pk}",
        # Feed readers take it for HTML, and it was made for readers' pages.
        description=update.body,
        unique_id=f"{url}#update-{update.pk}",
        pubdate=_noon(update.day),
        updateddate=_noon(update.day),
    )


def _add_milestone(made: _Feed, milestone: Milestone, url: str, language: str) -> None:
    amount = milestone.amount.formatted(language)
    title = (
        _("%(amount)s reached: %(step)s") % {"amount": amount, "step": milestone.label}
        if milestone.label
        else _("The goal of %(amount)s is reached") % {"amount": amount}
    )
    made.add_item(
        title=title,
        link=url,
        description="",
        unique_id=f"{url}#{milestone.key}",
        pubdate=_noon(milestone.day),
        updateddate=_noon(milestone.day),
    )


def _noon(day: date) -> datetime:
    """Return a moment of a day that has no hour of its own."""
    return timezone.make_aware(datetime.combine(day, time(12))).astimezone(UTC)
