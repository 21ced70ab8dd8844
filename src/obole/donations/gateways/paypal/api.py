"""PayPal's REST API by thin calls: JSON in and out, a token that lasts some hours."""

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from obole.donations.gateways.calling import Call, KeyRefused, ask, root_of
from obole.donations.rules.gateway import GatewayRefused

LIVE_ROOT: Final = "https://api-m.paypal.com"
TEST_ROOT: Final = "https://api-m.sandbox.paypal.com"
# A token that ends while a request is on its way is a request in vain.
TOKEN_MARGIN_SECONDS: Final = 120.0

# Of this process, by a digest of the account; never stored, never logged.
_tokens: dict[str, tuple[str, float]] = {}


@dataclass(frozen=True, kw_only=True)
class PayPalApi:
    """Calls in the name of one app of one account."""

    client_id: str
    client_secret: str = field(repr=False)
    is_test: bool

    @property
    def root(self) -> str:
        """Where the API begins: of the sandbox or of real money."""
        return root_of("paypal", TEST_ROOT if self.is_test else LIVE_ROOT)

    def get(self, path: str, **values: str) -> dict[str, Any]:
        """Return an object."""
        query = f"?{urlencode(values)}" if values else ""
        return self._call("GET", f"{path}{query}", None, key="")

    def post(self, path: str, values: Mapping[str, Any], *, key: str) -> dict[str, Any]:
        """Make or change an object; the same key again is one request.

        PayPal keeps keys for six hours, unless it agreed to more:
        https://developer.paypal.com/api/rest/reference/idempotency/
        """
        return self._call("POST", path, values, key=key)

    def sign_in(self) -> None:
        """Get a token, whether or not there is one. Raise KeyRefused or GatewayDown."""
        _tokens.pop(self._digest(), None)
        self._token()

    def _call(
        self, method: str, path: str, values: Mapping[str, Any] | None, *, key: str
    ) -> dict[str, Any]:
        try:
            return self._call_with(self._token(), method, path, values, key)
        except KeyRefused:
            # Tokens may be withdrawn before their time: once more, with a new one.
            _tokens.pop(self._digest(), None)
            return self._call_with(self._token(), method, path, values, key)

    def _call_with(
        self, token: str, method: str, path: str, values: Mapping[str, Any] | None, key: str
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}", "Prefer": "return=representation"}
        if key:
            headers["PayPal-Request-Id"] = key
        content = b""
        if values is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(values).encode()
        call = Call(method=method, url=f"{self.root}/{path}", headers=headers, content=content)
        return ask(call, secrets=(self.client_secret, token))

    def _token(self) -> str:
        digest = self._digest()
        token, ends_at = _tokens.get(digest, ("", 0.0))
        if token and time.monotonic() < ends_at:
            return token
        pair = f"{self.client_id}:{self.client_secret}".encode()
        answer = ask(
            Call(
                method="POST",
                url=f"{self.root}/v1/oauth2/token",
                headers={
                    "Authorization": f"Basic {base64.b64encode(pair).decode()}",
                    "Content-Type": "application/x-www-form-urlencoded",
                },
                content=b"grant_type=client_credentials",
            ),
            secrets=(self.client_secret,),
        )
        given, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(given, str) or not isinstance(seconds, int):
            raise GatewayRefused("PayPal gave no token.")
        _tokens[digest] = (given, time.monotonic() + seconds - TOKEN_MARGIN_SECONDS)
        return given

    def _digest(self) -> str:
        named = "\0".join((self.root, self.client_id, self.client_secret))
        return hashlib.sha256(named.encode()).hexdigest()


def safe(reference: str) -> str:
    """Return a reference as one piece of a path, whoever wrote it."""
    return quote(reference, safe="")
