"""What a site that moves in is made of, as its export says it.

Names, titles and slugs are clean (`obole.kernel.text.clean`) and without markup; bodies, comments
and custom fields are as they were written, and must not be shown before they are sanitised.
"""

from dataclasses import dataclass
from datetime import datetime

Meta = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSite:
    """The site itself. It comes first, once."""

    title: str
    link: str
    """The address of the home page."""
    blog_url: str = ""
    """The address below which the posts are; the same as `link` when the export does not say."""
    description: str = ""
    language: str = ""
    wxr_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAuthor:
    """An author that the export declares. Some exports declare none, or not all."""

    login: str
    name: str = ""
    email: str = ""
    old_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTerm:
    """A category, a tag, or a term of another taxonomy."""

    kind: str
    """`category`, `tag`, or `term:` and the name of the taxonomy (`term:nav_menu`)."""
    slug: str
    name: str
    parent_slug: str = ""
    description: str = ""
    old_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTermRef:
    """A term as an item names it."""

    domain: str
    """The taxonomy: `category`, `post_tag`, `post_format`, `nav_menu`; `author` (Co-Authors)."""
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceComment:
    """A comment, a pingback or a trackback."""

    old_id: int
    parent_old_id: int = 0
    """0 for a comment that answers no other."""
    author_name: str = ""
    author_email: str = ""
    author_url: str = ""
    author_ip: str = ""
    written_at: datetime | None = None
    """In UTC; None when the export gives no date."""
    content: str = ""
    approved: str = "1"
    """`1`, `0`, `spam` or `trash`."""
    kind: str = "comment"
    """`comment`, `pingback` or `trackback`."""
    user_id: int = 0
    meta: Meta = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem:
    """A post, a page, an attachment, an entry of a menu, or what a plugin has made of a post."""

    line: int
    old_id: int
    """0 when the export does not say."""
    kind: str
    """`post`, `page`, `attachment`, `nav_menu_item`, another; empty when the export is silent."""
    title: str = ""
    link: str = ""
    guid: str = ""
    creator: str = ""
    """A login, cleaned in the same way as `SourceAuthor.login`."""
    creator_as_written: str = ""
    """The same before it was cleaned: some exports spell one login in several ways."""
    content: str = ""
    excerpt: str = ""
    published_at: datetime | None = None
    """In UTC. Drafts have the date of their making; None when the export gives no date."""
    local_published_at: datetime | None = None
    """What the clock of the old site showed, without a time zone: for addresses with a date."""
    modified_at: datetime | None = None
    """In UTC."""
    slug: str = ""
    """Percent signs are decoded."""
    status: str = "publish"
    parent_old_id: int = 0
    menu_order: int = 0
    is_sticky: bool = False
    password: str = ""
    attachment_url: str = ""
    terms: tuple[SourceTermRef, ...] = ()
    """In the order of the export, each once."""
    meta: Meta = ()
    comments: tuple[SourceComment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingProblem:
    """A part of a damaged export that could not be read and was passed over."""

    line: int
    item: str
    """The title of the item, or its number; empty outside items."""
    reason: str
    """A sentence of `refusals`, to be translated where it is shown."""
    detail: str = ""
    """What the sentence does not say, such as a limit; not translated."""


Record = SourceSite | SourceAuthor | SourceTerm | SourceItem | ReadingProblem
