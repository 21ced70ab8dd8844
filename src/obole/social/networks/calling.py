"""How networks are asked over HTTP, and what the ends of a call are called here.

Only a failure before there was a connection, throttling, and a definite refusal say that nothing
was done. A lost answer, a broken one and every 5xx leave it open: of a call that changes
something that is Uncertain, of any other it is NotSent.
"""

import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop

from obole.foundation.outbound_addresses import AddressRefused
from obole.foundation.outbound_content import Content
from obole.foundation.outbound_deadline import OutboundFailed
from obole.foundation.outbound_http import UNSENT, Fetched, OutboundClient, Wanted
from obole.social.networks.throttling import seconds_said, seconds_to_wait
from obole.social.rules.network import NotSent, Rejected, Uncertain, WrongCredentials
from obole.social.rules.reasons import Reason

# A page of a timeline, with forty posts, is some hundred kilobytes.
LARGEST_ANSWER_BYTES: Final = 4 * 1024 * 1024
# A picture of a megabyte over a slow line, and a server that resizes it.
TOTAL_SECONDS: Final = 30.0
# Two hundred megabytes, the largest file of the library, at three megabits a second.
UPLOAD_SECONDS: Final = 600.0
LONGEST_TEXT: Final = 300

SUCCESS: Final = range(200, 300)
REDIRECTS: Final = range(300, 400)
TOO_MANY: Final = 429
TOO_LARGE: Final = 413
SERVER_FAILS: Final = 500

_neighbours: list[str] = []


class AddressNotAllowed(NotSent):
    """The address is in a private network, or is no web address."""


@contextmanager
def neighbours(*origins: str) -> Iterator[None]:
    """Let these servers of the machine's own be reached, "http://127.0.0.1:8801": for tests."""
    _neighbours.extend(origins)
    try:
        yield
    finally:
        for origin in origins:
            _neighbours.remove(origin)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request to a network. `changes`: it is one that must not be done twice by accident."""

    method: str
    # Addresses may hold a token.
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: Any = field(default=None, repr=False)
    content: Content = field(default=b"", repr=False)
    changes: bool = False
    secrets: Collection[str] = field(default=(), repr=False)
    """Struck out of what an exception says."""
    total_seconds: float = TOTAL_SECONDS
    reads_throttling: bool = False
    """The caller reads an answer 429 itself: some networks say more in its body."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the network answered, below 500; `body` is JSON, or None."""

    status: int
    headers: Mapping[str, str]
    body: Any
    text: str

    @property
    def is_success(self) -> bool:
        """Tell whether the network did what it was asked for."""
        return self.status in SUCCESS


def server_of(written: str) -> str:
    """Return the origin of the server that somebody wrote: "social.example", or an address of it.

    Tokens go over HTTPS only. Raise WrongCredentials.
    """
    text = written.strip().rstrip("/")
    if "://" not in text:
        text = f"https://{text.rpartition('@')[2]}"
    try:
        parts = urlsplit(text)
        is_open = parts.scheme == "https" and parts.username is None and bool(parts.hostname)
    except ValueError:
        is_open = False
    origin = f"{parts.scheme}://{parts.netloc}" if is_open or text in _neighbours else ""
    if not origin:
        raise WrongCredentials(
            Reason(
                gettext_noop("This is not the address of a server: %(text)s"), text=written[:100]
            )
        )
    return origin


def ask(call: Call) -> Answer:
    """Return the answer. Raise NotSent, or Uncertain of a call that changes something.

    Raise Rejected where the server, or one before it, takes nothing so large (RFC 9110, 15.5.14).
    """
    fetched = _fetched(call)
    text = fetched.body.decode(errors="replace")
    _check_status(call, fetched, text)
    is_success = fetched.status in SUCCESS
    return Answer(
        status=fetched.status,
        headers={name.lower(): value for name, value in fetched.headers.items()},
        # Refusals quote what they were sent, and end up in the log.
        body=_parsed(text if is_success else without_secrets(text, call.secrets)),
        text=_said(call, text),
    )


def _check_status(call: Call, fetched: Fetched, text: str) -> None:
    """Raise what a status means by itself, whatever is in the answer."""
    if fetched.status == TOO_LARGE and _parsed(text) is None:
        # In JSON the network itself says more.
        words = gettext_noop("%(host)s takes no file of this size.")
        raise Rejected(Reason(words, host=_host(call)))
    if fetched.status == TOO_MANY and not call.reads_throttling:
        waits = (seconds_to_wait(fetched.headers), seconds_said(_parsed(text)))
        raise NotSent(
            Reason(gettext_noop("%(host)s asks us to slow down."), host=_host(call)),
            retry_after_seconds=max((each for each in waits if each is not None), default=None),
            is_throttled=True,
        )
    if fetched.status >= SERVER_FAILS:
        raise _open_end(
            call,
            Reason(
                gettext_noop("%(host)s answered %(status)s: %(words)s"),
                host=_host(call),
                status=fetched.status,
                words=_said(call, text),
            ),
        )
    if fetched.status in REDIRECTS:
        raise NotSent(
            Reason(
                gettext_noop("%(host)s leads elsewhere (%(status)s)."),
                host=_host(call),
                status=fetched.status,
            )
        )


def ask_for_json(call: Call) -> Answer:
    """Return the answer, a JSON object or list if it is a success. Raise as `ask`."""
    answer = ask(call)
    if answer.is_success and not isinstance(answer.body, (dict, list)):
        raise _open_end(
            call,
            Reason(
                gettext_noop("%(host)s answered something that cannot be read."), host=_host(call)
            ),
        )
    return answer


def not_their_word(answer: Answer) -> NotSent:
    """Return what a refusal means that is none of the network's own: of a proxy, or a firewall.

    It says nothing of our log-in, and nothing reached the network.
    """
    words = gettext_noop("Something on the way to the network refuses (%(status)s): %(words)s")
    return NotSent(Reason(words, status=answer.status, words=answer.text))


def without_secrets(text: str, secrets: Collection[str]) -> str:
    """Return a text of a network in which our secrets are struck out: some quote what they got."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "(hidden)")
    return text


def multipart(
    fields: Mapping[str, str], *, name: str, file_name: str, content: bytes, content_type: str
) -> tuple[dict[str, str], bytes]:
    """Return the headers and the content of a form with one file (RFC 7578)."""
    boundary = secrets.token_hex(16)
    opening = f"--{boundary}\r\nContent-Disposition: form-data"
    parts: Sequence[bytes] = [
        *(f'{opening}; name="{key}"\r\n\r\n{fields[key]}\r\n'.encode() for key in fields),
        f'{opening}; name="{name}"; filename="{file_name}"\r\n'
        f"Content-Type: {content_type}\r\n\r\n".encode(),
        content,
        f"\r\n--{boundary}--\r\n".encode(),
    ]
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, b"".join(parts)


def _fetched(call: Call) -> Fetched:
    client = OutboundClient(total_seconds=call.total_seconds, neighbours=tuple(_neighbours))
    headers = {"Accept": "application/json"} | dict(call.headers)
    content: Content = call.content
    if call.json is not None:
        headers["Content-Type"] = "application/json"
        content = json.dumps(call.json, ensure_ascii=False).encode()
    wanted = Wanted(
        method=call.method,
        headers=headers,
        content=content,
        body_limit_bytes=LARGEST_ANSWER_BYTES,
    )
    try:
        return client.fetch(call.url, wanted)
    except AddressRefused as refusal:
        words = _said(call, str(refusal))
        raise AddressNotAllowed(
            Reason(gettext_noop("This address is not asked: %(words)s"), words=words)
        ) from None
    except UNSENT as failure:
        raise NotSent(_failed(call, failure)) from None
    except OutboundFailed as failure:
        raise _open_end(call, _failed(call, failure)) from None


def _open_end(call: Call, reason: Reason) -> NotSent | Uncertain:
    return Uncertain(reason) if call.changes else NotSent(reason)


def _failed(call: Call, failure: Exception) -> Reason:
    return Reason(
        gettext_noop("%(host)s did not answer as it should. (%(words)s)"),
        host=_host(call),
        words=_said(call, str(failure)),
    )


def _said(call: Call, text: str) -> str:
    # Struck out before it is cut: half a secret is one too.
    return without_secrets(text, call.secrets)[:LONGEST_TEXT]


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text.strip() else None
    except (ValueError, RecursionError):
        return None


def _host(call: Call) -> str:
    return urlsplit(call.url).hostname or "The network"
