"""Heads of HTTP/1 messages (RFC 9112), read strictly: what is odd is refused or passed on.

Nothing here knows sockets. A head is what stands before the body, with the empty line at its end.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

END = b"\r\n\r\n"
# As much as nginx takes in one piece.
MOST_HEAD_BYTES = 32 * 1024

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
# RFC 9112, 2.2 to 5: no bare line end, no folded line, no space before the colon.
_REQUEST = re.compile(
    rb"(" + _TOKEN + rb") ([\x21-\x7e\x80-\xff]+) HTTP/(1\.[01])\r\n"
    rb"((?:" + _TOKEN + rb":[\t\x20-\x7e\x80-\xff]*\r\n)*)\r\n"
)
_ANSWER = re.compile(rb"HTTP/1\.[01] ([1-9][0-9]{2})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n")
_LENGTH = re.compile(rb"[0-9]{1,15}")

# RFC 9110, 7.6.1: they speak of one connection and end with it.
OF_THE_CONNECTION = frozenset(
    (b"connection", b"keep-alive", b"proxy-connection", b"te", b"upgrade", b"http2-settings")
)
# As nginx does: who answers behind us is nobody's concern.
LEFT_OUT_OF_ANSWERS = OF_THE_CONNECTION | {b"server"}
WHO_ASKS = b"x-obole-connection"
# RFC 9112, 6.3: such an answer ends with its head.
WITHOUT_CONTENT = frozenset((204, 304))


class BadHead(Exception):
    """What came is no request."""


@dataclass(frozen=True)
class Head:
    """The head of a request."""

    method: bytes
    target: bytes
    version: bytes
    lines: tuple[bytes, ...]
    """Its fields as they came, without line ends."""
    fields: Mapping[bytes, bytes]
    """Values by names in lower case; of one that is repeated, the last."""
    repeated: frozenset[bytes]
    """The names of fields that came more than once."""

    @cached_property
    def length(self) -> int | None:
        """How many bytes follow; None when the head does not say it in the plain way."""
        if b"transfer-encoding" in self.fields or b"content-length" in self.repeated:
            return None
        told = self.fields.get(b"content-length", b"0")
        return int(told) if _LENGTH.fullmatch(told) else None

    @property
    def closes(self) -> bool:
        """Whether the connection is to end with the answer (RFC 9112, 9.3)."""
        return self.version != b"1.1" or b"close" in _tokens(self.fields.get(b"connection", b""))

    @property
    def waits(self) -> bool:
        """Whether the client waits for a word before it sends its body (RFC 9110, 10.1.1)."""
        return self.fields.get(b"expect", b"").lower() == b"100-continue"

    def can_be_awaited(self, most_bytes: int) -> bool:
        """Tell whether its body can be waited for: short, and of a length that is told."""
        return (
            self.length is not None
            and self.length <= most_bytes
            # HTTP/1.0 knows no such word.
            and (b"expect" not in self.fields or (self.waits and self.version == b"1.1"))
        )


def read_head(raw: bytes) -> Head:
    """Read the head of a request. Raise BadHead."""
    found = _REQUEST.fullmatch(raw)
    if found is None:
        raise BadHead
    method, target, version, block = found.groups()
    lines = tuple(block.split(b"\r\n")[:-1])
    fields: dict[bytes, bytes] = {}
    repeated = set()
    for line in lines:
        name, _, value = line.partition(b":")
        name = name.lower()
        if name in fields:
            repeated.add(name)
        fields[name] = value.strip(b" \t")
    return Head(method, target, version, lines, fields, frozenset(repeated))


def passed_on(head: Head, *, who_asks: bytes, without: Collection[bytes] = ()) -> bytes:
    """Return the head for Obole: one request a connection, and who asks, whatever was claimed.

    Names with an underscore are left out, as nginx does: WSGI could not tell `X_Obole_Connection`
    from ours.
    """
    dropped = OF_THE_CONNECTION | {WHO_ASKS, *without}
    kept = [line for line in head.lines if _may_pass(line.partition(b":")[0].lower(), dropped)]
    return b"\r\n".join(
        [
            b"%b %b HTTP/%b" % (head.method, head.target, head.version),
            *kept,
            b"Connection: close",
            b"X-Obole-Connection: " + who_asks,
            b"\r\n",
        ]
    )


def _may_pass(name: bytes, dropped: Collection[bytes]) -> bool:
    return name not in dropped and b"_" not in name


@dataclass(frozen=True)
class AnswerHead:
    """The head of what Obole answers, as the client gets it."""

    status: int
    raw: bytes
    """It says nothing of the connection or the server, and has no empty line at its end."""
    length: int | None
    """How many bytes follow; None when the connection's end tells."""


def read_answer(raw: bytes, *, method: bytes) -> AnswerHead:
    """Read the head of an answer to a request of this method. Raise BadHead."""
    found = _ANSWER.fullmatch(raw)
    if found is None:
        raise BadHead
    lines = raw.removesuffix(END).split(b"\r\n")
    kept = [line for line in lines if _name(line) not in LEFT_OUT_OF_ANSWERS]
    status = int(found[1])
    length = 0 if method == b"HEAD" or status in WITHOUT_CONTENT else _length_of(lines)
    return AnswerHead(status, b"\r\n".join(kept) + b"\r\n", length)


def _length_of(lines: list[bytes]) -> int | None:
    told = {_name(line): line.partition(b":")[2].strip() for line in lines[1:]}
    if b"transfer-encoding" in told or not _LENGTH.fullmatch(told.get(b"content-length", b"")):
        return None
    return int(told[b"content-length"])


def _name(line: bytes) -> bytes:
    return line.partition(b":")[0].lower()


def _tokens(value: bytes) -> frozenset[bytes]:
    return frozenset(token.strip().lower() for token in value.split(b","))


def who_asks(server: Sequence[object], client: object) -> bytes:
    """Return what Obole is told: our address and port, and the address of the reader."""
    reader = client[0] if isinstance(client, tuple) else ""
    return f"{_plain(server[0])} {server[1]} {_plain(reader)}".encode()


def _plain(address: object) -> str:
    # One socket for both families shows IPv4 as a part of IPv6 (RFC 4291, 2.5.5.2).
    text = str(address)
    return text.removeprefix("::ffff:") if "." in text else text
