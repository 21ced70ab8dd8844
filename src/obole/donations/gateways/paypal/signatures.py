"""PayPal's signatures on notices, checked here with its certificate.

The signature is RSA with SHA-256 over "transmission id|time|webhook id|CRC-32 of the body". The
certificate comes from an address in the notice: only PayPal's own hosts are asked, and only a chain
that ends at an authority which this program trusts counts.
https://developer.paypal.com/api/rest/webhooks/rest/#verify-self

Why not PayPal's verify-webhook-signature: each notice would wait for a call of its own to a server
that may be down, and a stand-in for it says SUCCESS to everything.
"""

import base64
import binascii
import re
import time
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from django.conf import settings

from obole.donations.gateways.calling import SUCCESS, Call, fetch
from obole.donations.rules.gateway import ForgedNotice, GatewayDown
from obole.foundation.outbound_http import trusted_roots

HOSTS: Final = ("api.paypal.com", "api-m.paypal.com")
TEST_HOSTS: Final = ("api.sandbox.paypal.com", "api-m.sandbox.paypal.com")
PATH: Final = re.compile(r"(?:/paypal)?/v1/notifications/certs/[A-Za-z0-9_.-]{1,120}")
NAME: Final = re.compile(r"[a-z0-9.-]+\.paypal\.com")
ALGORITHM: Final = "sha256withrsa"
# Notices are sent again for three days, each time signed anew; what is older was kept by somebody.
TOLERANCE_SECONDS: Final = 4 * 24 * 3600
# PayPal changes its certificate about once a year. More addresses than these are not its own.
MOST_CERTIFICATES: Final = 8

# Each made-up address costs a request: beyond this many an hour none is made, and the nightly
# search finds what was then not believed.
MOST_FETCHES: Final = 30
HOUR: Final = 3_600.0

_fetched_at: list[float] = []
_certificates: dict[str, list[x509.Certificate]] = {}
_rehearsal_roots: dict[str, list[x509.Certificate]] = {}


def check_signature(
    *, headers: Mapping[str, str], body: bytes, webhook_id: str, is_test: bool, now: datetime
) -> None:
    """Raise ForgedNotice unless PayPal signed this body for this webhook.

    The certificate is fetched when it is not known yet: GatewayDown if that fails.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    transmission, at = sent.get("paypal-transmission-id", ""), sent.get("paypal-transmission-time")
    if (
        not (webhook_id and transmission and at)
        or sent.get("paypal-auth-algo", "").lower() != ALGORITHM
    ):
        raise ForgedNotice("The notice has no signature of PayPal.")
    try:
        signature = base64.b64decode(sent.get("paypal-transmission-sig", ""), validate=True)
        age = (now - datetime.fromisoformat(at)).total_seconds()
    except (binascii.Error, ValueError, TypeError):
        raise ForgedNotice("The notice's signature cannot be read.") from None
    url = sent.get("paypal-cert-url", "")
    _check_url(url, is_test=is_test)
    certificate = _trusted(_chain_at(url), now=now)
    signed = f"{transmission}|{at}|{webhook_id}|{zlib.crc32(body)}".encode()
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise ForgedNotice("The notice's certificate is of another kind than PayPal's.")
    try:
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise ForgedNotice("The notice's signature is not of this account.") from None
    if age > TOLERANCE_SECONDS:
        raise ForgedNotice("The notice was signed too long ago.")


def _check_url(url: str, *, is_test: bool) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ForgedNotice("The notice's certificate has no address.") from None
    if settings.PAYMENT_REHEARSAL:
        is_theirs = f"{parts.scheme}://{parts.netloc}" == settings.PAYMENT_REHEARSAL
    else:
        hosts = TEST_HOSTS if is_test else HOSTS
        is_theirs = parts.scheme == "https" and parts.netloc in hosts
    if not is_theirs or parts.query or parts.fragment or not PATH.fullmatch(parts.path):
        raise ForgedNotice("The notice's certificate is not at an address of PayPal.")


def _chain_at(url: str) -> list[x509.Certificate]:
    if url in _certificates:
        return _certificates[url]
    _check_pace()
    chain = _read_chain(url)
    if len(_certificates) >= MOST_CERTIFICATES:
        _certificates.clear()
    _certificates[url] = chain
    return chain


def _check_pace() -> None:
    now = time.monotonic()
    _fetched_at[:] = [at for at in _fetched_at if now - at < HOUR]
    if len(_fetched_at) >= MOST_FETCHES:
        raise GatewayDown("Too many certificates were asked for within an hour.")
    _fetched_at.append(now)


def _read_chain(url: str) -> list[x509.Certificate]:
    answer = fetch(Call(method="GET", url=url, headers={}))
    if answer.status not in SUCCESS:
        # An address that somebody made up, or a server that cannot now: the same to us.
        raise GatewayDown(f"PayPal's certificate cannot be had: {answer.status}.")
    try:
        return x509.load_pem_x509_certificates(answer.body)
    except ValueError:
        raise GatewayDown("PayPal's certificate cannot be read.") from None


def _trusted(chain: list[x509.Certificate], *, now: datetime) -> x509.Certificate:
    """Return the first certificate of a chain that holds now, and is PayPal's."""
    leaf, *others = chain
    names = [name for name in _names_of(leaf) if NAME.fullmatch(name.lower())]
    if not names:
        raise ForgedNotice("The notice's certificate is not PayPal's.")
    verifier = (
        PolicyBuilder()
        .store(Store(_roots()))
        .time(now.replace(tzinfo=None) - (now.utcoffset() or now - now))
        .build_server_verifier(x509.DNSName(names[0]))
    )
    try:
        verifier.verify(leaf, others)
    except VerificationError:
        raise ForgedNotice("The notice's certificate is of no authority known here.") from None
    return leaf


def _names_of(certificate: x509.Certificate) -> list[str]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return []
    return extension.value.get_values_for_type(x509.DNSName)


def _roots() -> list[x509.Certificate]:
    rehearsal = settings.PAYMENT_REHEARSAL
    if not rehearsal:
        return [x509.load_der_x509_certificate(each) for each in trusted_roots()]
    if rehearsal not in _rehearsal_roots:
        _rehearsal_roots[rehearsal] = _read_chain(f"{rehearsal}/paypal/root.pem")
    return _rehearsal_roots[rehearsal]
