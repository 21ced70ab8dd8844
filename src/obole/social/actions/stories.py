"""What is said of an article: gathered once, and composed once, for however many channels."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from obole.newsroom.models import ArticlePage
from obole.social.actions.composing import Frame, compose, frame_of
from obole.social.models import ArticleChannel, Channel, ChannelTemplate
from obole.social.queries.article_facts import facts_of
from obole.social.queries.material import Material, material_of
from obole.social.queries.short_links import address_in_post, short_address
from obole.social.rules.choosing import ArticleFacts
from obole.social.rules.network import Marker
from obole.social.rules.posts import frozen, readdressed
from obole.social.rules.showing import shown
from obole.social.rules.steps import MARKER_LENGTH

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
LONGEST_TITLE: Final = 300


def new_key() -> str:
    """Return a new key: 130 random bits, in letters and digits that every network takes."""
    drawn = secrets.token_bytes(MARKER_LENGTH)
    # Five bits a letter: each of the 32 is as likely.
    return "".join([_LETTERS[byte & 31] for byte in drawn])


# Drawn anew in each process, so that no text holds it. It ends as the keys do that count most: a
# digit and a sign that is put around it are an emoji.
_ANY_KEY: Final = f"{new_key()[:-1]}7"


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """What was asked for of several channels together, by their numbers."""

    templates: Mapping[int, ChannelTemplate]
    """For the language of the article."""
    taken: Mapping[int, Sequence[datetime]]
    """The hours of other posts, for those that look at them."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A channel on which an article is or shall be, with what an editor chose for it."""

    channel: Channel
    choice: ArticleChannel | None
    ahead: Ahead | None = None
    """Without it, each thing is asked for of this channel alone."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """An article as it is now, and what is said of it. Nothing is asked for before it is needed.

    Channels whose posts say the same but for their addresses share one that is composed once.
    Nobody changes what is in it.
    """

    article: ArticlePage
    now: datetime
    _composed: dict[tuple[Frame, str, bool], dict[str, Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """For `_ANY_KEY`, by all that a post depends on beside the article."""

    @property
    def revision(self) -> int:
        """The number of the version that readers see."""
        return self.article.live_revision_id or 0

    @cached_property
    def title(self) -> str:
        """The headline, as far as it is kept with a post."""
        return self.article.title[:LONGEST_TITLE]

    @cached_property
    def language(self) -> str:
        """The code of the article's language."""
        code: str = self.article.locale.language_code
        return code

    @cached_property
    def material(self) -> Material:
        """What posts are made of."""
        return material_of(self.article, now=self.now)

    @cached_property
    def facts(self) -> ArticleFacts:
        """What the rules of channels look at."""
        return facts_of(self.article)

    @cached_property
    def shows(self) -> dict[str, Any]:
        """What posts tell of the article."""
        return shown(
            title=self.article.title,
            standfirst=self.article.standfirst,
            address=self.article.full_url or "",
            corrections=len(self.article.corrections.all()),
        )

    def post(self, *, wish: Wish, share: int, key: str) -> dict[str, Any]:
        """Return a post about the article, frozen, in whose addresses the key stands."""
        frame = frame_of(
            channel=wish.channel,
            choice=wish.choice,
            material=self.material,
            templates=wish.ahead.templates if wish.ahead else None,
        )
        address = self._address_on(wish.channel)
        pattern = (frame, address, share > 0)
        composed = self._composed.get(pattern)
        if composed is None:
            composed = frozen(
                compose(
                    article=self.article,
                    channel=wish.channel,
                    choice=wish.choice,
                    share=share,
                    marker=Marker(key=_ANY_KEY, url=address, made_at=self.now),
                    material=self.material,
                    frame=frame,
                )
            )
            self._composed[pattern] = composed
        return readdressed(composed, key=_ANY_KEY, other=key)

    def _address_on(self, channel: Channel) -> str:
        return self._short_address or address_in_post(
            key=_ANY_KEY, page=self.article, channel=channel, settings=self.material.settings
        )

    @cached_property
    def _short_address(self) -> str:
        return short_address(key=_ANY_KEY, settings=self.material.settings)
