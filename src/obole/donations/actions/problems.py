"""What a provider told us and the rules refuse to post: kept until a person has decided."""

from datetime import datetime

from django.db import transaction

from obole.donations.models import Gift, PaymentProblem


@transaction.atomic
def keep_problem(
    *,
    kind: PaymentProblem.Kind,
    gateway: str,
    reference: str,
    text: str,
    now: datetime,
    gift: Gift | None = None,
) -> PaymentProblem:
    """Put a problem before the treasurer; once, however often it is met."""
    problem, _ = PaymentProblem.objects.get_or_create(
        kind=kind,
        gateway=gateway,
        reference=reference,
        defaults={"text": text[:300], "found_at": now, "gift": gift},
    )
    return problem


def solve_problem(*, problem: PaymentProblem, by: str, now: datetime) -> bool:
    """Note that somebody has seen to it; False if that was noted before."""
    waiting = PaymentProblem.objects.filter(pk=problem.pk, solved_at=None)
    return waiting.update(solved_at=now, solved_by=by[:150]) == 1


def solve_by_itself(*, gateway: str, reference: str, now: datetime) -> None:
    """Note that what was refused could be posted in the end."""
    # What was refused for being too much stays refused, whatever else is posted.
    kinds = (PaymentProblem.Kind.UNKNOWN_ORDER, PaymentProblem.Kind.OTHER_CURRENCY)
    PaymentProblem.objects.filter(
        kind__in=kinds, gateway=gateway, reference=reference, solved_at=None
    ).update(solved_at=now)
