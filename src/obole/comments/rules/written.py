"""What a reader sends, and what is known of how it came."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a reader wrote into the form."""

    body: str
    name: str
    email: str
    language: str
    wants_answers: bool = False


@dataclass(frozen=True, kw_only=True)
class Sending:
    """How it came. `network` is the address, or the /64 of an IPv6 one."""

    client_key: str
    """Made with the form: the same form sent twice is one comment."""
    network: str
    port: int = 0
    user_agent: str = ""
    has_solved_puzzle: bool = False
    has_filled_honeypot: bool = False
    remembered_reader_id: int | None = None
    """Who this browser proved to be, if anybody."""
    terms_version: int = 0


class Outcome(StrEnum):
    """What became of it."""

    PUBLISHED = "published"
    HELD = "held"
    UNPROVEN = "unproven"
    """It waits for the reader to answer a mail."""
    REFUSED = "refused"
    """Nothing was kept; the form keeps the text."""
    REPEATED = "repeated"
    """The same form had been sent before: that comment counts."""
