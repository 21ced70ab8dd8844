"""Whether the record of decisions is what was written, and where it is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from obole.comments.models import ChainHead, Decision
from obole.comments.rules.chain import (
    FIRST,
    NO_TEXT,
    Fault,
    Link,
    digest_of,
    digest_of_texts,
)

# Free texts go when press offences of this kind cannot be prosecuted any more
# (loi du 29 juillet 1881, article 65-3); earlier only whoever has something to hide removes them.
TEXT_IS_KEPT = timedelta(days=365)
READ_AT_ONCE = 2_000


@dataclass(frozen=True, kw_only=True)
class BrokenLink:
    """A decision that is not as it was written. `decision_id` is None for an empty record."""

    decision_id: int | None
    fault: Fault


@dataclass(frozen=True, kw_only=True)
class End:
    """Where the record ends: what to write down elsewhere, to know it again."""

    count: int
    digest: str


def end_of_chain() -> End:
    """Return how many decisions there are, and the digest of the last."""
    head = ChainHead.objects.filter(pk=ChainHead.THE_ONE).first()
    return End(count=head.count, digest=head.digest) if head else End(count=0, digest=FIRST)


def holds_digest(digest: str) -> bool:
    """Tell whether a digest that was written down before is still that of a decision."""
    return digest == FIRST or Decision.objects.filter(digest=digest).exists()


def broken_links(*, now: datetime) -> Iterator[BrokenLink]:
    """Walk through the whole record and give what is wrong with it, the oldest first."""
    previous, count, last_id = FIRST, 0, None
    for decision in Decision.objects.order_by("pk").iterator(chunk_size=READ_AT_ONCE):
        for fault in _faults_of(decision, previous=previous, now=now):
            yield BrokenLink(decision_id=decision.pk, fault=fault)
        previous, count, last_id = decision.digest, count + 1, decision.pk
    if end_of_chain() != End(count=count, digest=previous):
        yield BrokenLink(decision_id=last_id, fault=Fault.NOT_THE_LAST)


def link_of(decision: Decision) -> Link:
    """Return what the digest of a decision covers."""
    return Link(
        comment_id=decision.comment_id,
        reader_id=decision.reader_id,
        measure=str(decision.measure),
        made_at=decision.made_at,
        user_id=decision.user_id_then,
        user_name=decision.user_name,
        ground=str(decision.ground),
        terms_version=decision.terms_version,
        clause=decision.clause,
        legal_ground=decision.legal_ground,
        category=decision.category,
        keywords=decision.keywords,
        text_digest=decision.text_digest,
        comment_digest=decision.comment_digest,
        is_automated_detection=decision.is_automated_detection,
        is_automated_decision=decision.is_automated_decision,
        origin=str(decision.origin),
        notice_id=decision.notice_id,
        previous_state=str(decision.previous_state),
        previous_queue=str(decision.previous_queue),
        ends_at=decision.ends_at,
        previous_digest=decision.previous_digest,
    )


def _faults_of(decision: Decision, *, previous: str, now: datetime) -> Iterator[Fault]:
    if decision.digest != digest_of(link_of(decision)):
        yield Fault.ALTERED
    if decision.previous_digest != previous:
        yield Fault.UNLINKED
    texts = digest_of_texts(facts=decision.facts, explanation=decision.explanation)
    if texts == decision.text_digest:
        return
    if texts != NO_TEXT:
        yield Fault.TEXT_ALTERED
    elif now - decision.made_at < TEXT_IS_KEPT:
        yield Fault.TEXT_GONE
