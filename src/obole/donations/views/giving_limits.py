"""How often the giving form may be sent, and what is said to whoever sends it too often."""

from django.utils.translation import ngettext

from obole.limits.rules import Limit

# An office or a school shares an address; what it costs us is a row and a page.
FROM_A_SOURCE = Limit(name="giving-source", most=60, window_seconds=600)
# Forms send mails with a link or with how to pay: nobody's letter box is to be filled.
TO_AN_ADDRESS = Limit(name="giving-address", most=10, window_seconds=3600)
# Asking a provider takes a second of one of few threads.
ASKING_FOR_A_GIFT = Limit(name="giving-ask", most=8, window_seconds=600)
ASKING_FROM_A_SOURCE = Limit(name="giving-ask-source", most=60, window_seconds=600)

_MINUTE = 60


def words_of_waiting(*, seconds: int) -> str:
    """Return that somebody must wait, and how long."""
    minutes = -(-seconds // _MINUTE)
    return ngettext(
        "That was very often in a short time. What you filled in is kept: wait %(count)d minute, "
        "then send it.",
        "That was very often in a short time. What you filled in is kept: wait %(count)d minutes, "
        "then send it.",
        minutes,
    ) % {"count": minutes}
