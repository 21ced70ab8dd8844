"""How often a comment may be sent, and what is said to whoever sends too often."""

from django.utils.translation import ngettext

from obole.limits.rules import Limit

# An office or a school shares an address. Previews count too: they cost as much.
FROM_A_SOURCE = Limit(name="comments-source", most=60, window_seconds=600)
BY_A_READER = Limit(name="comments-reader", most=10, window_seconds=600)
# No thread that people read grows faster; a flood from many sources stops here.
ON_AN_ARTICLE = Limit(name="comments-article", most=600, window_seconds=600)
# Nobody needs more mails with a link than these, and nobody's letter box is to be filled.
LINKS_TO_AN_ADDRESS = Limit(name="comments-link", most=3, window_seconds=3600)
LINKS_FROM_A_SOURCE = Limit(name="comments-link-source", most=20, window_seconds=3600)

_MINUTE = 60


def words_of_waiting(*, seconds: int) -> str:
    """Return that somebody must wait, and how long."""
    minutes = -(-seconds // _MINUTE)
    return ngettext(
        "That was very often in a short time. Your text is kept here: wait %(count)d minute, "
        "then send it.",
        "That was very often in a short time. Your text is kept here: wait %(count)d minutes, "
        "then send it.",
        minutes,
    ) % {"count": minutes}
