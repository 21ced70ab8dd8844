"""Numbers and keys of gifts: drawn, so that they tell nobody how many there are."""

import secrets
from typing import Final

from obole.donations.models import Gift
from obole.donations.rules.references import LARGEST, SMALLEST, reference_for

KEY_BYTES: Final = 24
# One draw in nine hundred million clashes where one gift stands; twenty in a row never do.
DRAWS: Final = 20


def new_key() -> str:
    """Return a key that nobody guesses."""
    return secrets.token_urlsafe(KEY_BYTES)


def free_number() -> str:
    """Return a number that no gift has."""
    for _ in range(DRAWS):
        drawn = reference_for(SMALLEST + secrets.randbelow(LARGEST - SMALLEST + 1))
        if not Gift.objects.filter(number=drawn).exists():
            return drawn
    raise AssertionError("No number of a gift is free.")
