"""Pages of the stand-in for PayPal, on which a person agrees, is declined or goes back."""

from html import escape

from obole.donations.rehearsal.exchange import Request, Response, button, page, redirect
from obole.donations.rehearsal.paypal.api import PayPalDouble
from obole.donations.rehearsal.paypal.objects import Thing

PROVIDER = "PayPal"


def answer(double: PayPalDouble, request: Request) -> Response:
    """Answer a person's browser."""
    token = request.query.get("token", "")
    kinds = double.objects.by_kind
    match request.path.strip("/"):
        case "checkoutnow" if token in kinds.get("order", {}):
            return _order(double, request, kinds["order"][token])
        case "subscribe" if token in kinds.get("subscription", {}):
            return _subscription(double, request, kinds["subscription"][token])
        case "autopay":
            return page(provider=PROVIDER, title="Your automatic payments", content="")
    return page(provider=PROVIDER, title="There is no such page", content="", status=404)


def _order(double: PayPalDouble, request: Request, order: Thing) -> Response:
    context = order["rehearsal"]["experience_context"]
    back = _with_token(context["cancel_url"], order["id"])
    if request.method == "POST":
        outcome = request.form.get("outcome", "paid")
        if outcome == "back":
            return redirect(back)
        double.agreeing.agree(order, outcome=outcome)
        return redirect(_with_token(context["return_url"], order["id"]))
    unit = order["purchase_units"][0]
    if order["status"] not in ("PAYER_ACTION_REQUIRED", "APPROVED"):
        return _over(back)
    choices = {
        "paid": "Pay now",
        "pending": "Pay by a slow bank account",
        "declined": "Let the card behind the account be declined",
        "back": "Cancel and go back",
    }
    content = f"<p>{escape(unit.get('description', ''))}</p>" + "".join(
        button(action="", words=words, outcome=outcome) for outcome, words in choices.items()
    )
    amount = unit["amount"]
    title = f"{amount['value']} {amount['currency_code']}"
    return page(provider=PROVIDER, title=title, content=content)


def _subscription(double: PayPalDouble, request: Request, subscription: Thing) -> Response:
    context = subscription["rehearsal"]["context"]
    is_change = "wanted_plan" in subscription["rehearsal"]
    back = _with_token(context["cancel_url"], subscription["id"])
    if request.method == "POST":
        if request.form.get("outcome") == "back":
            return redirect(back)
        double.agreeing.subscribe(subscription)
        return redirect(_with_token(context["return_url"], subscription["id"]))
    if subscription["status"] != "APPROVAL_PENDING" and not is_change:
        return _over(back)
    plan_id = subscription["rehearsal"].get("wanted_plan", subscription["plan_id"])
    cycle = double.objects.get("plan", plan_id)["billing_cycles"][0]
    price = cycle["pricing_scheme"]["fixed_price"]
    unit = cycle["frequency"]["interval_unit"].lower()
    content = button(action="", words="Agree and subscribe", outcome="paid")
    content += button(action="", words="Cancel and go back", outcome="back")
    title = f"{price['value']} {price['currency_code']} each {unit}"
    return page(provider=PROVIDER, title=title, content=content)


def _over(back: str) -> Response:
    content = f'<p><a href="{escape(back)}">Back to the site</a></p>'
    return page(provider=PROVIDER, title="This is done", content=content)


def _with_token(url: str, token: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}token={token}"
