"""Receipts are switched on or off: a row that stays, and says who answers for it."""

import base64
import hashlib
from datetime import datetime

from django.db import transaction

from obole.foundation.images import reencode
from obole.foundation.sealing import seal
from obole.receipts.models import IssuingDecision, Signature
from obole.receipts.rules.issuing import Decision, Lack, lacks_of_decision

SIGNATURE = "receipt-signature"


class DecisionIncomplete(ValueError):
    """Receipts are not switched on before all of this is said; `lacks` says what is missing."""

    def __init__(self, lacks: tuple[Lack, ...]) -> None:
        super().__init__(f"Missing: {', '.join(lacks)}.")
        self.lacks = lacks


def decide_issuing(*, decision: Decision, by: str, now: datetime) -> IssuingDecision:
    """Record who issues receipts from now on, on what ground. Raise DecisionIncomplete.

    What was issued before stays as it is.
    """
    if lacks := lacks_of_decision(decision):
        raise DecisionIncomplete(lacks)
    return IssuingDecision.objects.create(
        mode=decision.mode,
        country=decision.country,
        legal_basis=decision.legal_basis,
        ruling_reference=decision.ruling_reference,
        ruling_date=decision.ruling_date,
        has_no_ruling=decision.has_no_ruling,
        person=decision.person,
        made_by=by,
        made_at=now,
    )


def keep_signature(*, picture: bytes, by: str, now: datetime) -> Signature:
    """Keep a picture of a signature, made anew and under seal. Raise ImageRefused.

    The same picture again is the same row. It is no picture of the newsroom's library: whoever
    writes articles there could sign with it.
    """
    made_anew = reencode(picture)
    digest = hashlib.sha256(made_anew.bytes).hexdigest()
    url = (
        f"data:image/{made_anew.format.lower()};base64,{base64.b64encode(made_anew.bytes).decode()}"
    )
    with transaction.atomic():
        signature, _ = Signature.objects.get_or_create(
            digest=digest,
            defaults={
                "sealed_picture": seal(url, purpose=SIGNATURE),
                "added_by": by,
                "added_at": now,
            },
        )
    return signature
