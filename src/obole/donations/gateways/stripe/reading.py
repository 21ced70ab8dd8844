"""What Stripe's objects say, in our words. Pure: objects in, reports out.

Amounts come from balance transactions: what reached the balance, in the currency that settles.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from obole.donations.rules.gateway import (
    GatewayDown,
    Move,
    PaymentReport,
    PayoutReport,
    PlanReport,
)
from obole.donations.rules.vocabulary import Means, MoveKind, Rhythm, Standing
from obole.kernel.money import Money

_RHYTHMS: Final = {"month": Rhythm.MONTHLY, "year": Rhythm.YEARLY}
_ENDED_PLANS: Final = ("canceled", "incomplete_expired")
# Stripe has tried in vain and tries again, or has given up trying.
_FAILING_PLANS: Final = ("past_due", "unpaid")
_SESSIONS: Final = {"open": Standing.OPEN, "complete": Standing.PENDING}
_FAILED_REFUNDS: Final = ("failed", "canceled")


def money(amount: int, currency: str) -> Money:
    """Return an amount as Stripe writes it: whole minor units, the currency in lower case."""
    return Money(amount, currency.upper())


def moment(seconds: int) -> datetime:
    """Return the moment of a Unix time."""
    return datetime.fromtimestamp(seconds, tz=UTC)


def session_report(session: Mapping[str, Any]) -> PaymentReport:
    """Return the report of a session to which no payment belongs yet."""
    return PaymentReport(
        reference=session["id"],
        order_key=session.get("client_reference_id") or "",
        plan_reference=id_of(session.get("subscription")),
        standing=_SESSIONS.get(session.get("status", ""), Standing.EXPIRED),
        means=_means(session.get("payment_method_types") or []),
        made_at=moment(session["created"]),
    )


def payment_report(
    intent: Mapping[str, Any],
    *,
    order_key: str,
    plan_reference: str,
    refunds: Sequence[Mapping[str, Any]],
    disputes: Sequence[Mapping[str, Any]],
) -> PaymentReport:
    """Return the report of a payment intent, expanded to its charge and balance transaction."""
    charge = intent.get("latest_charge") or {}
    payer = charge.get("billing_details") or {}
    means = _means_of(intent, charge)
    balance = charge.get("balance_transaction")
    standing = _standing(intent)
    moves: tuple[Move, ...] = ()
    if standing is Standing.PAID and balance is None:
        # It is added some moments after the payment: the fee is not known before.
        standing = Standing.PENDING
    elif standing is Standing.PAID and balance is not None:
        moves = (
            _move(MoveKind.PAYMENT, charge["id"], balance),
            *(move for each in refunds for move in _refund_moves(each)),
            *(move for each in disputes for move in _dispute_moves(each, means)),
        )
    paid = money(intent["amount"], intent["currency"])
    return PaymentReport(
        reference=intent["id"],
        order_key=order_key,
        plan_reference=plan_reference,
        standing=standing,
        means=means,
        moves=moves,
        given=paid if balance and balance["currency"].upper() != paid.currency else None,
        failure=_word(intent) if standing is Standing.FAILED else "",
        payer_email=payer.get("email") or "",
        payer_name=payer.get("name") or "",
        dispute_is_lost=_is_lost(disputes),
        made_at=moment(intent["created"]),
    )


def _is_lost(disputes: Sequence[Mapping[str, Any]]) -> bool:
    newest = max(disputes, key=lambda each: each["created"], default=None)
    return newest is not None and newest["status"] == "lost"


def _standing(intent: Mapping[str, Any]) -> Standing:
    if intent["status"] == "succeeded":
        return Standing.PAID
    if intent["status"] == "processing":
        return Standing.PENDING
    # A session lets a donor try again after a refusal: it has failed until it succeeds.
    if intent.get("last_payment_error"):
        return Standing.FAILED
    return Standing.EXPIRED if intent["status"] == "canceled" else Standing.OPEN


def _word(intent: Mapping[str, Any]) -> str:
    failure = intent.get("last_payment_error") or {}
    return str(failure.get("decline_code") or failure.get("code") or failure.get("type") or "")


def _means_of(intent: Mapping[str, Any], charge: Mapping[str, Any]) -> Means:
    kind = (charge.get("payment_method_details") or {}).get("type")
    return _means([kind] if kind else intent.get("payment_method_types") or [])


def _means(kinds: Iterable[str]) -> Means:
    # Wallets and Link are cards in the end.
    return Means.SEPA if list(kinds) == ["sepa_debit"] else Means.CARD


def _move(kind: MoveKind, reference: str, balance: Mapping[str, Any]) -> Move:
    return Move(
        kind=kind,
        reference=reference,
        amount=money(abs(balance["amount"]), balance["currency"]),
        fee=money(balance.get("fee") or 0, balance["currency"]),
        at=moment(balance["created"]),
    )


def _refund_moves(refund: Mapping[str, Any]) -> Iterable[Move]:
    balance = refund.get("balance_transaction")
    # Asked for, and not taken from the balance yet.
    if not balance:
        return
    yield _move(MoveKind.REFUND, refund["id"], balance)
    if refund.get("status") in _FAILED_REFUNDS:
        came_back = refund.get("failure_balance_transaction")
        if not came_back:
            raise GatewayDown(f"Stripe does not say yet how {refund['id']} came back.")
        yield _move(MoveKind.REFUND_FAILED, refund["id"], came_back)


def _dispute_moves(dispute: Mapping[str, Any], means: Means) -> Iterable[Move]:
    # An inquiry ("warning_...") moves nothing. A debit is returned for good: no evidence helps.
    taken = MoveKind.RETURN if means is Means.SEPA else MoveKind.DISPUTE
    for balance in dispute.get("balance_transactions") or []:
        kind = taken if balance["amount"] < 0 else MoveKind.DISPUTE_WON
        yield _move(kind, dispute["id"], balance)


def plan_report(
    subscription: Mapping[str, Any], *, payment_references: Iterable[str]
) -> PlanReport:
    """Return the report of a subscription of one item."""
    price = subscription["items"]["data"][0]["price"]
    status = subscription["status"]
    ended_at = subscription.get("ended_at") or subscription.get("canceled_at")
    has_ended = status in _ENDED_PLANS
    return PlanReport(
        reference=subscription["id"],
        order_key=(subscription.get("metadata") or {}).get("order_key") or "",
        is_active=status in ("active", "trialing", *_FAILING_PLANS),
        is_failing=status in _FAILING_PLANS,
        ended_at=moment(ended_at or subscription["created"]) if has_ended else None,
        amount=money(price["unit_amount"], price["currency"]),
        rhythm=_RHYTHMS[price["recurring"]["interval"]],
        payment_references=tuple(payment_references),
    )


def payout_report(payout: Mapping[str, Any]) -> PayoutReport:
    """Return the report of a payout, expanded to its balance transaction."""
    balance = payout.get("balance_transaction") or {}
    return PayoutReport(
        reference=payout["id"],
        amount=money(payout["amount"], payout["currency"]),
        fee=money(balance.get("fee") or 0, payout["currency"]),
        is_paid=payout["status"] == "paid",
        arrives_at=moment(payout["arrival_date"]),
    )


def intent_of(invoice: Mapping[str, Any]) -> str:
    """Return the payment intent of an invoice; empty when there is none yet."""
    for payment in (invoice.get("payments") or {}).get("data") or []:
        found = id_of((payment.get("payment") or {}).get("payment_intent"))
        if found:
            return found
    return ""


def id_of(thing: Any) -> str:
    """Return the id of what is named or, expanded, given whole; empty for nothing."""
    if isinstance(thing, dict):
        return str(thing["id"])
    return str(thing or "")
