"""Stripe's API by thin calls: form-encoded requests, JSON answers, a pinned version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from obole.donations.gateways.calling import Call, ask, root_of

# Objects have the shape of this version, whatever the account's own is.
# https://docs.stripe.com/api/versioning
VERSION: Final = "2026-10-28.endive"
ROOT: Final = "https://api.stripe.com"
PAGE_SIZE: Final = 100
# More pages than this are a fault of ours: 50,000 objects in one search.
MOST_PAGES: Final = 500


@dataclass(frozen=True, kw_only=True)
class StripeApi:
    """Calls in the name of one account."""

    secret_key: str = field(repr=False)

    def get(self, path: str, **values: Any) -> dict[str, Any]:
        """Return an object."""
        return self._call("GET", path, values, key="")

    def post(self, path: str, values: Mapping[str, Any], *, key: str) -> dict[str, Any]:
        """Make or change an object; the same key and values again are one request.

        Stripe keeps keys for 24 hours at least: https://docs.stripe.com/api/idempotent_requests
        """
        return self._call("POST", path, values, key=key)

    def delete(self, path: str) -> dict[str, Any]:
        """Remove or cancel an object."""
        return self._call("DELETE", path, {}, key="")

    def each(self, path: str, **values: Any) -> Iterator[dict[str, Any]]:
        """Yield the objects of a list, the newest first, page by page."""
        after: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            page = self.get(path, limit=PAGE_SIZE, **values, **after)
            yield from page.get("data", [])
            if not page.get("has_more") or not page["data"]:
                return
            after = {"starting_after": page["data"][-1]["id"]}

    def _call(
        self, method: str, path: str, values: Mapping[str, Any], *, key: str
    ) -> dict[str, Any]:
        encoded = urlencode(pairs_of(values))
        headers = {"Authorization": f"Bearer {self.secret_key}", "Stripe-Version": VERSION}
        if key:
            headers["Idempotency-Key"] = key
        url = f"{root_of('stripe', ROOT)}/v1/{path}"
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            call = Call(method=method, url=url, headers=headers, content=encoded.encode())
        else:
            url = f"{url}?{encoded}" if encoded else url
            call = Call(method=method, url=url, headers=headers)
        return ask(call, secrets=(self.secret_key,))


def pairs_of(values: Mapping[str, Any], inside: str = "") -> list[tuple[str, str]]:
    """Return nested values as Stripe's form encoding has them: `line_items[0][quantity]`."""
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        label = f"{inside}[{name}]" if inside else str(name)
        if isinstance(value, Mapping):
            pairs += pairs_of(value, label)
        elif isinstance(value, list | tuple):
            pairs += pairs_of({str(place): each for place, each in enumerate(value)}, label)
        elif isinstance(value, bool):
            pairs.append((label, "true" if value else "false"))
        else:
            pairs.append((label, str(value)))
    return pairs


def safe(reference: str) -> str:
    """Return a reference as one piece of a path, whoever wrote it."""
    return quote(reference, safe="")
