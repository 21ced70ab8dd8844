"""What is kept of secrets and of sources: digests."""

import hashlib

from django.utils.crypto import salted_hmac

SECRET_BYTES = 24


def source_digest(network: str) -> str:
    """Return what says "the same source", and not which; empty for an unknown network."""
    if not network:
        return ""
    return salted_hmac("obole.comments.source", network, algorithm="sha256").hexdigest()


def secret_digest(secret: str) -> str:
    """Return what is kept of a secret that stands in an address."""
    return hashlib.sha256(secret.encode()).hexdigest()
