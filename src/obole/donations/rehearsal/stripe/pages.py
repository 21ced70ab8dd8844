"""Pages of the stand-in for Stripe, on which a person pays, declines or goes back."""

from html import escape

from obole.donations.rehearsal.exchange import Request, Response, button, page, redirect
from obole.donations.rehearsal.stripe.api import StripeDouble
from obole.donations.rehearsal.stripe.objects import Thing

PROVIDER = "Stripe"
DECLINES = {
    "card_declined": "Let the bank decline the card",
    "insufficient_funds": "Let there be too little money on the account",
}


def answer(double: StripeDouble, request: Request) -> Response:
    """Answer a person's browser."""
    match request.path.strip("/").split("/"):
        case ["pay", session_id]:
            session = double.objects.by_id.get(session_id)
            if session is not None and session["object"] == "checkout.session":
                return _pay(double, request, session)
        case ["portal", customer_id] if customer_id in double.objects.by_id:
            return _portal(double, request, customer_id)
    return page(provider=PROVIDER, title="There is no such page", content="", status=404)


def _pay(double: StripeDouble, request: Request, session: Thing) -> Response:
    if request.method == "POST":
        outcome = request.form.get("outcome", "paid")
        if outcome == "back":
            return redirect(session["cancel_url"])
        double.ordering.pay(session, outcome=outcome)
        if session["status"] == "complete":
            url = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
            return redirect(url)
        return _show(session, said="The payment was declined. Try again or go back.")
    return _show(session, said="")


def _show(session: Thing, *, said: str) -> Response:
    line = session["rehearsal"]["line_items"]["0"]["price_data"]
    rhythm = line.get("recurring", {}).get("interval")
    amount = f"{session['amount_total'] / 100:.2f} {session['currency'].upper()}"
    if rhythm:
        amount += f" each {rhythm}"
    name = escape(line["product_data"]["name"])
    content = [f'<p role="alert">{escape(said)}</p>' if said else "", f"<p>{name}</p>"]
    if session["status"] != "open":
        content.append(f"<p>This session is over: {escape(session['status'])}.</p>")
        content.append(f'<p><a href="{escape(session["cancel_url"])}">Back to the site</a></p>')
    else:
        kind = session["payment_method_types"][0]
        words = "Debit the account (SEPA)" if kind == "sepa_debit" else "Pay by card"
        choices = {"paid": words} | ({} if kind == "sepa_debit" else DECLINES)
        for outcome, label in [*choices.items(), ("back", "Go back without paying")]:
            content.append(button(action="", words=label, outcome=outcome))
    return page(provider=PROVIDER, title=amount, content="".join(content))


def _portal(double: StripeDouble, request: Request, customer_id: str) -> Response:
    subscription = next(
        iter(double.objects.all("subscription", lambda each: each["customer"] == customer_id))
    )
    if request.method == "POST":
        subscription["rehearsal"]["outcome"] = "paid"
        if subscription["status"] == "past_due":
            double.ordering.invoice(subscription, outcome="paid")
        return page(provider=PROVIDER, title="The card was changed", content="")
    content = button(action="", words="Give another card")
    return page(provider=PROVIDER, title="Your card", content=content)
