"""Whether a request for a short address is a reader's: programs that look ahead count nothing."""

import re
from typing import Final

# Programs name themselves: search engines, makers of link previews, servers of the fediverse,
# which all fetch an address that is posted, and libraries that people write programs with.
_PROGRAM: Final = re.compile(
    r"bot|crawl|spider|preview|fetch|scan|monitor|check|facebookexternal|meta-external|whatsapp"
    r"|mastodon|pleroma|akkoma|misskey|gotosocial|snac|friendica|lemmy|takahe|pixelfed|hubzilla"
    r"|embedly|slack|skype|vkshare|headless|lighthouse|curl|wget|python|go-http|java/|okhttp"
    r"|http\.rb|axios|node|undici|libwww|\+https?://|compatible;(?! msie)",
    re.IGNORECASE,
)


def is_a_reader(*, method: str, user_agent: str, purpose: str) -> bool:
    """Tell whether a request counts as a click. `purpose` is what the browser says it is for.

    Nothing of the request is kept: it is looked at, and forgotten. A program that calls itself a
    browser counts; what counts is an order of magnitude, not a proof.
    """
    if method != "GET" or "prefetch" in purpose.lower() or "preview" in purpose.lower():
        return False
    return bool(user_agent) and _PROGRAM.search(user_agent) is None
