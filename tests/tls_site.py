"""A WSGI application behind real TLS on the real ports, for scanners that insist on them."""

import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# Any address of 127.0.0.0/8 is this machine; 127.0.0.7 leaves a developer's own server alone.
HOST = "127.0.0.7"
HTTP_PORT, HTTPS_PORT = 80, 443
START_LIMIT_SECONDS = 60


class PortsUnavailable(Exception):
    """The ports 80 and 443 of 127.0.0.7 can't be bound by this user."""


@dataclass(frozen=True)
class Certificate:
    """A certificate for HOST, its key, and the throw-away authority that signed it."""

    chain: Path
    key: Path
    authority: Path


def require_ports() -> None:
    """Raise PortsUnavailable, with the reason, unless both ports can be bound."""
    for port in (HTTP_PORT, HTTPS_PORT):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as refusal:
                raise PortsUnavailable(f"{HOST}:{port} can't be bound: {refusal}.") from refusal


def make_certificate(*, folder: Path) -> Certificate:
    """Make a certificate authority and a certificate for HOST, both valid for one day."""
    made = Certificate(
        chain=folder / "site.pem", key=folder / "site.key", authority=folder / "authority.pem"
    )
    new_key = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "1", "-batch")
    authority_key = folder / "authority.key"
    _openssl(
        *new_key, "-subj", "/CN=Obole test authority", "-addext", "keyUsage=critical,keyCertSign",
        "-keyout", authority_key, "-out", made.authority,
    )  # fmt: skip
    _openssl(
        *new_key, "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=IP:{HOST}",
        "-addext", "basicConstraints=critical,CA:FALSE",
        "-CA", made.authority, "-CAkey", authority_key, "-keyout", made.key, "-out", made.chain,
    )  # fmt: skip
    return made


@contextmanager
def served_over_tls(
    *, application: str, certificate: Certificate, environment: Mapping[str, str], folder: Path
) -> Iterator[str]:
    """Serve `module:callable` on https://127.0.0.7/, with plain HTTP redirecting there."""
    command: list[str | Path] = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1",
        "--host", HOST, "--port", str(HTTPS_PORT), "--no-ws",
        "--ssl-certificate", certificate.chain, "--ssl-keyfile", certificate.key, application,
    ]  # fmt: skip
    redirector = ThreadingHTTPServer((HOST, HTTP_PORT), _RedirectToHttps)
    threading.Thread(target=redirector.serve_forever, daemon=True).start()
    log = folder / "granian.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=dict(environment)
        )
    try:
        _wait_until_it_answers(server=server, certificate=certificate, log=log)
        yield f"https://{HOST}"
    finally:
        server.terminate()
        server.wait(timeout=START_LIMIT_SECONDS)
        redirector.shutdown()
        redirector.server_close()


class _RedirectToHttps(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(301)
        self.send_header("Location", f"https://{HOST}{self.path}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815 - the name is the library's.

    def log_message(self, *_: object) -> None:
        """Stay quiet: the scanner's requests are of no interest."""


def _openssl(program: str, *arguments: str | Path) -> None:
    subprocess.run([program, *arguments], check=True, capture_output=True)


def _wait_until_it_answers(
    *, server: subprocess.Popen[bytes], certificate: Certificate, log: Path
) -> None:
    # The port is open long before the application is loaded; the scanner would give up meanwhile.
    context = ssl.create_default_context(cafile=str(certificate.authority))
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while True:
        connection = HTTPSConnection(HOST, timeout=START_LIMIT_SECONDS, context=context)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
        except ConnectionRefusedError:
            assert server.poll() is None, f"The server died: {log.read_text()}"
            assert time.monotonic() < deadline, f"The server did not start: {log.read_text()}"
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
