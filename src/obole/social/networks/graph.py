"""Asking Meta's Graph APIs (Facebook, Instagram, Threads), and what their errors mean.

The table of errors: https://developers.facebook.com/docs/graph-api/guides/error-handling. Meta
says of codes 1 and 2 "try again", but posts were seen to stand after them: they leave it open.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext_noop as _

from obole.social.networks.calling import LONGEST_TEXT, Answer, Call, ask, without_secrets
from obole.social.networks.connected import at, listed, number_at, text_at
from obole.social.networks.forms import UploadedFile, form_of
from obole.social.rules.network import LoginLost, NotSent, Rejected, Uncertain
from obole.social.rules.reasons import Reason

# A page's or user's quota is counted over an hour, a day's over a day.
WAIT_SECONDS: Final = 15 * 60.0
BLOCKED_SECONDS: Final = 6 * 60 * 60.0
NOT_READY_SECONDS: Final = 30.0

_TOKEN: Final = frozenset({102, 190, 463, 467})
_RIGHTS: Final = frozenset({3, 10, *range(200, 300)})
_THROTTLED: Final = frozenset({4, 9, 17, 32, 341, 613, 80000, *range(80001, 80015)})
_BLOCKED: Final = 368
_NOT_READY: Final = 9007
_OPEN: Final = frozenset({1, 2})
# "Duplicate status message", "these photos were already posted": it stands there, likely ours.
_DUPLICATE: Final = 506
_DUPLICATE_PHOTOS: Final = 1366051
_TOO_FAST: Final = 1390008
_NO_SUCH_OBJECT: Final = ((100, 33), (803, 0))
# The page must be confirmed by its owner: nothing goes until then.
_CONFIRM: Final = frozenset({1404078, 4854002})


class NoSuchObject(Rejected):
    """What was asked for is not there, or not for us to see."""


class Graph:
    """One of Meta's APIs, asked with one token."""

    def __init__(self, root: str, token: str, *, app_secret: str = "") -> None:
        self._root = root
        self._token = token
        self._app_secret = app_secret

    def get(self, path: str, fields: Mapping[str, str] | None = None) -> Any:
        """Return what stands there. Raise as `post` does, but never Uncertain."""
        return self._ask("GET", path, fields or {}, changes=False)

    def post(
        self,
        path: str,
        fields: Mapping[str, Any],
        *,
        file: UploadedFile | None = None,
        changes: bool = False,
    ) -> Any:
        """Return the answer. Raise LoginLost, NotSent, Rejected, or Uncertain of a change."""
        return self._ask("POST", path, fields, changes=changes, file=file)

    def delete(self, path: str) -> Any:
        """Return the answer. Raise as `post` does."""
        return self._ask("DELETE", path, {}, changes=True)

    def _ask(
        self,
        method: str,
        path: str,
        fields: Mapping[str, Any],
        *,
        changes: bool,
        file: UploadedFile | None = None,
    ) -> Any:
        said = {name: _said(value) for name, value in fields.items()} | self._signed(fields)
        url = f"{self._root}/{path}"
        headers: dict[str, str] = {}
        content = b""
        if file is not None:
            headers, content = form_of(said, [file])
        elif method == "POST":
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            content = urlencode(said).encode()
        else:
            url = f"{url}?{urlencode(said)}"
        call = Call(
            method=method,
            url=url,
            headers=headers,
            content=content,
            changes=changes,
            secrets=(self._token, self._app_secret, said.get("appsecret_proof", "")),
            reads_throttling=True,
        )
        return _read(ask(call), call)

    def _signed(self, fields: Mapping[str, Any]) -> dict[str, str]:
        """Return the token and the proof that we hold the application's secret as well."""
        token = str(fields.get("access_token", self._token))
        signed = {"access_token": token}
        if self._app_secret and token == self._token:
            proof = hmac.new(self._app_secret.encode(), token.encode(), hashlib.sha256)
            signed["appsecret_proof"] = proof.hexdigest()
        return signed


def unseen_id_of(answer: Any) -> str:
    """Return the number of what nobody sees yet. Raise NotSent: it can be made again."""
    found = text_at(answer, "id")
    if not found:
        raise NotSent(_("Meta's answer does not say what was uploaded."))
    return found


def id_of(answer: Any) -> str:
    """Return the number of what was made. Raise Uncertain: it may stand, we don't know where."""
    found = text_at(answer, "id") or text_at(answer, "post_id")
    if not found:
        raise Uncertain(_("Meta's answer does not say where the post is."))
    return found


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _read(answer: Answer, call: Call) -> Any:
    error = at(answer.body, "error")
    if answer.is_success and isinstance(answer.body, (dict, list)) and not error:
        return answer.body
    if not isinstance(error, dict):
        reason = Reason(_("Meta's answer cannot be read (%(status)s)."), status=answer.status)
        raise Uncertain(reason) if call.changes else NotSent(reason)
    told = {
        name: without_secrets(value, call.secrets) if isinstance(value, str) else value
        for name, value in error.items()
    }
    raise failure_of(told, answer.headers, changes=call.changes)


def failure_of(
    error: Mapping[str, Any], headers: Mapping[str, str], *, changes: bool
) -> NotSent | Rejected | Uncertain:
    """Return what a Graph error means, to be raised. `headers` with names in lower case."""
    code, subcode = number_at(error, "code"), number_at(error, "error_subcode")
    words = _words(error, code, subcode)
    if code in _TOKEN or code in _RIGHTS or _CONFIRM & {code, subcode}:
        return LoginLost(words)
    if code in _THROTTLED:
        seconds = seconds_to_regain(headers) or WAIT_SECONDS
        return NotSent(words, retry_after_seconds=seconds, is_throttled=True)
    if code == _NOT_READY:
        return NotSent(words, retry_after_seconds=NOT_READY_SECONDS, is_throttled=True)
    if code == _BLOCKED and not _stands_already(code, subcode, words):
        return NotSent(words, retry_after_seconds=BLOCKED_SECONDS, is_throttled=True)
    is_open = code in _OPEN or error.get("is_transient") is True
    if is_open or _stands_already(code, subcode, words):
        return Uncertain(words) if changes else NotSent(words)
    return NoSuchObject(words) if (code, subcode) in _NO_SUCH_OBJECT else Rejected(words)


def _stands_already(code: int, subcode: int, words: str) -> bool:
    # 368 is "too fast" and "blocked for now", and also "already posted".
    is_blocked_for = code == _BLOCKED and subcode != _TOO_FAST and "already" in words.lower()
    return code == _DUPLICATE or subcode == _DUPLICATE_PHOTOS or is_blocked_for


def seconds_to_regain(headers: Mapping[str, str]) -> float | None:
    """Return how long until a page's quota is there again: Meta counts it in minutes."""
    try:
        usage = json.loads(headers.get("x-business-use-case-usage", ""))
    except (ValueError, RecursionError):
        return None
    minutes = [
        number_at(each, "estimated_time_to_regain_access")
        for of_one in (usage.values() if isinstance(usage, dict) else ())
        for each in listed([of_one], 0)
    ]
    longest = max(minutes, default=0)
    return min(longest, 24 * 60) * 60.0 or None


def _words(error: Mapping[str, Any], code: int, subcode: int) -> str:
    said = text_at(error, "error_user_msg") or text_at(error, "message")
    number = f"{code}/{subcode}" if subcode else str(code)
    return f"Meta {number}: {said}"[:LONGEST_TEXT]
