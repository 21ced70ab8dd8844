"""What counts as a new version of a page, how versions are chained, what all pages show."""

import hashlib
import json
from collections.abc import Sequence

SITE = "site"
"""The ingredient of every page: where the site's pages begin, and what stands around them."""


def version_digest(*, headline: str, lines: Sequence[str], previous_digest: str) -> str:
    """Return the SHA-256 (hex) of a published version and of all versions before it.

    Each digest contains the one before, so that a version which was changed or removed
    later without a trace no longer fits the versions that follow it.
    """
    content = json.dumps([previous_digest, headline, list(lines)], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def is_substantive(
    *, headline: str, lines: Sequence[str], before: tuple[str, Sequence[str]] | None
) -> bool:
    """Tell whether what readers read differs from the version before; spaces do not count."""
    if before is None:
        return True
    return _words(headline, lines) != _words(*before)


def _words(headline: str, lines: Sequence[str]) -> list[str]:
    return " ".join([headline, *lines]).split()
