"""One gift with all that happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from obole.donations.models import (
    Donor,
    Gift,
    Movement,
    PaymentProblem,
    ProviderRequest,
    StatementLine,
)
from obole.donations.rules.entries import HAND_ACCOUNTS
from obole.donations.rules.lifecycle import Done, left_of
from obole.donations.rules.vocabulary import MoveKind
from obole.foundation.models import OutgoingMail
from obole.kernel.money import Money

MOST_SHOWN: Final = 30


@dataclass(frozen=True, kw_only=True)
class GiftHistory:
    """What a treasurer sees of a gift."""

    movements: Sequence[Movement]
    left: Money
    """What is still here of it."""
    lines: Sequence[StatementLine]
    requests: Sequence[ProviderRequest]
    problems: Sequence[PaymentProblem]
    mails: Sequence[OutgoingMail]

    @property
    def hand_payment(self) -> Movement | None:
        """The money that somebody recorded by hand and that stands, if it did not go back."""
        for movement in self.movements:
            if (
                movement.kind == MoveKind.PAYMENT
                and movement.corrected_at is None
                and movement.source in HAND_ACCOUNTS
            ):
                return movement
        return None

    @property
    def is_refundable(self) -> bool:
        """Tell whether anything of it can be given back."""
        return bool(self.left) and not self.left.is_negative


def history_of(gift: Gift) -> GiftHistory:
    """Return all that happened to a gift, in five queries."""
    movements = list(gift.movements.select_related("entry").order_by("pk"))
    standing = [each for each in movements if each.corrected_at is None]
    done = [
        Done(
            kind=MoveKind(each.kind),
            reference=each.reference,
            amount=each.amount,
            fee=each.fee,
        )
        for each in standing
    ]
    return GiftHistory(
        movements=movements,
        left=left_of(done, gift.campaign.currency),
        lines=list(gift.statement_lines.select_related("statement").order_by("pk")[:MOST_SHOWN]),
        requests=list(gift.requests.order_by("-pk")[:MOST_SHOWN]),
        problems=list(gift.problems.order_by("-pk")[:MOST_SHOWN]),
        mails=_mails_to(gift.donor),
    )


def _mails_to(donor: Donor | None) -> list[OutgoingMail]:
    if donor is None or not donor.email:
        return []
    mails = OutgoingMail.objects.filter(recipient__iexact=donor.email).defer("text")
    return list(mails.order_by("-made_at", "-pk")[:MOST_SHOWN])
