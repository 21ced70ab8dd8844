"""Which addresses that a network gives are kept and linked."""

from typing import Final

_WEB: Final = ("http://", "https://")


def linkable(url: str) -> str:
    """Return an address of the web as it is, and nothing for any other.

    A server that means harm may give "javascript:" as the address of a post.
    """
    return url if url.lower().startswith(_WEB) else ""
