"""A session at a Bluesky account's own server (PDS): opened, kept, refreshed.

https://docs.bsky.app/docs/api/com-atproto-server-create-session. Logging in is limited to 30 in
five minutes and 300 a day for an account, so a session is kept and refreshed, and the app
password is used only when there is none that lives.
"""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext_noop

from obole.social.networks.calling import Answer, Call, ask_for_json, server_of
from obole.social.rules.network import LoginLost, NotSent, Rejected, WrongCredentials
from obole.social.rules.reasons import in_their_words

ENTRYWAY: Final = "https://bsky.social"
DIRECTORY: Final = "https://plc.directory"
PDS: Final = "#atproto_pds"
# Refreshed when less than this is left: an access token lives for about two hours.
MARGIN: Final = timedelta(minutes=25)

UNAUTHORISED: Final = 401
ENDED: Final = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})
BARRED: Final = frozenset(
    {"AccountTakedown", "AccountDeactivated", "AccountSuspended", "AuthFactorTokenRequired"}
)

Keep = Callable[[Mapping[str, str]], None]


class Session:
    """Asks an account's own server, logged in. `keep` stores what must not be lost."""

    def __init__(self, values: Mapping[str, str], *, handle: str, service: str, keep: Keep) -> None:
        self._values = dict(values)
        self._handle = handle.strip().removeprefix("@")
        self._service = service or ENTRYWAY
        self._keep = keep

    @property
    def did(self) -> str:
        """The account's lasting identifier; logs in if it is not known yet."""
        if not self._values.get("did") or not self._values.get("access"):
            self._log_in()
        return self._values["did"]

    @property
    def handle(self) -> str:
        """The account's name, as the server said it last."""
        return self._values.get("handle") or self._handle

    @property
    def pds(self) -> str:
        """The account's own server."""
        return self._values.get("pds") or server_of(self._service)

    def is_ending(self, now: datetime) -> bool:
        """Tell whether the access token is about to end, or is none that can be read."""
        ends_at = _end_of(self._values.get("access", ""))
        return ends_at is None or ends_at - now < MARGIN

    def ask(self, method: str, name: str, *, changes: bool = False, **content: Any) -> Answer:
        """Return the answer of an XRPC method, logging in anew where the session has ended.

        `content` is `json`, or `content` with `headers`. A refused token means that nothing was
        done, so the same call is made once more with a new one. Raise LoginLost.
        """
        self.did  # noqa: B018 - logs in
        answer = self._ask(method, name, changes=changes, **content)
        if error_of(answer) in ENDED or answer.status == UNAUTHORISED:
            self.renew()
            answer = self._ask(method, name, changes=changes, **content)
        if error_of(answer) in ENDED | BARRED or answer.status == UNAUTHORISED:
            raise LoginLost(words_of(answer))
        return answer

    def renew(self) -> None:
        """Refresh the session, or log in again. Raise LoginLost, NotSent."""
        refresh = self._values.get("refresh")
        if not refresh:
            self._log_in()
            return
        answer = ask_for_json(
            Call(
                method="POST",
                url=f"{self.pds}/xrpc/com.atproto.server.refreshSession",
                headers={"Authorization": f"Bearer {refresh}"},
                secrets=(refresh,),
            )
        )
        if answer.is_success:
            self._take(answer.body)
        elif error_of(answer) in BARRED:
            raise LoginLost(words_of(answer))
        else:
            self._log_in()

    def values(self) -> dict[str, str]:
        """Return all that is to be kept under seal."""
        return dict(self._values)

    def _log_in(self) -> None:
        password = self._values.get("password", "")
        if not password:
            raise LoginLost(gettext_noop("There is no app password for this account."))
        answer = ask_for_json(
            Call(
                method="POST",
                url=f"{server_of(self._service)}/xrpc/com.atproto.server.createSession",
                json={"identifier": self._handle, "password": password},
                secrets=(password,),
            )
        )
        if not answer.is_success:
            if error_of(answer):
                raise LoginLost(words_of(answer))
            words = gettext_noop("There is no Bluesky server at this address.")
            # Where there was one, it will be there again.
            raise NotSent(words) if self._values.get("did") else WrongCredentials(words)
        self._take(answer.body)

    def _take(self, body: Any) -> None:
        new = {
            "access": str(body.get("accessJwt") or ""),
            "refresh": str(body.get("refreshJwt") or ""),
            "did": str(body.get("did") or ""),
            "handle": str(body.get("handle") or ""),
        }
        if not new["access"] or not new["did"]:
            raise NotSent(gettext_noop("The server's answer holds no session."))
        new["pds"] = _server_in(body.get("didDoc")) or self._server_looked_up(new["did"])
        self._values |= {name: value for name, value in new.items() if value}
        self._keep(self._values)

    def _server_looked_up(self, did: str) -> str:
        """Return the account's server from the directory: only Bluesky's door is not one itself."""
        if server_of(self._service) != ENTRYWAY:
            return server_of(self._service)
        return _server_in(_document_of(did)) or ENTRYWAY

    def _ask(self, method: str, name: str, *, changes: bool, **content: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self._values.get('access', '')}"}
        return ask_for_json(
            Call(
                method=method,
                url=f"{self.pds}/xrpc/{name}",
                headers=headers | content.pop("headers", {}),
                changes=changes,
                secrets=(self._values.get("access", ""),),
                **content,
            )
        )


def error_of(answer: Answer) -> str:
    """Return the name of the error in an answer; empty where there is none."""
    if answer.is_success or not isinstance(answer.body, dict):
        return ""
    return str(answer.body.get("error") or "")


def words_of(answer: Answer) -> str:
    """Return what an answer says of its error."""
    said = answer.body.get("message") if isinstance(answer.body, dict) else None
    return str(said or error_of(answer) or answer.text)[:300]


def refusal_of(answer: Answer) -> Exception:
    """Return what a refusal means that is not one of our session."""
    if not error_of(answer):
        return NotSent(in_their_words(str(answer.status), answer.text))
    return Rejected(words_of(answer))


def _document_of(did: str) -> Any:
    """Return what a DID stands for: https://atproto.com/specs/did. None if it cannot be had."""
    if did.startswith("did:plc:"):
        url = f"{DIRECTORY}/{quote(did)}"
    elif did.startswith("did:web:"):
        url = f"https://{did.removeprefix('did:web:')}/.well-known/did.json"
    else:
        return None
    answer = ask_for_json(Call(method="GET", url=url))
    return answer.body if answer.is_success else None


def _server_in(document: Any) -> str:
    services = document.get("service") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else []:
        if isinstance(service, dict) and str(service.get("id", "")).endswith(PDS):
            parts = urlsplit(str(service.get("serviceEndpoint", "")))
            return server_of(f"{parts.scheme}://{parts.netloc}")
    return ""


def _end_of(token: str) -> datetime | None:
    """Return when a token (RFC 7519) ends; its signature is the server's matter."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return datetime.fromtimestamp(claims["exp"], tz=UTC)
    except (LookupError, ValueError, TypeError, OverflowError):
        return None
