"""PayPal's search of transactions and its list of notices: what may have been missed.

The search shows a transaction up to three hours after it happened, and takes 31 days at a time:
https://developer.paypal.com/docs/api/transaction-search/v1/
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from obole.donations.gateways.paypal.api import PayPalApi
from obole.donations.rules.gateway import About, Hint

WINDOW: Final = timedelta(days=31)
# Three years back is all that PayPal searches.
MOST_WINDOWS: Final = 36
PAGE_SIZE: Final = "100"
MOST_PAGES: Final = 500

# https://developer.paypal.com/reports/reference/t-codes: payments (T00), refunds and reversals
# (T11), disputes (T12), withdrawals to a bank (T04).
_PAYMENTS: Final = ("T00",)
_CHANGES: Final = ("T11", "T12")
_WITHDRAWALS: Final = ("T04",)
REFUND_CODE: Final = "T1107"


def written(moment: datetime) -> str:
    """Return a moment as PayPal reads it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def transactions(
    api: PayPalApi, *, since: datetime, until: datetime
) -> Iterator[Mapping[str, Any]]:
    """Yield what moved the balance, the `transaction_info` of each, window by window."""
    for _ in range(MOST_WINDOWS):
        if since >= until:
            return
        end = min(since + WINDOW, until)
        yield from _window(api, since=since, until=end)
        since = end


def _window(api: PayPalApi, *, since: datetime, until: datetime) -> Iterator[Mapping[str, Any]]:
    for page in range(1, MOST_PAGES + 1):
        answer = api.get(
            "v1/reporting/transactions",
            start_date=written(since),
            end_date=written(until),
            fields="transaction_info",
            page_size=PAGE_SIZE,
            page=str(page),
        )
        for each in answer.get("transaction_details") or []:
            yield each["transaction_info"]
        if page >= int(answer.get("total_pages") or 1):
            return


def notices(api: PayPalApi, *, since: datetime, until: datetime) -> Iterator[Mapping[str, Any]]:
    """Yield the notices that PayPal made, whether or not they arrived; it keeps them 30 days."""
    values = {
        "start_time": written(since),
        "end_time": written(until),
        "page_size": PAGE_SIZE,
    }
    for _ in range(MOST_PAGES):
        answer = api.get("v1/notifications/webhooks-events", **values)
        yield from answer.get("events") or []
        links = {each["rel"]: each["href"] for each in answer.get("links") or []}
        if "next" not in links:
            return
        values = dict(parse_qsl(urlsplit(links["next"]).query))


def hint_of(found: Mapping[str, Any]) -> Hint | None:
    """Return which object a transaction of the search speaks of, or None."""
    code = str(found.get("transaction_event_code"))
    if code.startswith(_PAYMENTS):
        return Hint(about=About.PAYMENT, reference=f"capture:{found['transaction_id']}")
    if code.startswith(_CHANGES) and found.get("paypal_reference_id"):
        return Hint(about=About.PAYMENT, reference=f"capture:{found['paypal_reference_id']}")
    if code.startswith(_WITHDRAWALS):
        return Hint(about=About.PAYOUT, reference=payout_reference(found))
    return None


def payout_reference(found: Mapping[str, Any]) -> str:
    """Return the name of a withdrawal: its id and its day, without which it is not found again."""
    day = str(found["transaction_initiation_date"])[:10]
    return f"{found['transaction_id']}@{day}"
