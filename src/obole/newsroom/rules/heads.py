"""What the head of a page says of it to machines: search engines, messengers, feed readers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a page is, in the words of Open Graph."""

    WEBSITE = "website"
    ARTICLE = "article"
    PROFILE = "profile"


@dataclass(frozen=True, kw_only=True)
class HeadPicture:
    """A picture of the page, at an address in full; `others` are the same in other shapes."""

    url: str
    width: int
    height: int
    alt: str
    size_bytes: int = 0
    others: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who signs."""

    name: str
    url: str
    fediverse: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedLink:
    """A feed of the page's articles."""

    url: str
    title: str
    media_type: str


@dataclass(frozen=True, kw_only=True)
class CorrectionFact:
    """A correction of the article."""

    text: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """Who publishes the site. `policies` are addresses of standing pages, by their purpose."""

    name: str
    url: str
    legal_name: str = ""
    logo_url: str = ""
    founded_year: int | None = None
    same_as: tuple[str, ...] = ()
    policies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ArticleFacts:
    """What only an article has."""

    label: str
    section: str
    section_url: str
    published_at: datetime | None
    modified_at: datetime | None
    authors: tuple[Person, ...]
    tags: tuple[str, ...]
    corrections: tuple[CorrectionFact, ...]
    word_count: int


@dataclass(frozen=True, kw_only=True)
class Head:
    """Everything that the head of a page says. Addresses are in full."""

    title: str
    description: str
    url: str
    language: str
    publisher: Publisher
    kind: Kind = Kind.WEBSITE
    alternates: tuple[tuple[str, str], ...] = ()
    picture: HeadPicture | None = None
    article: ArticleFacts | None = None
    feeds: tuple[FeedLink, ...] = ()
    is_indexed: bool = True
    reserves_mining: bool = False
    search_url: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    older_url: str = ""
    newer_url: str = ""

    @property
    def robots(self) -> str:
        """What search engines may do with the page."""
        return "max-image-preview:large" if self.is_indexed else "noindex"

    @property
    def locale(self) -> str:
        """The language as Open Graph writes it."""
        return {"fr": "fr_FR", "en": "en_GB"}.get(self.language, self.language)

    @property
    def full_title(self) -> str:
        """The title of the window: the page, then the site."""
        name = self.publisher.name
        return self.title if not name or self.title == name else f"{self.title} · {name}"
