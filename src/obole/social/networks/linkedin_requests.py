"""Asking LinkedIn's API, and what its refusals mean.

https://learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from django.utils.translation import gettext_noop as _

from obole.social.networks.calling import LONGEST_TEXT, TOO_MANY, Answer, Call, ask, without_secrets
from obole.social.networks.connected import renewed, secrets_in, text_at
from obole.social.networks.throttling import seconds_to_wait
from obole.social.rules.network import (
    Credentials,
    LoginLost,
    NotSent,
    Rejected,
    Uncertain,
    WrongCredentials,
)
from obole.social.rules.reasons import Reason

ROOT: Final = "https://api.linkedin.com"
LOGIN_ROOT: Final = "https://www.linkedin.com"
# Each version is answered for about a year, then 426. A channel's option `version` overrides it.
VERSION: Final = "202605"
# Quotas are of a day, which ends at midnight UTC; LinkedIn says nothing of when.
WAIT_SECONDS: Final = 60 * 60.0
_UNAUTHORISED: Final = 401
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_UPGRADE: Final = 426
# "Requested version 20240101 is not active".
_NO_VERSION: Final = "is not active"
_OUR_PICTURES: Final = "linkedin.com"


class NotThere(Rejected):
    """There is no such post."""


class LinkedInLogin:
    """What a channel's requests are signed with, and where they go."""

    def __init__(self, told: Mapping[str, str], *, root: str, login_root: str) -> None:
        self.told = told
        self.root = root
        self.login_root = login_root

    def ask(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        changes: bool = False,
    ) -> Answer:
        """Return a success. Raise LoginLost, NotSent, Rejected, or Uncertain of a change."""
        said = {
            "LinkedIn-Version": self.told.get("version") or VERSION,
            "X-Restli-Protocol-Version": "2.0.0",
            **self._bearer(),
            **(headers or {}),
        }
        return self._read(
            Call(method=method, url=f"{self.root}{path}", json=json, headers=said, changes=changes)
        )

    def upload(self, url: str, content: bytes) -> Answer:
        """Put a file, or a part of one, where LinkedIn said.

        Raise NotSent for an address that is not LinkedIn's: the token goes nowhere else.
        """
        host = urlsplit(url).hostname or ""
        is_theirs = host == _OUR_PICTURES or host.endswith(f".{_OUR_PICTURES}")
        if not (is_theirs and url.startswith("https://")) and not url.startswith(f"{self.root}/"):
            raise NotSent(_("LinkedIn's answer names an address that is not LinkedIn's."))
        headers = self._bearer() | {"Content-Type": "application/octet-stream"}
        return self._read(Call(method="PUT", url=url, headers=headers, content=content))

    def token_facts(self) -> Any:
        """Return what LinkedIn says of the token, or None without the application's secret."""
        if not (self.told.get("client_id") and self.told.get("client_secret")):
            return None
        return self._form("introspectToken", {"token": self.told.get("access_token", "")}).body

    def renewed(self) -> Credentials:
        """Return new tokens. Raise LoginLost when LinkedIn takes the refresh token no more."""
        fields = {
            "grant_type": "refresh_token",
            "refresh_token": self.told.get("refresh_token", ""),
        }
        found = renewed(self._form("accessToken", fields).body)
        if found is None:
            raise NotSent(_("LinkedIn's answer cannot be read."))
        return found

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.told.get('access_token', '')}"}

    def _form(self, name: str, fields: Mapping[str, str]) -> Answer:
        secret = {key: self.told.get(key, "") for key in ("client_id", "client_secret")}
        call = Call(
            method="POST",
            url=f"{self.login_root}/oauth/v2/{name}",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            content=urlencode({**fields, **secret}).encode(),
        )
        try:
            return self._read(call)
        except Rejected as refusal:
            # invalid_grant, invalid_client: RFC 6749, 5.2.
            raise LoginLost(refusal.reason) from None

    def _read(self, call: Call) -> Answer:
        call = replace(call, secrets=secrets_in(self.told), reads_throttling=True)
        answer = ask(call)
        if answer.is_success:
            return answer
        raise _refusal(answer, call)


def in_path(urn: str) -> str:
    """Return a urn as part of an address."""
    return quote(urn, safe="")


def check_token(facts: Any, *, needed: str) -> None:
    """Raise WrongCredentials if what LinkedIn says of the token does not fit the channel."""
    if facts is None:
        return
    if isinstance(facts, dict) and facts.get("active") is not True:
        raise WrongCredentials(_("This token is no longer valid: make a new one."))
    scopes = text_at(facts, "scope").replace(",", " ").split()
    if needed not in scopes:
        raise WrongCredentials(
            Reason(_("The token may not do all that is needed. Missing: %(scopes)s"), scopes=needed)
        )


def _refusal(answer: Answer, call: Call) -> Exception:
    said = text_at(answer.body, "message") or text_at(answer.body, "error_description")
    told = without_secrets(said, call.secrets) or answer.text
    words = f"LinkedIn {answer.status}: {told}"[:LONGEST_TEXT]
    if answer.status == TOO_MANY:
        seconds = seconds_to_wait(answer.headers) or WAIT_SECONDS
        return NotSent(words, retry_after_seconds=seconds, is_throttled=True)
    if answer.status == _UPGRADE or _NO_VERSION in said.lower():
        return LoginLost(
            Reason(
                _("LinkedIn no longer answers to this version: set a newer one. (%(words)s)"),
                words=words,
            )
        )
    if answer.status in (_UNAUTHORISED, _FORBIDDEN):
        return LoginLost(words)
    stands_already = "duplicate" in f"{said} {text_at(answer.body, 'code')}".lower()
    if stands_already or not isinstance(answer.body, dict):
        return Uncertain(words) if call.changes else NotSent(words)
    return NotThere(words) if answer.status == _NOT_FOUND else Rejected(words)
