"""Text under seal: what the law makes us keep, and nobody should read in passing.

The key is derived from the site's secret, so that whoever has the database alone reads nothing.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class BrokenSeal(Exception):
    """The text was sealed with another secret or for another purpose, or was altered."""


def seal(text: str, *, purpose: str) -> str:
    """Return the text, encrypted and authenticated, for this purpose only. Never twice the same."""
    return _cipher(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Return what was sealed for this purpose. Raise BrokenSeal."""
    try:
        return _cipher(settings.SECRET_KEY, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise BrokenSeal(f"This is no text that was sealed here for {purpose}.") from None


@lru_cache(maxsize=16)
def _cipher(secret: str, purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"obole.{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
