"""What PayPal's objects say, in our words. Pure: objects in, reports out.

A payment of an order is named by the order, from its first moment to its last; an instalment by its
subscription and its transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from obole.donations.gateways.paypal.notices import moment
from obole.donations.rules.gateway import (
    GatewayDown,
    Move,
    PaymentReport,
    PayoutReport,
    PlanReport,
)
from obole.donations.rules.vocabulary import Means, MoveKind, Rhythm, Standing
from obole.kernel.money import Money

_STANDINGS: Final = {
    "COMPLETED": Standing.PAID,
    "PARTIALLY_REFUNDED": Standing.PAID,
    "REFUNDED": Standing.PAID,
    "PENDING": Standing.PENDING,
    "DECLINED": Standing.FAILED,
    "FAILED": Standing.FAILED,
}
REFUNDED: Final = ("PARTIALLY_REFUNDED", "REFUNDED")
_UNITS: Final = {"MONTH": Rhythm.MONTHLY, "YEAR": Rhythm.YEARLY}
_ENDED_PLANS: Final = ("CANCELLED", "EXPIRED")
_FEES: Final = ("DISPUTE_FEE", "CHARGEBACK_FEE", "DISPUTE_SETTLEMENT_FEE")


def money(written: Mapping[str, str]) -> Money:
    """Return an amount as PayPal writes it: `{"currency_code": "EUR", "value": "50.00"}`."""
    return Money.parse(written["value"], written["currency_code"])


def order_report(
    order: Mapping[str, Any], *, disputes: Sequence[Mapping[str, Any]]
) -> PaymentReport:
    """Return the report of an order of one purchase unit, and of the capture that paid it."""
    unit = order["purchase_units"][0]
    payments = unit.get("payments") or {}
    capture = main_capture(order)
    standing, given = _before_capture(order), None
    moves: tuple[Move, ...] = ()
    if capture is not None:
        standing = _STANDINGS[capture["status"]]
    if capture is not None and standing is Standing.PAID:
        payment, given = _payment_move(capture)
        moves = (
            payment,
            *(_refund_move(each) for each in payments.get("refunds") or [] if _is_done(each)),
            *(move for each in disputes for move in dispute_moves(each)),
        )
    details = (capture or {}).get("status_details") or {}
    payer = (order.get("payment_source") or {}).get("paypal") or order.get("payer") or {}
    return PaymentReport(
        reference=order["id"],
        order_key=unit.get("custom_id") or "",
        standing=standing,
        means=Means.PAYPAL,
        moves=moves,
        given=given,
        failure=str(details.get("reason") or "DECLINED") if standing is Standing.FAILED else "",
        payer_email=payer.get("email_address") or "",
        payer_name=_name(payer.get("name") or {}),
        dispute_is_lost=_is_lost(disputes),
        made_at=moment(order["create_time"]),
    )


def main_capture(order: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the capture that counts: the one that went through, else the last that was tried."""
    captures = (order["purchase_units"][0].get("payments") or {}).get("captures") or []
    paid = [each for each in captures if _STANDINGS[each["status"]] is Standing.PAID]
    found: Mapping[str, Any] | None = (paid or captures or [None])[-1]
    return found


def declined(order: Mapping[str, Any]) -> dict[str, Any]:
    """Return an order whose capture PayPal has just declined; it keeps no trace of that."""
    attempt = {"id": "", "status": "DECLINED", "status_details": {"reason": "INSTRUMENT_DECLINED"}}
    unit = order["purchase_units"][0] | {"payments": {"captures": [attempt]}}
    return {**order, "purchase_units": [unit]}


def _before_capture(order: Mapping[str, Any]) -> Standing:
    return Standing.EXPIRED if order["status"] == "VOIDED" else Standing.OPEN


def _payment_move(capture: Mapping[str, Any]) -> tuple[Move, Money | None]:
    """Return how a capture moved money, and what was given where another currency arrived."""
    parts = capture.get("seller_receivable_breakdown") or {}
    amount = money(parts.get("gross_amount") or capture["amount"])
    fee = money(parts["paypal_fee"]) if "paypal_fee" in parts else Money.zero(amount.currency)
    given = None
    arrived = money(parts["receivable_amount"]) if "receivable_amount" in parts else amount
    if arrived.currency != amount.currency:
        # PayPal converts what is left after its fee: what arrives is all that is known of it.
        amount, fee, given = arrived, Money.zero(arrived.currency), amount
    move = Move(
        kind=MoveKind.PAYMENT,
        reference=capture["id"],
        amount=amount,
        fee=fee,
        at=moment(capture["create_time"]),
    )
    return move, given


def _is_done(refund: Mapping[str, Any]) -> bool:
    return refund.get("status") == "COMPLETED"


def _refund_move(refund: Mapping[str, Any]) -> Move:
    amount = money(refund["amount"])
    parts = refund.get("seller_payable_breakdown") or {}
    given_back = (
        money(parts["paypal_fee"]) if "paypal_fee" in parts else Money.zero(amount.currency)
    )
    return Move(
        kind=MoveKind.REFUND,
        reference=refund["id"],
        amount=amount,
        fee=-given_back,
        at=moment(refund["create_time"]),
    )


def dispute_moves(dispute: Mapping[str, Any]) -> Iterable[Move]:
    """Yield what a dispute took from us and brought back, each kind summed up."""
    ours = [
        each
        for each in dispute.get("money_movements") or []
        if each.get("affected_party") == "SELLER" and each.get("reason") not in _FEES
    ]
    fees = [
        each
        for each in dispute.get("money_movements") or []
        if each.get("affected_party") == "SELLER" and each.get("reason") in _FEES
    ]
    for direction, kind in (("DEBIT", MoveKind.DISPUTE), ("CREDIT", MoveKind.DISPUTE_WON)):
        moved = [each for each in ours if each.get("type") == direction]
        if not moved:
            continue
        amount = Money.total(
            (money(each["amount"]) for each in moved), moved[0]["amount"]["currency_code"]
        )
        taken = [money(each["amount"]) for each in fees if each.get("type") == direction]
        fee = Money.total(taken, amount.currency)
        yield Move(
            kind=kind,
            reference=dispute["dispute_id"],
            amount=amount,
            fee=fee if kind is MoveKind.DISPUTE else -fee,
            at=moment(moved[0]["initiated_time"]),
        )


def _is_lost(disputes: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether the newest dispute is over and brought nothing back."""
    newest = max(disputes, key=lambda each: moment(each["create_time"]), default=None)
    if newest is None or newest.get("status") != "RESOLVED":
        return False
    return not any(move.kind is MoveKind.DISPUTE_WON for move in dispute_moves(newest))


def unpaid_plan_report(subscription: Mapping[str, Any]) -> PaymentReport:
    """Return the report of a subscription of which nothing was paid yet."""
    standing = Standing.OPEN
    if subscription["status"] in _ENDED_PLANS:
        standing = Standing.EXPIRED
    elif subscription["status"] == "ACTIVE":
        standing = Standing.PENDING
    return PaymentReport(
        reference=subscription["id"],
        order_key=subscription.get("custom_id") or "",
        plan_reference=subscription["id"],
        standing=standing,
        means=Means.PAYPAL,
        made_at=moment(subscription["create_time"]),
    )


def instalment_report(
    transaction: Mapping[str, Any],
    *,
    subscription: Mapping[str, Any],
    refunds: Sequence[Mapping[str, Any]],
    disputes: Sequence[Mapping[str, Any]],
) -> PaymentReport:
    """Return the report of one payment of a subscription.

    `refunds` come from the search of transactions. PayPal shows them there some hours later:
    GatewayDown until then, so that a report is whole or is none.
    """
    if transaction["status"] in REFUNDED and not refunds:
        raise GatewayDown("PayPal does not list the refund of an instalment yet.")
    standing = _STANDINGS[transaction["status"]]
    moves: tuple[Move, ...] = ()
    if standing is Standing.PAID:
        moves = (
            _instalment_move(transaction),
            *(_searched_refund(each) for each in refunds),
            *(move for each in disputes for move in dispute_moves(each)),
        )
    return PaymentReport(
        reference=f"{subscription['id']}/{transaction['id']}",
        order_key=subscription.get("custom_id") or "",
        plan_reference=subscription["id"],
        standing=standing,
        means=Means.PAYPAL,
        moves=moves,
        failure="DECLINED" if standing is Standing.FAILED else "",
        payer_email=transaction.get("payer_email") or "",
        payer_name=_name(transaction.get("payer_name") or {}),
        dispute_is_lost=_is_lost(disputes),
        made_at=moment(transaction["time"]),
    )


def _instalment_move(transaction: Mapping[str, Any]) -> Move:
    parts = transaction["amount_with_breakdown"]
    amount = money(parts["gross_amount"])
    return Move(
        kind=MoveKind.PAYMENT,
        reference=transaction["id"],
        amount=amount,
        fee=money(parts["fee_amount"]) if "fee_amount" in parts else Money.zero(amount.currency),
        at=moment(transaction["time"]),
    )


def _searched_refund(found: Mapping[str, Any]) -> Move:
    amount = -money(found["transaction_amount"])
    fee = money(found["fee_amount"]) if "fee_amount" in found else Money.zero(amount.currency)
    return Move(
        kind=MoveKind.REFUND,
        reference=found["transaction_id"],
        amount=amount,
        # The search shows fees as they move the balance: what is given back is above zero.
        fee=-fee,
        at=moment(found["transaction_initiation_date"]),
    )


def plan_report(
    subscription: Mapping[str, Any],
    *,
    plan: Mapping[str, Any],
    transactions: Iterable[Mapping[str, Any]],
) -> PlanReport:
    """Return the report of a subscription to a plan of one cycle."""
    cycle = plan["billing_cycles"][0]
    status = subscription["status"]
    billing = subscription.get("billing_info") or {}
    is_paused = status == "SUSPENDED"
    ended_at = subscription.get("status_update_time") or subscription["create_time"]
    oldest_first = sorted(transactions, key=lambda each: moment(each["time"]))
    return PlanReport(
        reference=subscription["id"],
        order_key=subscription.get("custom_id") or "",
        is_active=status == "ACTIVE" or is_paused,
        is_failing=is_paused or int(billing.get("failed_payments_count") or 0) > 0,
        ended_at=moment(ended_at) if status in _ENDED_PLANS else None,
        amount=money(cycle["pricing_scheme"]["fixed_price"]),
        rhythm=_UNITS[cycle["frequency"]["interval_unit"]],
        payment_references=tuple(f"{subscription['id']}/{each['id']}" for each in oldest_first),
    )


def payout_report(found: Mapping[str, Any], *, reference: str) -> PayoutReport:
    """Return the report of a withdrawal to the bank, from the search of transactions."""
    amount = -money(found["transaction_amount"])
    fee = -money(found["fee_amount"]) if "fee_amount" in found else Money.zero(amount.currency)
    return PayoutReport(
        reference=reference,
        amount=amount,
        fee=fee,
        is_paid=found.get("transaction_status") == "S",
        arrives_at=moment(found["transaction_initiation_date"]),
    )


def _name(parts: Mapping[str, str]) -> str:
    words = (parts.get("given_name"), parts.get("surname"))
    return " ".join(each for each in words if each)
