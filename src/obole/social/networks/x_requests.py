"""Asking X's API as a user, with OAuth 1.0a keys or OAuth 2.0 tokens, and what refusals mean.

https://docs.x.com/x-api/fundamentals/response-codes-and-errors
"""

import base64
import secrets
from collections.abc import Collection, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext_noop as _

from obole.foundation import clock
from obole.social.networks.calling import LONGEST_TEXT, TOO_MANY, Answer, Call, ask, without_secrets
from obole.social.networks.connected import at, listed, renewed, secrets_in, text_at
from obole.social.networks.forms import UploadedFile, form_of
from obole.social.networks.throttling import seconds_to_wait
from obole.social.rules.network import Credentials, LoginLost, NotSent, Rejected, Uncertain
from obole.social.rules.oauth1 import UserKeys, signed_header
from obole.social.rules.reasons import Reason, in_their_words

ROOT: Final = "https://api.x.com"
# Windows are of a quarter of an hour (docs.x.com/x-api/fundamentals/rate-limits).
WAIT_SECONDS: Final = 15 * 60.0
_UNAUTHORISED: Final = 401
_PAYMENT: Final = 402
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_DUPLICATE: Final = "duplicate content"
# The account or the application as a whole: a person must mend it.
_CLOSED: Final = ("suspended", "locked", "oauth1-permissions", "unsupported-authentication")


class NotThere(Rejected):
    """There is no such post, or not for us."""


class Login:
    """What a channel may sign its requests with."""

    def __init__(self, told: Mapping[str, str], *, root: str = ROOT) -> None:
        self.told = told
        self.root = root

    @property
    def is_oauth1(self) -> bool:
        """Tell whether the user's own keys sign; they do not end."""
        return bool(self.told.get("access_token_secret"))

    @property
    def user_id(self) -> str:
        """Return the user's number, which stands before the token of OAuth 1.0a; or nothing."""
        number, hyphen, _rest = self.told.get("access_token", "").partition("-")
        return number if self.is_oauth1 and hyphen and number.isdigit() else ""

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        json: Any = None,
        form: tuple[dict[str, str], UploadedFile] | None = None,
        changes: bool = False,
    ) -> Any:
        """Return the answer. Raise LoginLost, NotSent, Rejected, or Uncertain of a change."""
        url = f"{self.root}{path}" + (f"?{urlencode(query)}" if query else "")
        headers = {"Authorization": self._authorization(method, url)}
        content = b""
        if form is not None:
            fields, file = form
            of_form, content = form_of(fields, [file])
            headers |= of_form
        answer = ask(
            Call(
                method=method,
                url=url,
                headers=headers,
                json=json,
                content=content,
                changes=changes,
                secrets=secrets_in(self.told),
                reads_throttling=True,
            )
        )
        return _read(answer, changes=changes, secrets=secrets_in(self.told))

    def renewed(self) -> Credentials | None:
        """Return a new pair of tokens: the old refresh token is void from then on.

        Raise LoginLost when X takes it no more, NotSent when it gave no answer.
        """
        fields = {
            "grant_type": "refresh_token",
            "refresh_token": self.told.get("refresh_token", ""),
            "client_id": self.told.get("client_id", ""),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self.told.get("client_secret"):
            pair = f"{self.told.get('client_id', '')}:{self.told['client_secret']}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        answer = ask(
            Call(
                method="POST",
                url=f"{self.root}/2/oauth2/token",
                headers=headers,
                content=urlencode(fields).encode(),
                secrets=secrets_in(self.told),
            )
        )
        found = renewed(answer.body) if answer.is_success else None
        if found is None and text_at(answer.body, "error"):
            words = text_at(answer.body, "error_description") or text_at(answer.body, "error")
            words = without_secrets(words, secrets_in(self.told))[:LONGEST_TEXT]
            raise LoginLost(in_their_words("X", words))
        if found is None:
            raise NotSent(_("X's answer cannot be read."))
        return found

    def _authorization(self, method: str, url: str) -> str:
        if not self.is_oauth1:
            return f"Bearer {self.told.get('access_token', '')}"
        keys = UserKeys(
            client_key=self.told.get("client_id", ""),
            client_secret=self.told.get("client_secret", ""),
            token=self.told.get("access_token", ""),
            token_secret=self.told.get("access_token_secret", ""),
        )
        return signed_header(
            method=method,
            url=url,
            keys=keys,
            nonce=secrets.token_hex(16),
            timestamp=int(clock.now().timestamp()),
        )


def _read(answer: Answer, *, changes: bool, secrets: Collection[str]) -> Any:
    if answer.is_success and isinstance(answer.body, dict):
        return answer.body
    words = without_secrets(_words(answer.body), secrets)
    if answer.is_success or not words:
        reason = Reason(_("X's answer cannot be read (%(status)s)."), status=answer.status)
        raise Uncertain(reason) if changes else NotSent(reason)
    raise _refusal(answer, words, changes=changes)


def _refusal(answer: Answer, words: str, *, changes: bool) -> Exception:
    kind = text_at(answer.body, "type").rpartition("/")[2]
    if answer.status == _PAYMENT or kind in ("usage-capped", "credits"):
        return LoginLost(Reason(_("X wants to be paid first: %(words)s"), words=words))
    if answer.status == TOO_MANY:
        seconds = seconds_to_wait(answer.headers) or WAIT_SECONDS
        return NotSent(words, retry_after_seconds=seconds, is_throttled=True)
    if answer.status == _FORBIDDEN and _DUPLICATE in words.lower():
        return Uncertain(words) if changes else NotSent(words)
    is_closed = any(each in f"{kind} {words}".lower() for each in _CLOSED)
    if answer.status == _UNAUTHORISED or (answer.status == _FORBIDDEN and is_closed):
        return LoginLost(words)
    return NotThere(words) if answer.status == _NOT_FOUND else Rejected(words)


def _words(body: Any) -> str:
    said = [text_at(body, "title"), text_at(body, "detail")]
    said += [text_at(each, "message") for each in listed(body, "errors")]
    said = [each for each in dict.fromkeys(said) if each]
    return f"X: {' · '.join(said)}"[:LONGEST_TEXT] if said else ""


def is_without_data(body: Any) -> bool:
    """Tell whether X answers 200 that there is no such post: errors, and no data."""
    return at(body, "data") is None and bool(listed(body, "errors"))
