"""Comments of an old site, kept as the export says them."""

from collections.abc import Sequence
from typing import Any

from obole.portability.actions.work import Work
from obole.portability.models import SourceRecord, StagedComment
from obole.portability.rules import reasons
from obole.portability.rules.items import SourceComment, SourceItem
from obole.portability.rules.journal import comment_digest
from obole.portability.rules.threads import depths_of

# Databases have a limit of values for one statement.
AT_ONCE = 500
_CHANGEABLE = (
    *("parent_old_id", "depth", "order", "author_name", "author_email", "author_url"),
    *("written_at", "content", "approved", "kind", "user_id", "meta", "digest"),
    *("run", "outcome", "reason", "waits"),
)


# Spam filters write down there from which address and with which browser a comment came.
_NOT_KEPT = frozenset(("akismet_as_submitted",))


def stage_comments(work: Work, record: SourceRecord, item: SourceItem) -> list[dict[str, Any]]:
    """Keep the comments of an item for `TakingOver`; return what was skipped."""
    keys = [key_of_comment(comment, item, order) for order, comment in enumerate(item.comments)]
    met = _met(work, keys)
    depths = depths_of(item.comments)
    new: list[StagedComment] = []
    changed: list[StagedComment] = []
    skipped: list[dict[str, Any]] = []
    seen: set[str] = set()
    for order, (comment, key) in enumerate(zip(item.comments, keys, strict=True)):
        before = met.get(key)
        if key in seen or (before is not None and before.record_id != record.pk):
            skipped.append(
                {"id": comment.old_id, "title": comment.author_name, "reason": reasons.SAME_COMMENT}
            )
            continue
        seen.add(key)
        values = _values_of(work, comment, depth=depths[order], order=order)
        if before is None:
            new.append(StagedComment(site=work.site, record=record, key=key, **values))
        else:
            for name, value in values.items():
                setattr(before, name, value)
            changed.append(before)
    StagedComment.objects.bulk_create(new, batch_size=AT_ONCE)
    if changed:
        StagedComment.objects.bulk_update(changed, _CHANGEABLE, batch_size=AT_ONCE)
    return skipped


def meet_again(work: Work, record: SourceRecord) -> None:
    """Let the run take over the comments of an item whose export says what it said before."""
    met_then = record.comment_counts.get("run")
    StagedComment.objects.filter(record=record, run=met_then).update(
        run=work.run, outcome="", reason="", waits=False
    )


def key_of_comment(comment: SourceComment, item: SourceItem, order: int) -> str:
    """Return what names a comment in its site: its number, or its place."""
    return str(comment.old_id) if comment.old_id else f"{item.old_id}#{order}"


def _met(work: Work, keys: Sequence[str]) -> dict[str, StagedComment]:
    """Return the comments of the site that have these keys already."""
    found: dict[str, StagedComment] = {}
    for start in range(0, len(keys), AT_ONCE):
        known = StagedComment.objects.filter(site=work.site, key__in=keys[start : start + AT_ONCE])
        found.update({each.key: each for each in known})
    return found


def _values_of(work: Work, comment: SourceComment, *, depth: int, order: int) -> dict[str, Any]:
    keeps_all = work.run.keeps_commenters
    return {
        "old_id": comment.old_id,
        "parent_old_id": comment.parent_old_id,
        "depth": depth,
        "order": order,
        "author_name": comment.author_name,
        "author_email": comment.author_email if keeps_all else "",
        "author_url": comment.author_url,
        "written_at": comment.written_at,
        # PostgreSQL keeps no NUL, and XML cannot hold one.
        "content": comment.content,
        "approved": comment.approved[:20],
        "kind": comment.kind[:40],
        "user_id": comment.user_id,
        "meta": [[key, value] for key, value in comment.meta if key not in _NOT_KEPT],
        "digest": comment_digest(comment),
        "run": work.run,
        "outcome": "",
        "reason": "",
        "waits": False,
    }
