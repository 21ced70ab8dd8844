"""What happens to articles."""

from dataclasses import dataclass

from obole.kernel.event import Event


@dataclass(frozen=True)
class ArticlePublished(Event):
    """An article went live, or a new version of it did.

    `is_substantive` tells whether what readers read changed since the version before.
    """

    page_id: int
    publication_id: int
    first_time: bool
    is_substantive: bool
