"""The control page of a rehearsal: what providers and banks do by themselves, on demand.

Tests call `act`; a person presses the buttons of `/control/`; scripts post to it.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from obole.donations.rehearsal.exchange import (
    Request,
    Response,
    button,
    json_answer,
    page,
    redirect,
)
from obole.donations.rehearsal.stage import Stage

DAY: Final = 24 * 3600
# As many rows as a person looks at.
MOST_SHOWN: Final = 50

Act = Callable[[Stage, Mapping[str, str]], Any]


def _stripe(kind: str, verb: Callable[[Stage, Any], Any]) -> Act:
    return lambda stage, values: verb(stage, stage.stripe.objects.get(values["id"], kind))


def _paypal(kind: str, verb: Callable[[Stage, Any], Any]) -> Act:
    return lambda stage, values: verb(stage, stage.paypal.objects.get(kind, values["id"]))


def _advance(stage: Stage, values: Mapping[str, str]) -> None:
    stage.clock.advance(float(values["days"]) * DAY)
    stage.stripe.ordering.run_due()
    stage.paypal.agreeing.run_due()


def _notices(stage: Stage, values: Mapping[str, str]) -> None:
    deliveries = stage.deliveries
    deliveries.losing = float(values.get("losing", deliveries.losing))
    deliveries.doubling = float(values.get("doubling", deliveries.doubling))
    deliveries.is_shuffling = values.get("shuffling", "") == "yes"
    deliveries.is_holding = values.get("holding", "") == "yes"


def _fail(stage: Stage, values: Mapping[str, str]) -> None:
    stage.faults.plan(values["kind"], int(values.get("times", "1")))


def _refund(stage: Stage, values: Mapping[str, str]) -> None:
    intent = stage.stripe.objects.get(values["id"], "payment_intent")
    amount = int(values.get("amount") or intent["amount"])
    stage.stripe.moving.refund(intent, amount=amount, metadata={})


def _paypal_refund(stage: Stage, values: Mapping[str, str]) -> None:
    wanted = {"amount": {"value": values["value"]}} if values.get("value") else {}
    stage.paypal.moving.refund(values["id"], wanted)


def _declining(stage: Stage, subscription: Any) -> None:  # noqa: ARG001
    subscription["rehearsal"]["outcome"] = "card_declined"


def _not_paying(stage: Stage, subscription: Any) -> None:  # noqa: ARG001
    subscription["rehearsal"]["is_paying"] = False


def _pay_out(stage: Stage, values: Mapping[str, str]) -> None:  # noqa: ARG001
    stage.stripe.moving.pay_out()
    if (balance := stage.paypal.moving.balance()) > 0:
        stage.paypal.moving.pay_out(balance)


ACTS: Final[Mapping[str, Act]] = {
    "advance": _advance,
    "notices": _notices,
    "send-held": lambda stage, _: stage.deliveries.send_held(),
    "fail": _fail,
    "pay-out": _pay_out,
    "stripe-settle": _stripe("payment_intent", lambda r, each: r.stripe.moving.settle(each)),
    "stripe-fail": _stripe(
        "payment_intent", lambda r, each: r.stripe.moving.fail(each, code="debit_not_authorized")
    ),
    "stripe-refund": _refund,
    "stripe-refund-fails": _stripe("refund", lambda r, each: r.stripe.moving.fail_refund(each)),
    "stripe-dispute": _stripe("payment_intent", lambda r, each: r.stripe.moving.dispute(each)),
    "stripe-win": _stripe(
        "dispute", lambda r, each: r.stripe.moving.end_dispute(each, is_won=True)
    ),
    "stripe-lose": _stripe(
        "dispute", lambda r, each: r.stripe.moving.end_dispute(each, is_won=False)
    ),
    "stripe-expire": _stripe("checkout.session", lambda r, each: r.stripe.ordering.expire(each)),
    "stripe-decline-next": _stripe("subscription", _declining),
    "stripe-end": _stripe("subscription", lambda r, each: r.stripe.ordering.end(each)),
    "paypal-settle": _paypal("capture", lambda r, each: r.paypal.moving.complete(each)),
    "paypal-fail": _paypal("capture", lambda r, each: r.paypal.moving.fail(each)),
    "paypal-refund": _paypal_refund,
    "paypal-dispute": lambda r, values: r.paypal.moving.dispute(values["id"]),
    "paypal-win": _paypal(
        "dispute", lambda r, each: r.paypal.moving.end_dispute(each, is_won=True)
    ),
    "paypal-lose": _paypal(
        "dispute", lambda r, each: r.paypal.moving.end_dispute(each, is_won=False)
    ),
    "paypal-decline-next": _paypal("subscription", _not_paying),
    "paypal-end": _paypal("subscription", lambda r, each: r.paypal.agreeing.end(each)),
}

# Which acts make sense for which objects, on the page.
_STRIPE_ROWS: Final = {
    "payment_intent": ("settle", "fail", "refund", "dispute"),
    "refund": ("refund-fails",),
    "dispute": ("win", "lose"),
    "subscription": ("decline-next", "end"),
}
_PAYPAL_ROWS: Final = {
    "capture": ("settle", "fail", "refund", "dispute"),
    "transaction": ("refund", "dispute"),
    "dispute": ("win", "lose"),
    "subscription": ("decline-next", "end"),
}


# In which state of an object an act makes sense; in any, where none is named.
_WHEN: Final = {
    "settle": ("processing", "pending"),
    "fail": ("processing", "pending"),
    "refund": ("succeeded", "completed", "partially_refunded"),
    "dispute": ("succeeded", "completed", "partially_refunded"),
    "win": ("needs_response", "under_review"),
    "lose": ("needs_response", "under_review"),
    "decline-next": ("active",),
    "end": ("active", "past_due", "suspended"),
}


def answer(stage: Stage, request: Request) -> Response:
    """Show the page, or do what was asked: a browser is sent back, a script gets JSON."""
    if request.method != "POST":
        return _show(stage)
    values = request.form
    act = ACTS.get(values.get("act", ""))
    if act is None:
        return json_answer({"error": "unknown act", "acts": sorted(ACTS)}, 400)
    try:
        act(stage, values)
    except (KeyError, ValueError) as fault:
        return json_answer({"error": f"Not now, or something is missing: {fault}"}, 400)
    if "text/html" in request.headers.get("accept", ""):
        return redirect("/control/")
    return json_answer({"done": values["act"]})


def _show(stage: Stage) -> Response:
    content = [
        f"<p>The time here: {escape(stage.clock.text())}. ",
        f"Notices held: {len(stage.deliveries.held)}.</p>",
        button(action="/control/", words="Put the clock forward by a day", act="advance", days="1"),
        button(
            action="/control/", words="Put the clock forward by a month", act="advance", days="31"
        ),
        button(action="/control/", words="Pay out what is on the accounts", act="pay-out"),
        button(action="/control/", words="Send the held notices", act="send-held"),
        button(action="/control/", words="Fail the next call", act="fail", kind="error-500"),
    ]
    for kind, acts in _STRIPE_ROWS.items():
        things = stage.stripe.objects.all(kind)
        content.append(_table("stripe", f"Stripe: {kind}", things, acts))
    for kind, acts in _PAYPAL_ROWS.items():
        things = stage.paypal.objects.all(kind)[::-1]
        content.append(_table("paypal", f"PayPal: {kind}", things, acts))
    return page(provider="payment providers", title="Control", content="".join(content))


def _table(provider: str, title: str, things: list[Any], acts: tuple[str, ...]) -> str:
    rows = []
    for each in things[:MOST_SHOWN]:
        buttons = "".join(
            button(action="/control/", words=act, act=f"{provider}-{act}", id=each["id"])
            for act in acts
            if str(each.get("status")).lower() in _WHEN.get(act, (str(each.get("status")).lower(),))
        )
        state = escape(str(each.get("status", "")))
        rows.append(f"<tr><td>{escape(each['id'])}<br>{state}<td>{buttons}")
    return f"<h2>{escape(title)}</h2><table>{''.join(rows)}</table>" if rows else ""
