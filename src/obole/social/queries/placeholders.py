"""The values of the placeholders in templates, each made when a template first asks for it.

Most templates ask for three of them, and each of the others is a query: who signed, which section
it is, which campaign stands below.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from django.utils import formats, timezone, translation
from django.utils.translation import pgettext
from wagtail.models import Site

from obole.donations.queries.campaigns import current_campaign, takes_gifts
from obole.donations.queries.meter import meter_of
from obole.donations.rules.meter import sentence
from obole.kernel.text import clean, french_first
from obole.newsroom.models import ArticlePage, Author
from obole.newsroom.queries.reading import bylines_of
from obole.newsroom.queries.surroundings import newsroom_of
from obole.social.rules.posts import Pictured
from obole.social.rules.tags import hashtag, hashtags

# As WordPress does where nobody wrote an excerpt.
EXCERPT_WORDS: Final = 50


@dataclass(frozen=True, kw_only=True, eq=False)
class Placeholders(Mapping[str, str]):
    """What stands for the words in braces, in the language of the article."""

    article: ArticlePage
    site: Site
    tags: Sequence[str]
    pictures: Sequence[Pictured]
    now: datetime
    _made: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def __getitem__(self, name: str) -> str:
        """Return what stands for a placeholder, by our name for it."""
        if name not in self._made:
            with translation.override(self.article.locale.language_code):
                self._made[name] = _VALUES[name](self)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(_VALUES)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(_VALUES)

    @cached_property
    def standfirst(self) -> str:
        """The standfirst, as text."""
        return clean(self.article.standfirst).strip()

    @cached_property
    def section(self) -> str:
        """The name of the section; empty where the article stands in none."""
        section = self.article.section if self.article.section_id else None
        return section.title if section else ""

    @cached_property
    def body(self) -> list[str]:
        """The paragraphs, without the standfirst."""
        lines = [clean(line) for line in self.article.readable_lines()]
        return lines[1:] if self.article.standfirst else lines

    @cached_property
    def authors(self) -> list[Author]:
        """The writers; where everybody has another role, all who signed."""
        bylines = bylines_of(self.article)
        writers = [byline.author for byline in bylines if not byline.role]
        return writers or [byline.author for byline in bylines]


_VALUES: Final[dict[str, Callable[[Placeholders], str]]] = {
    "title": lambda asked: clean(asked.article.title).strip(),
    "standfirst": lambda asked: asked.standfirst,
    "excerpt": lambda asked: asked.standfirst or _first_words(asked.body),
    "body": lambda asked: "\n\n".join(asked.body),
    "section": lambda asked: clean(asked.section),
    "section_tag": lambda asked: hashtag(asked.section),
    "tags": lambda asked: hashtags(asked.tags),
    "authors": lambda asked: _listed([clean(author.name) for author in asked.authors]),
    "author_slug": lambda asked: asked.authors[0].slug if asked.authors else "",
    "alt": lambda asked: asked.pictures[0].alt_text if asked.pictures else "",
    "campaign": lambda asked: _campaign(asked.article, now=asked.now),
    "date": lambda asked: _day(asked.article.published_at or asked.now),
    "newsroom": lambda asked: newsroom_of(site=asked.site).name,
    "id": lambda asked: str(asked.article.pk or ""),
}


def _first_words(lines: list[str]) -> str:
    words = " ".join(lines).split()
    return " ".join(words[:EXCERPT_WORDS]) + ("…" if len(words) > EXCERPT_WORDS else "")


def _listed(names: list[str]) -> str:
    if len(names) < 2:  # noqa: PLR2004 - one name stands alone
        return "".join(names)
    last_two = pgettext("the last two of several authors", "%(one)s and %(other)s")
    return ", ".join([*names[:-2], last_two % {"one": names[-2], "other": names[-1]}])


def _day(moment: datetime) -> str:
    said = formats.date_format(timezone.localtime(moment), "DATE_FORMAT")
    return french_first(said) if translation.get_language() == "fr" else said


def _campaign(article: ArticlePage, *, now: datetime) -> str:
    """Return the sentence of the campaign that stands below the article; empty without one."""
    if article.leaves_out_appeal:
        return ""
    campaign = current_campaign()
    if campaign is None or not takes_gifts(campaign, timezone.localdate(now)):
        return ""
    return sentence(meter_of(campaign=campaign), article.locale.language_code)
