"""What waits for the treasurer, counted. Floors above hand their own lists down at start."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from obole.donations.models import DepositSlip, Gift, PaymentProblem, Plan, StatementLine
from obole.donations.queries.cheques import waiting_cheques
from obole.donations.rules.vocabulary import GiftState, Means, PlanState
from obole.foundation.models import InboxMessage
from obole.ledger.models import BooksCheck

LATE_AFTER: Final = timedelta(days=14)
"""A transfer takes a day, a cheque a week: after two, somebody has forgotten."""
STUCK_AFTER: Final = timedelta(hours=1)
"""The task that handles a notice has tried several times by then."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """One list of the desk: how much is in it, and where it is."""

    label: str | Promise
    count: int
    url_name: str
    query: str = ""
    """Of the address: "?state=open"."""
    is_urgent: bool = False
    """Money or trust is lost while it waits."""


Provider = Callable[[datetime], Sequence[Work]]
_providers: list[Provider] = []


def install(providers: Iterable[Provider]) -> None:
    """Make these the ones of floors above whose lists stand on the dashboard too."""
    _providers[:] = providers


def work_lists(*, now: datetime) -> list[Work]:
    """Return what waits: urgent lists first, empty ones too, for they say that nothing does."""
    lists = [*_of_payments(now), *_of_the_bank(now), *_of_the_books()]
    lists += [work for provider in _providers for work in provider(now)]
    return sorted(lists, key=lambda work: (not work.count, not work.is_urgent))


def waiting_count(*, now: datetime) -> int:
    """Return how much waits in all lists."""
    return sum(work.count for work in work_lists(now=now))


def late_promises(*, now: datetime) -> QuerySet[Gift]:
    """Return transfers and cheques that were promised long ago, the oldest first."""
    means = (Means.TRANSFER, Means.CHEQUE)
    late = Gift.objects.filter(
        state=GiftState.BEGUN, means__in=means, begun_at__lt=now - LATE_AFTER
    )
    return late.order_by("begun_at", "pk")


def stuck_notices(*, now: datetime) -> QuerySet[InboxMessage]:
    """Return notices of providers that nobody could handle, the latest first."""
    stuck = InboxMessage.objects.filter(handled_at=None, received_at__lt=now - STUCK_AFTER)
    return stuck.exclude(problem="").defer("body").order_by("-received_at", "-pk")


def open_problems() -> QuerySet[PaymentProblem]:
    """Return what providers told us and the rules refuse to post, the latest first."""
    return (
        PaymentProblem.objects.filter(solved_at=None)
        .select_related("gift__donor")
        .order_by("-found_at", "-pk")
    )


def _of_payments(now: datetime) -> list[Work]:
    gifts = Gift.objects.all()
    return [
        Work(
            label=_("disputed gifts"),
            count=gifts.filter(state=GiftState.DISPUTED).count(),
            url_name="donations_gifts",
            query="?state=disputed",
            is_urgent=True,
        ),
        Work(
            label=_("payments that a person must look at"),
            count=open_problems().count(),
            url_name="donations_problems",
            is_urgent=True,
        ),
        Work(
            label=_("notices that could not be handled"),
            count=stuck_notices(now=now).count(),
            url_name="donations_problems",
            is_urgent=True,
        ),
        Work(
            label=_("recurring gifts whose last instalment failed"),
            count=Plan.objects.filter(state=PlanState.FAILING).count(),
            url_name="donations_plans",
            query="?state=failing",
        ),
        Work(
            label=_("transfers and cheques that were promised two weeks ago or earlier"),
            count=late_promises(now=now).count(),
            url_name="donations_gifts",
            query="?late=1",
        ),
    ]


def _of_the_bank(now: datetime) -> list[Work]:
    states = StatementLine.State
    lines = dict(
        StatementLine.objects.filter(state__in=(states.OPEN, states.ASIDE))
        .order_by("state")
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    long_ago = timezone.localdate(now) - LATE_AFTER
    on_their_way = DepositSlip.objects.filter(line=None, made_on__lt=long_ago)
    return [
        Work(
            label=_("lines of bank statements to match"),
            count=lines.get(states.OPEN, 0),
            url_name="donations_lines",
            query="?state=open",
        ),
        Work(
            label=_("amounts set aside, to be identified"),
            count=lines.get(states.ASIDE, 0),
            url_name="donations_lines",
            query="?state=aside",
        ),
        Work(
            label=_("cheques to hand in at the bank"),
            count=waiting_cheques().count(),
            url_name="donations_cheques",
        ),
        Work(
            label=_("deposit slips that no statement shows after two weeks"),
            count=on_their_way.count(),
            url_name="donations_cheques",
        ),
    ]


def _of_the_books() -> list[Work]:
    check = BooksCheck.objects.order_by("-checked_at", "-pk").first()
    return [
        Work(
            label=_("faults in the books"),
            count=len(check.problems) if check else 0,
            url_name="donations_books",
            is_urgent=True,
        )
    ]
