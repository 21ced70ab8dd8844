"""The chain of decisions: each holds the digest of the one before, so none can be changed alone.

What is digested is canonical JSON (keys sorted, no spaces, UTF-8), so that anybody can check it
with the SHA-256 of their own tools. Free text goes in as a digest: it can be purged when its time
is over, and the chain is still provable.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

FIRST = ""
"""What the first decision holds as the digest of the one before."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """The fields of a decision that its digest covers. Their names are part of the digest."""

    comment_id: int | None
    reader_id: int | None
    measure: str
    made_at: datetime
    user_id: int | None
    user_name: str
    ground: str
    terms_version: int
    clause: str
    legal_ground: str
    category: str
    keywords: list[str]
    text_digest: str
    comment_digest: str
    is_automated_detection: bool
    is_automated_decision: bool
    origin: str
    notice_id: int | None
    previous_state: str
    previous_queue: str
    ends_at: datetime | None
    previous_digest: str


class Fault(StrEnum):
    """What is wrong with a decision in the record. The words are what the command prints."""

    ALTERED = "its fields are not those of its digest"
    UNLINKED = "it does not follow the decision before it: one was removed, added or moved"
    TEXT_ALTERED = "its facts or its explanation were altered"
    TEXT_GONE = "its facts and its explanation were purged before their time"
    NOT_THE_LAST = "it is not the decision that the record ends with: the end was changed"


def digest_of(link: Link) -> str:
    """Return the digest of a decision."""
    fields = {
        name: _moment(value) if isinstance(value, datetime) else value
        for name, value in asdict(link).items()
    }
    return _sha256(_canonical(fields))


def digest_of_texts(*, facts: str, explanation: str) -> str:
    """Return the digest of a decision's free text."""
    return _sha256(_canonical({"facts": facts, "explanation": explanation}))


def digest_of_body(body: str) -> str:
    """Return the digest of a comment's text, as it was when it was decided about."""
    return _sha256(body.encode())


def _moment(value: datetime) -> str:
    # Databases give it back in other zones, and never finer than this.
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(fields: dict[str, object]) -> bytes:
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


NO_TEXT = digest_of_texts(facts="", explanation="")
"""Of a decision without free text, or whose text was purged."""
