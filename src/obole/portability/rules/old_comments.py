"""A comment of WordPress as ours: its state, whether it is a reader's, and what names it."""

from datetime import datetime
from typing import Protocol

from obole.comments.rules.imported import ImportedComment, Omission
from obole.comments.rules.states import Source, State
from obole.portability.rules import reasons
from obole.portability.rules.keys import key_in

_STATES = {
    "1": State.PUBLISHED,
    "approve": State.PUBLISHED,
    "approved": State.PUBLISHED,
    "spam": State.SPAM,
    "trash": State.REJECTED,
    "post-trashed": State.REJECTED,
}
_READERS = frozenset(("", "comment"))
_LINKS = frozenset(("pingback", "trackback"))
_OMITTED = {
    Omission.SAME_KEY: reasons.SAME_COMMENT,
    Omission.OTHER_PAGE: reasons.OTHER_PAGE,
    Omission.CHANGED_HERE: reasons.DECIDED_HERE,
    Omission.DELETED_THERE: reasons.COMMENT_DELETED_THERE,
    Omission.NO_TEXT: reasons.COMMENT_WITHOUT_TEXT,
}


class OldComment(Protocol):
    """What is said of a comment, where it was read or where it was kept."""

    @property
    def parent_old_id(self) -> int: ...
    @property
    def author_name(self) -> str: ...
    @property
    def author_email(self) -> str: ...
    @property
    def written_at(self) -> datetime | None: ...
    @property
    def content(self) -> str: ...
    @property
    def approved(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def user_id(self) -> int: ...


def imported_comment(
    comment: OldComment, *, site_key: str, key: str, keeps_email: bool = True
) -> ImportedComment:
    """Return the comment as the app of comments takes it; nothing in it is clean."""
    return ImportedComment(
        source=Source.WORDPRESS,
        key=key_in(site_key, key),
        parent_key=key_in(site_key, str(comment.parent_old_id or "")),
        author_name=comment.author_name,
        author_email=comment.author_email if keeps_email else "",
        body=comment.content,
        state=_STATES.get(comment.approved, State.HELD),
        had_account=bool(comment.user_id),
        written_at=comment.written_at,
    )


def why_not(comment: OldComment) -> str:
    """Return why it does not come below the page, for what is no reader's comment."""
    if comment.kind in _READERS:
        return ""
    return reasons.PINGBACK if comment.kind in _LINKS else reasons.OTHER_COMMENT


def reason_of(omission: Omission | None) -> str:
    """Return the sentence for a comment that was left out; nothing for one that was not."""
    return _OMITTED[omission] if omission else ""
