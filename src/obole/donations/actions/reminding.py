"""A yearly gift is announced some days before it is taken: nobody likes to be surprised."""

from calendar import isleap
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from obole.donations.actions.letters import day_in_words, send_letter, way_to_end
from obole.donations.models import Plan, PlanReminder
from obole.donations.queries.campaigns import text_of
from obole.donations.queries.links import spoken
from obole.donations.rules.vocabulary import PlanState, Rhythm

# Time to read the mail, and to end the gift with a provider that is down for a day.
DAYS_BEFORE = 7
# Whom the nightly run has missed, because nothing ran, is told later, but not at the last moment.
LEAST_DAYS_BEFORE = 2
# A slice: whoever is left is told by the next run.
MOST_A_RUN = 500


def remind_of_renewals(*, now: datetime) -> int:
    """Write to those whose yearly gift is taken in a week; return how many mails went out."""
    today = timezone.localdate(now)
    soonest = year_before(today + timedelta(days=LEAST_DAYS_BEFORE))
    latest = year_before(today + timedelta(days=DAYS_BEFORE))
    plans = (
        Plan.objects.filter(rhythm=Rhythm.YEARLY, state=PlanState.ACTIVE, gateway__gt="")
        .annotate(last_paid=Max("gifts__paid_on", filter=Q(gifts__settled_at__isnull=False)))
        .filter(last_paid__gte=soonest, last_paid__lte=latest)
        .exclude(reminders__made_at__gte=now - timedelta(days=2 * DAYS_BEFORE))
        .select_related("donor", "campaign")
        .order_by("pk")
    )
    return sum(
        _remind(plan, due_on=year_after(plan.last_paid), now=now) for plan in plans[:MOST_A_RUN]
    )


def year_after(day: date) -> date:
    """Return the same day of the next year; of 29 February the 28th."""
    if (day.month, day.day) == (2, 29):
        return day.replace(year=day.year + 1, day=28)
    return day.replace(year=day.year + 1)


def year_before(day: date) -> date:
    """Return the same day of the year before; of 29 February the 28th."""
    if (day.month, day.day) == (2, 29) and not isleap(day.year - 1):
        return day.replace(year=day.year - 1, day=28)
    return day.replace(year=day.year - 1)


@transaction.atomic
def _remind(plan: Plan, *, due_on: date, now: datetime) -> bool:
    _reminder, is_new = PlanReminder.objects.get_or_create(
        plan=plan, due_on=due_on, defaults={"made_at": now}
    )
    if not is_new:
        return False
    language = spoken(plan.language)
    with translation.override(language):
        said = {
            "amount": plan.to_pay.formatted(language),
            "title": text_of(plan.campaign, language).title,
            "day": day_in_words(due_on, language=language),
        }
        return send_letter(
            key=f"renewal-soon:{plan.pk}:{due_on.isoformat()}",
            donor=plan.donor,
            subject=_("Your yearly gift of %(amount)s") % said,
            paragraphs=[
                _(
                    "You give %(amount)s each year to “%(title)s”. About %(day)s it is collected "
                    "again. If that is right, there is nothing to do."
                )
                % said,
                way_to_end(plan, language=language),
            ],
            language=language,
        )
