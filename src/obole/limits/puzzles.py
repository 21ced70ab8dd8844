"""A puzzle that costs a browser half a second, and whoever sends ten thousand comments an hour.

ALTCHA's second version (https://altcha.org/docs/v2/proof-of-work): find a counter whose derived
key begins with a zero byte. It names the form for which it was made, and is worth nothing for
another; so nobody has to remember which ones were solved.
"""

import base64
import binascii
import json
from typing import Any

import altcha

# PBKDF2 with 5,000 rounds takes a browser a millisecond or two, and we check one in 1.2 ms.
ALGORITHM, ROUNDS, PREFIX = "PBKDF2/SHA-256", 5_000, "00"


def make_puzzle(*, form: str, key: bytes, prefix: str = PREFIX) -> dict[str, Any]:
    """Return a puzzle for the form with this digest, as JSON for the browser.

    With a shorter prefix it is solved sooner; to check it costs the same.
    """
    challenge = altcha.create_challenge(
        ALGORITHM, ROUNDS, key_prefix=prefix, data={"form": form}, hmac_secret=key
    )
    return challenge.to_dict()


def is_solved(solution: str, *, form: str, key: bytes) -> bool:
    """Tell whether the puzzle of the form with this digest was solved. Takes any text."""
    try:
        payload = json.loads(base64.b64decode(solution, validate=True))
        made_for = payload["challenge"]["parameters"]["data"]["form"]
        return made_for == form and altcha.verify_solution(solution, key).verified
    except (binascii.Error, ValueError, TypeError, KeyError, RecursionError):
        return False
