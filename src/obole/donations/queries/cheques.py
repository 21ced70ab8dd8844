"""Cheques that lie in the drawer, and the slips with which others went to the bank."""

from django.db.models import Count, Prefetch, QuerySet

from obole.donations.models import Cheque, DepositSlip, Movement
from obole.donations.rules.vocabulary import MoveKind
from obole.kernel.money import Money


def waiting_cheques() -> QuerySet[Cheque]:
    """Return the cheques whose money is recorded and that are on no slip, the oldest first."""
    return _with_payments(Cheque.objects.filter(slip=None, bounced_on=None))


def cheques_on(slip: DepositSlip) -> list[Cheque]:
    """Return the cheques of a slip, in the order in which they were recorded."""
    return list(_with_payments(Cheque.objects.filter(slip=slip)))


def handed_in_cheques(*, amount: Money) -> list[Cheque]:
    """Return cheques of this amount that went to the bank and did not come back."""
    rows = Cheque.objects.filter(
        bounced_on=None, gift__movements__amount_minor_units=amount.minor_units
    )
    return [each for each in _with_payments(rows.exclude(slip=None)) if worth_of(each) == amount]


def slips() -> QuerySet[DepositSlip]:
    """Return the slips, the latest first, each with how many cheques are on it."""
    return (
        DepositSlip.objects.select_related("line", "made_by")
        .annotate(cheque_count=Count("cheques"))
        .order_by("-pk")
    )


def worth_of(cheque: Cheque) -> Money:
    """Return what a cheque of these queries is of, as it was recorded."""
    payments: list[Movement] = cheque.gift.payments  # type: ignore[attr-defined]
    return Money.total((each.amount for each in payments), cheque.gift.currency)


def _with_payments(cheques: QuerySet[Cheque]) -> QuerySet[Cheque]:
    standing = Movement.objects.filter(corrected_at=None, kind=MoveKind.PAYMENT)
    return (
        cheques.filter(gift__movements__in=standing)
        .select_related("gift__donor", "gift__campaign")
        .prefetch_related(Prefetch("gift__movements", standing, to_attr="payments"))
        .order_by("pk")
    )
