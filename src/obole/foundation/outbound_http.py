"""The one HTTP client: whatever this program fetches goes through here, and nothing private does.

A URL from outside must not reach the machine's own network. The name is resolved once, every
address must be public, and the connection goes to that very address: a second answer of the
name server is never asked for.
"""

import functools
import ipaddress
import socket
import ssl
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from obole.foundation.outbound_addresses import (
    ALLOWED_PORTS,
    ALLOWED_SCHEMES,
    Address,
    AddressRefused,
    check_address,
    check_host,
)
from obole.foundation.outbound_content import Content, CutShort, begun, length_said
from obole.foundation.outbound_deadline import Deadline, OutboundFailed, TooSlow

# A task can wait for so long without holding up the others behind it.
TOTAL_SECONDS = 10.0
# A feed, a card or an answer of an API; what is larger is not for us. Counted when unpacked.
BODY_LIMIT_BYTES = 1024 * 1024
REDIRECT_LIMIT = 2
# One broken network (often IPv6) is forgiven, not a list of dead addresses.
ADDRESSES_TRIED = 2
LONGEST_URL = 2048
CHUNK_BYTES = 16 * 1024
USER_AGENT = "Obole"

Resolver = Callable[[str, int], Sequence[Address]]


class Unreachable(OutboundFailed):
    """No connection, or the answer is not HTTP."""


class NotConnected(Unreachable):
    """There was no connection: surely nothing was sent."""


class SlowToConnect(TooSlow):
    """The time ended before there was a connection: surely nothing was sent."""


# After every other failure the server may have done what it was asked for.
UNSENT = (NotConnected, SlowToConnect, CutShort)


class TooLarge(OutboundFailed):
    """The unpacked body is larger than the limit."""


class UnexpectedContent(OutboundFailed):
    """The answer has a content type or an encoding that was not asked for."""


class TooManyRedirects(OutboundFailed):
    """The answer leads on, again and again."""


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """An answer, of whatever status; `url` is where it came from after redirects."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to ask for. With `redirects=0` a redirect is an answer like any other.

    Whoever raises `body_limit_bytes` has that much memory for one answer.
    """

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    content: Content = b""
    redirects: int = 0
    content_types: Collection[str] = ()
    body_limit_bytes: int = BODY_LIMIT_BYTES

    def __post_init__(self) -> None:
        assert self.redirects <= REDIRECT_LIMIT, "More redirects than anything honest needs."


def resolve_by_system(host: str, port: int) -> list[Address]:
    """Return the addresses of the host, in the system's order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(answer[4][0]) for answer in found]


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _connect_to_internet() -> httpx.BaseTransport:
    return httpx.HTTPTransport(verify=_tls(), trust_env=False)


@dataclass(frozen=True, kw_only=True)
class OutboundClient:
    """Fetches from the public Internet, within limits of time and size.

    `resolve` and `connect` are there for tests: names and wires of their own. `neighbours` are
    servers of the machine's own that a setting names, "http://127.0.0.1:8801": only these very
    origins are reached in spite of their address, and never by a redirect from elsewhere.
    """

    resolve: Resolver = resolve_by_system
    connect: Callable[[], httpx.BaseTransport] = _connect_to_internet
    total_seconds: float = TOTAL_SECONDS
    neighbours: Collection[str] = ()

    def fetch(self, url: str, wanted: Wanted = Wanted()) -> Fetched:
        """Return the answer to the request. Raise AddressRefused or OutboundFailed."""
        with Deadline(self.total_seconds) as deadline:
            target = _parse(url, self.neighbours)
            for _ in range(wanted.redirects + 1):
                answer = self._exchange(target, wanted, deadline)
                location = answer.headers.get("location")
                if not (wanted.redirects and 300 <= answer.status < 400 and location):  # noqa: PLR2004
                    return answer
                following = _parse(str(target.join(_checked_text(location))))
                wanted = _after_redirect(wanted, target, following, answer.status)
                target = following
        raise TooManyRedirects(f"{url} leads on more than {wanted.redirects} times.")

    def _exchange(self, target: httpx.URL, wanted: Wanted, deadline: Deadline) -> Fetched:
        addresses = self._addresses_of(target, deadline)[:ADDRESSES_TRIED]
        for remaining, address in zip(range(len(addresses) - 1, -1, -1), addresses, strict=True):
            try:
                return self._ask(target, address, wanted, deadline)
            except httpx.ConnectError as failure:
                if not remaining:
                    raise NotConnected(f"{target.host} cannot be reached: {failure}") from failure
            except (httpx.ConnectTimeout, httpx.PoolTimeout) as failure:
                raise SlowToConnect(f"{target.host} took too long.") from failure
            except httpx.TimeoutException as failure:
                raise TooSlow(f"{target.host} took too long.") from failure
            except httpx.HTTPError as failure:
                deadline.check()
                raise Unreachable(f"{target.host} did not answer properly: {failure}") from failure
        raise NotConnected(f"{target.host} has no address.")

    def _addresses_of(self, target: httpx.URL, deadline: Deadline) -> Sequence[Address]:
        if _origin(target) in self.neighbours:
            return [ipaddress.ip_address(target.host)]
        literal = check_host(target.raw_host.decode("ascii"))
        if literal is not None:
            return [literal]
        port = target.port or (443 if target.scheme == "https" else 80)
        resolver = ThreadPoolExecutor(max_workers=1)
        try:
            # The system's resolver knows no deadline.
            asked = resolver.submit(self.resolve, target.raw_host.decode("ascii"), port)
            addresses = asked.result(timeout=deadline.remaining_seconds())
        except TimeoutError as failure:
            raise SlowToConnect(f"The name {target.host} took too long to resolve.") from failure
        except (OSError, UnicodeError) as failure:
            raise NotConnected(f"The name {target.host} is not known: {failure}") from failure
        finally:
            resolver.shutdown(wait=False)
        for address in addresses:
            check_address(address)
        return addresses

    def _ask(
        self, target: httpx.URL, address: Address, wanted: Wanted, deadline: Deadline
    ) -> Fetched:
        timeout, transport = deadline.remaining_seconds(), self.connect()
        with httpx.Client(
            transport=transport, trust_env=False, follow_redirects=False, timeout=timeout
        ) as client:
            request = _request(client, target, address, wanted, deadline)
            response = client.send(request, stream=True)
            try:
                _check_content_type(response, wanted)
                body = b"".join(_unpack(response, deadline, limit=wanted.body_limit_bytes))
            finally:
                response.close()
            deadline.check()
            return Fetched(
                url=str(target),
                status=response.status_code,
                headers=dict(response.headers.items()),
                body=body,
            )


def trusted_roots() -> list[bytes]:
    """Return the certificates (DER) of the authorities that this program trusts."""
    return _tls().get_ca_certs(binary_form=True)


def _origin(target: httpx.URL) -> str:
    return f"{target.scheme}://{target.netloc.decode('ascii')}"


def _parse(url: str, neighbours: Collection[str] = ()) -> httpx.URL:
    try:
        target = httpx.URL(_checked_text(url))
    except httpx.InvalidURL as failure:
        raise AddressRefused(f"This is not a web address: {failure}") from failure
    if _origin(target) in neighbours and not target.userinfo:
        return target
    if target.scheme not in ALLOWED_SCHEMES:
        raise AddressRefused("Only http and https addresses are fetched.")
    if target.userinfo:
        raise AddressRefused("An address with a user name in it is not fetched.")
    if target.port not in (None, *ALLOWED_PORTS):
        raise AddressRefused(f"Port {target.port} is not a port of the web.")
    check_host(target.raw_host.decode("ascii"))
    return target


def _checked_text(url: str) -> str:
    if len(url) > LONGEST_URL:
        raise AddressRefused("The address is too long.")
    if "\\" in url or any(character.isspace() or not character.isprintable() for character in url):
        raise AddressRefused("The address contains a backslash, a space or a control character.")
    return url


def _after_redirect(wanted: Wanted, before: httpx.URL, after: httpx.URL, status: int) -> Wanted:
    if before.scheme == "https" and after.scheme != "https":
        raise AddressRefused("A redirect leads from https to http.")
    # As browsers do: only 307 and 308 repeat the method and the content.
    repeats = status in (307, 308) or wanted.method in ("GET", "HEAD")
    is_same_origin = before.netloc == after.netloc and before.scheme == after.scheme
    return Wanted(
        method=wanted.method if repeats else "GET",
        # Keys and tokens are for the server that they were given for.
        headers=wanted.headers if is_same_origin else {},
        content=wanted.content if repeats and is_same_origin else b"",
        redirects=wanted.redirects,
        content_types=wanted.content_types,
        body_limit_bytes=wanted.body_limit_bytes,
    )


def _request(
    client: httpx.Client, target: httpx.URL, address: Address, wanted: Wanted, deadline: Deadline
) -> httpx.Request:
    extensions: dict[str, Any] = {"trace": deadline.watch}
    if str(address) != target.host:
        extensions["sni_hostname"] = target.raw_host.decode("ascii")
    headers = {"User-Agent": USER_AGENT} | dict(wanted.headers) | length_said(wanted.content)
    return client.build_request(
        wanted.method,
        target.copy_with(host=str(address)),
        headers=headers | {"Host": target.netloc.decode("ascii"), "Accept-Encoding": "gzip"},
        content=begun(wanted.content),
        extensions=extensions,
    )


def _check_content_type(response: httpx.Response, wanted: Wanted) -> None:
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if wanted.content_types and response.is_success and content_type not in wanted.content_types:
        raise UnexpectedContent(f"The answer is {content_type or 'of no type'}.")


def _unpack(response: httpx.Response, deadline: Deadline, *, limit: int) -> Iterator[bytes]:
    """Yield the body unpacked, a little at a time: a bomb never fits in memory at once."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise UnexpectedContent(f"The answer is packed as {encoding}, which was not asked for.")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if encoding == "gzip" else None
    size = 0
    for chunk in response.iter_raw(CHUNK_BYTES):
        deadline.check()
        try:
            piece = unpacker.decompress(chunk, limit + 1) if unpacker else chunk
        except zlib.error as failure:
            raise UnexpectedContent(f"The answer is packed badly: {failure}") from failure
        size += len(piece)
        if size > limit:
            raise TooLarge(f"The answer is larger than {limit} bytes.")
        yield piece
    if unpacker and size and not unpacker.eof:
        raise UnexpectedContent("The answer was cut off.")
