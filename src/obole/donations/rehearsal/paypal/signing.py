"""A certificate authority of the rehearsal's own, and notices signed as PayPal signs them."""

import base64
import hashlib
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from obole.donations.rehearsal.exchange import TestClock
from obole.donations.rehearsal.keys import WEBHOOK_ID

NAME: Final = "messageverificationcerts.sandbox.paypal.com"
PATH: Final = "/v1/notifications/certs/CERT-rehearsal"
YEARS: Final = timedelta(days=3_650)


class Signing:
    """Keys made anew for each rehearsal, never written down."""

    def __init__(self, *, clock: TestClock) -> None:
        self.clock = clock
        self.root = ""
        self._count = 0
        authority_key = ec.generate_private_key(ec.SECP256R1())
        authority = _named("Rehearsal authority")
        self._authority = (
            _builder(authority, authority, clock)
            .public_key(authority_key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()),
                critical=False,
            )
            .sign(authority_key, SHA256())
        )
        self._key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        self._certificate = (
            _builder(_named(NAME), authority, clock)
            .public_key(self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
                critical=False,
            )
            .sign(authority_key, SHA256())
        )

    @property
    def authority_pem(self) -> bytes:
        """What the site has to trust while it rehearses."""
        return self._authority.public_bytes(Encoding.PEM)

    @property
    def certificate_pem(self) -> bytes:
        """What the site fetches to check a notice."""
        return self._certificate.public_bytes(Encoding.PEM)

    def sign(self, body: bytes) -> Mapping[str, str]:
        """Return the five headers of a notice."""
        self._count += 1
        transmission = hashlib.sha256(f"{self._count}{self.root}".encode()).hexdigest()[:32]
        at = self.clock.text()
        signed = f"{transmission}|{at}|{WEBHOOK_ID}|{zlib.crc32(body)}".encode()
        signature = self._key.sign(signed, PKCS1v15(), SHA256())
        return {
            "PayPal-Transmission-Id": transmission,
            "PayPal-Transmission-Time": at,
            "PayPal-Transmission-Sig": base64.b64encode(signature).decode(),
            "PayPal-Cert-Url": f"{self.root}/paypal{PATH}",
            "PayPal-Auth-Algo": "SHA256withRSA",
        }


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(subject: x509.Name, issuer: x509.Name, clock: TestClock) -> x509.CertificateBuilder:
    now = datetime.fromtimestamp(clock.seconds(), tz=UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + YEARS)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=not signs_certificates,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
