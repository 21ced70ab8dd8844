"""Which addresses can have a baked page, and where it lies below a folder."""

import functools
import re
from collections.abc import Collection
from urllib.parse import parse_qsl

# Longer ones are answered, and not kept: no address of ours comes near.
LONGEST_PATH = 500
# With ".json" and ".br" behind it, every file system takes the name.
LONGEST_SEGMENT = 200
# What advertisers and newsletters hang on is far shorter; a longer one is not read.
LONGEST_QUERY = 2000

INDEX = "index.html"

# ASCII without a dot in front: nothing hidden, nothing that climbs, nothing that has two spellings.
# Web servers in front are told the same patterns (project/web_servers).
SEGMENT_PATTERN = rf"[A-Za-z0-9_-][A-Za-z0-9._-]{{0,{LONGEST_SEGMENT - 1}}}"
FOLDER_PATTERN = rf"/(?:{SEGMENT_PATTERN}/)*"
_PATH = re.compile(
    rf"/(?:\.well-known/)?(?:{SEGMENT_PATTERN}/)*(?:{SEGMENT_PATTERN}\.[a-z]{{2,4}})?"
)

_HOST = re.compile(r"([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?")

_MARKETING_PREFIXES = ("utm_", "mc_", "mtm_", "pk_", "at_")
_MARKETING = frozenset(("fbclid", "gclid", "dclid", "msclkid", "igshid", "twclid", "yclid", "xtor"))
# A query of nothing else, in the usual spelling; whoever writes it otherwise asks this program.
_PARAMETER = rf"(?:(?:{'|'.join(_MARKETING_PREFIXES)})[a-z0-9_]*|{'|'.join(sorted(_MARKETING))})"
MARKETING_QUERY_PATTERN = rf"(?:[?](?:{_PARAMETER}=[^&#]*(?:&{_PARAMETER}=[^&#]*)*)?)?"


def can_be_baked(path: str) -> bool:
    """Tell whether a page at this path could be kept: its name must have one spelling only."""
    return (
        len(path) <= LONGEST_PATH
        and _PATH.fullmatch(path) is not None
        # It lies where the page of the folder lies, and is another address.
        and not path.endswith(f"/{INDEX}")
    )


def place_of(path: str) -> str:
    """Return where the page of this path lies below a folder, without a slash in front."""
    assert can_be_baked(path), f"{path} has no place in the edition"
    place = path.removeprefix("/")
    return f"{place}{INDEX}" if path.endswith("/") else place


@functools.lru_cache(maxsize=256)
def host_name(header: str) -> str:
    """Return the name in a Host header, in lower case and without a port; empty for no name."""
    found = _HOST.fullmatch(header.lower())
    return found[1] if found else ""


def asks_for_nothing(query: str) -> bool:
    """Tell whether a query string says only where a reader came from, if anything."""
    if not query:
        return True
    if len(query) > LONGEST_QUERY:
        return False
    pairs = parse_qsl(query, keep_blank_values=True)
    return bool(pairs) and all(_is_marketing(name.lower()) for name, _ in pairs)


def _is_marketing(name: str) -> bool:
    return name in _MARKETING or name.startswith(_MARKETING_PREFIXES)


def language_of(path: str, *, languages: Collection[str], default: str) -> str:
    """Return the language that the beginning of a path says."""
    first = path.split("/", 2)[1] if path.count("/") > 1 else ""
    return first if first in languages else default
