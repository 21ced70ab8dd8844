"""What a network must be able to do, and what it is told. Pure: no HTTP here.

A network is a module of `social/networks/`, or an entry point of the group `obole.networks`. One
irreversible call is one `create`, `update` or `delete`: it returns (sent), or raises Rejected,
NotSent or Uncertain. Only NotSent is tried again; what is Uncertain is looked for first (`find`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from obole.social.rules.reasons import as_reason
from obole.social.rules.vocabulary import Method


class Rejected(Exception):
    """The network refuses this for good. `reason` (`rules/reasons.py`) is for an editor to read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = as_reason(reason)


class NotSent(Exception):
    """Surely nothing was done: try again, not before `retry_after_seconds` where it is given."""

    def __init__(
        self, reason: str, *, retry_after_seconds: float | None = None, is_throttled: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = as_reason(reason)
        self.retry_after_seconds = retry_after_seconds
        self.is_throttled = is_throttled
        """Throttling counts as no attempt."""


class Uncertain(Exception):
    """It may have been done: the answer was lost, or says nothing."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = as_reason(reason)


class LoginLost(NotSent):
    """The network no longer takes our token: definite, never a time-out or a 5xx."""


class PreparedLost(NotSent):
    """What `prepare` made is gone from the network: nothing was posted, prepare anew."""


class WrongCredentials(Exception):
    """What was pasted connects to nothing, or to something of another kind; says what to do."""


class NotOffered(Exception):
    """The network cannot do this at all (see Abilities)."""


@dataclass(frozen=True, kw_only=True)
class Abilities:
    """What a network can do, as its documentation says."""

    can_update: bool = False
    updates_by_reply: bool = False
    """A change is an answer below the post, for the post itself cannot change."""
    updates_for_seconds: int | None = None
    """So long after it was posted a post can be changed; None: always."""
    can_delete: bool = False
    can_reply: bool = False
    can_find: bool = False
    repeats_safely: bool = False
    """The same create again with the same marker makes no second post, at any time."""
    known_by_key: bool = False
    """Our key is its number there: it can be taken away though no answer ever came."""
    methods: tuple[Method, ...] = (Method.TEXT,)
    address_in_text: frozenset[Method] = frozenset(Method)
    """Methods whose text must hold the address, for the post is found by it. Where a card or a
    key of ours tells as much, leave the method out: the template decides then."""
    most_images: int = 0
    recordings: tuple[str, ...] = ()
    """The content types of films and sounds that it takes."""
    has_figures: bool = False
    refreshes: bool = False
    costs: bool = False


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What fits into a post, as the network or the account says."""

    text: int
    unit: str = "characters"
    """How `text` counts: characters, graphemes, weighted (X), utf16, discord, or mixed-bytes."""
    bytes: int | None = None
    url_weight: int | None = None
    """What an address counts whatever its length; None: its length."""
    caption: int | None = None
    """Of a text below pictures, where that is less than `text`."""
    alt_text: int = 1_500
    image_bytes: int = 1_000_000
    image_pixels: int = 2_048
    """Of the longer side."""
    image_ratios: tuple[float, float] | None = None
    """Width to height, the narrowest and the widest; pictures beyond are cropped to it."""
    recordings: tuple[str, ...] | None = None
    """What the account takes of the network's `recordings`; None: all of them."""
    recording_bytes: int = 8_000_000
    sound_bytes: int | None = None
    """Of a sound; None: as of a film."""
    film_seconds: int | None = None
    """The longest film; None: not said."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Whom a channel posts as, as the network says. `number` stays when the account is renamed."""

    name: str
    handle: str
    number: str = ""
    url: str = ""
    avatar_url: str = ""
    limits: Limits
    expires_at: datetime | None = None
    """When the token ends, where that is known."""


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture to be posted, already of a size and kind that the network takes."""

    content: bytes = field(repr=False)
    content_type: str
    width: int
    height: int
    alt_text: str
    url: str
    """Where it stands on our site: some networks fetch it themselves."""


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A film or a sound to be posted. Its bytes are read while they are sent, never all at once.

    To go through it is to read it from the start, as often as it is sent.
    """

    content_type: str
    size_bytes: int
    alt_text: str
    """What it is, in words."""
    url: str
    """Where it stands on our site, for everybody: some networks fetch it themselves."""
    read: Callable[[int, int], Iterator[bytes]] = field(repr=False)
    """The bytes from one place up to another. Raise NotSent while they cannot be had."""
    width: int = 0
    height: int = 0
    """As it is shown; 0: not known."""
    seconds: float = 0

    @property
    def is_film(self) -> bool:
        """Tell whether it is a film, and not a sound."""
        return self.content_type.startswith("video/")

    @property
    def file_name(self) -> str:
        """The name that the network gets: none of ours."""
        kinds = {"audio/mpeg": "mp3", "audio/mp4": "m4a"}
        ending = kinds.get(self.content_type, self.content_type.rpartition("/")[2])
        return f"{'film' if self.is_film else 'sound'}.{ending}"

    def __iter__(self) -> Iterator[bytes]:
        """Read all of it."""
        return self.read(0, self.size_bytes)


@dataclass(frozen=True, kw_only=True)
class Card:
    """The link card, from the same data as the article's own Open Graph tags."""

    url: str
    title: str
    description: str
    image: Image | None = None


@dataclass(frozen=True, kw_only=True)
class Post:
    """What is to stand on the network; frozen when the delivery is made."""

    text: str
    parts: tuple[str, ...] = ()
    """Further posts of a thread, each an answer to the one before; usually none."""
    first_comment: str = ""
    change_note: str = ""
    """What an answer below the post says after a change, where the post itself cannot change."""
    language: str
    method: Method
    url: str
    """The tracked address that stands in the text or on the card: the marker of most networks."""
    tags: tuple[str, ...] = ()
    card: Card | None = None
    images: tuple[Image, ...] = ()
    recording: Recording | None = None
    poster: Image | None = None
    """The article's picture, for networks that want one before a film starts."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The channel's own: visibility, board, room, ..."""


@dataclass(frozen=True, kw_only=True)
class Marker:
    """How a delivery is recognised on the other side; stored before the first byte goes out."""

    key: str
    """Ours, random, 26 letters and digits; a record key or transaction id is made of it."""
    url: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Remote:
    """Where a post stands."""

    id: str
    url: str = ""
    revision: str = ""
    """What the network wants back on a change (Bluesky's cid)."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What `prepare` has made that nobody sees yet: uploads, containers. JSON, kept, used again."""

    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What readers did with a post."""

    likes: int = 0
    shares: int = 0
    replies: int = 0


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What connects a channel. Sealed in the database, never logged, never shown again."""

    values: Mapping[str, str] = field(repr=False)


class Network(Protocol):
    """A network, connected as one channel. Every call goes over HTTP unless it says otherwise.

    All but `kind`, `abilities` may raise NotSent or LoginLost.
    """

    kind: str
    abilities: Abilities

    def check(self) -> Identity:
        """Return whom the credentials post as. Raise WrongCredentials."""

    def prepare(self, post: Post, *, marker: Marker) -> Prepared:
        """Upload what the post needs; nothing public. Done twice, something is uploaded twice."""

    def create(self, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Post. The one irreversible call. Raise Rejected or Uncertain."""

    def find(self, post: Post, *, marker: Marker, prepared: Prepared) -> Remote | None:
        """Look for the post by its marker. None: not there now. Raise NotOffered."""

    def update(self, remote: Remote, post: Post, prepared: Prepared, *, marker: Marker) -> Remote:
        """Change a post, or answer below it. Raise Rejected, Uncertain or NotOffered."""

    def delete(self, remote: Remote, *, marker: Marker) -> None:
        """Take a post away; one that is gone already is done. Raise Uncertain or NotOffered."""

    def comment(self, remote: Remote, text: str, *, marker: Marker) -> Remote:
        """Answer below a post of ours: the next part of a thread, or the first comment."""

    def figures(self, remote: Remote) -> Figures:
        """Return what readers did. Raise NotOffered."""

    def refreshed(self) -> Credentials | None:
        """Return new credentials where the old ones will end; None when nothing is to do."""


@runtime_checkable
class Priced(Protocol):
    """A network whose calls cost money (`abilities.costs`)."""

    def cost_cents(self, post: Post) -> int:
        """Return what sending this costs, in cents of the bill's currency, rounded up."""
