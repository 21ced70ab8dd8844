"""What happens to public pages."""

from dataclasses import dataclass

from obole.kernel.event import Event


@dataclass(frozen=True)
class PagePublished(Event):
    """A page that is not an article went live, or a new version of it did."""

    page_id: int
    publication_id: int
    first_time: bool


@dataclass(frozen=True)
class AliasPublished(Event):
    """A page that repeats another, and has no versions of its own, went live or followed it."""

    page_id: int
    first_time: bool


@dataclass(frozen=True)
class PageWithdrawn(Event):
    """A page that was live is no longer: unpublished, expired or deleted."""

    page_id: int
    title: str
    url: str


@dataclass(frozen=True)
class PagesReordered(Event):
    """A page has another place among its siblings, at the same address."""

    page_id: int


@dataclass(frozen=True)
class PageMoved(Event):
    """A page got another address, by a move in the tree or by a new slug."""

    page_id: int
    old_url: str
    new_url: str
