"""What a post about an article is made of: gathered once, for however many channels."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import formats, timezone, translation
from django.utils.translation import gettext, pgettext

from obole.donations.queries.campaigns import current_campaign, takes_gifts
from obole.donations.queries.meter import meter_of
from obole.donations.rules.meter import sentence
from obole.kernel.text import clean, french_first, french_spaces
from obole.newsroom.models import ArticlePage, Author
from obole.newsroom.queries.pictures import described_pictures
from obole.newsroom.queries.reading import bylines_of
from obole.newsroom.queries.recordings import titled_recordings
from obole.newsroom.queries.sharing import words_to_share
from obole.newsroom.queries.surroundings import newsroom_of
from obole.social.models import SocialSettings
from obole.social.queries.recordings import is_public, recorded
from obole.social.queries.short_links import settings_of, site_of
from obole.social.rules.posts import Pictured, Recorded
from obole.social.rules.tags import hashtag, hashtags

# As WordPress does where nobody wrote an excerpt.
EXCERPT_WORDS = 50


@dataclass(frozen=True, kw_only=True)
class Material:
    """An article in the words of its language. `words` are the values of the placeholders."""

    language: str
    url: str
    """The article's own address, in full."""
    published_at: datetime | None
    words: dict[str, str]
    tags: tuple[str, ...] = ()
    card_title: str
    card_description: str
    pictures: tuple[Pictured, ...] = ()
    """The lead picture first, then those of the text."""
    has_lead: bool = False
    undescribed: frozenset[int] = frozenset()
    """Pictures of which nobody said what they show; the article's title stands for it."""
    recordings: tuple[Recorded, ...] = ()
    """The films and sounds of the text, in its order."""
    change_note: str = ""
    """What an answer below says after a change, without the address."""
    settings: SocialSettings = field(repr=False)


def material_of(article: ArticlePage, *, now: datetime) -> Material:
    """Return what posts are made of; the article may be a draft."""
    language = article.locale.language_code
    site = site_of(page=article)
    with translation.override(language):
        pictures, undescribed = _pictures(article)
        card = words_to_share(article)
        return Material(
            language=language,
            url=article.full_url or "",
            published_at=article.published_at,
            words={
                **_words(article, now=now),
                "newsroom": newsroom_of(site=site).name,
                "alt": pictures[0].alt_text if pictures else "",
                "campaign": _campaign(article, now=now),
            },
            tags=_tag_names(article),
            card_title=clean(card.title),
            card_description=clean(card.description),
            pictures=pictures,
            has_lead=article.picture_id is not None,
            undescribed=undescribed,
            recordings=_recordings(article),
            change_note=_change_note(article),
            settings=settings_of(site=site),
        )


def _words(article: ArticlePage, *, now: datetime) -> dict[str, str]:
    lines = [clean(line) for line in article.readable_lines()]
    body = lines[1:] if article.standfirst else lines
    standfirst = clean(article.standfirst).strip()
    section = article.section.title if article.section_id and article.section else ""
    authors = _signing(article)
    return {
        "title": clean(article.title).strip(),
        "standfirst": standfirst,
        "excerpt": standfirst or _first_words(body),
        "body": "\n\n".join(body),
        "section": clean(section),
        "section_tag": hashtag(section),
        "tags": hashtags(_tag_names(article)),
        "authors": _listed([clean(author.name) for author in authors]),
        "author_slug": authors[0].slug if authors else "",
        "date": _day(article.published_at or now),
        "id": str(article.pk or ""),
    }


def _signing(article: ArticlePage) -> list[Author]:
    """Return the writers; where everybody has another role, all of them."""
    bylines = bylines_of(article)
    writers = [byline.author for byline in bylines if not byline.role]
    return writers or [byline.author for byline in bylines]


def _tag_names(article: ArticlePage) -> tuple[str, ...]:
    return tuple(sorted((clean(tag.name) for tag in article.tags.all()), key=str.casefold))


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


def _pictures(article: ArticlePage) -> tuple[tuple[Pictured, ...], frozenset[int]]:
    found: dict[int, str] = {}
    for picture, alt in described_pictures(article=article):
        known = found.get(picture.pk, "")
        found[picture.pk] = known or clean(alt or picture.description or picture.caption).strip()
    undescribed = frozenset(number for number, alt in found.items() if not alt)
    title = clean(article.title)
    pictures = tuple(
        Pictured(picture_id=number, alt_text=alt or title) for number, alt in found.items()
    )
    return pictures, undescribed


def _recordings(article: ArticlePage) -> tuple[Recorded, ...]:
    return tuple(
        recorded(document, alt_text=clean(title).strip())
        for document, title in titled_recordings(article=article)
        if is_public(document)
    )


def _campaign(article: ArticlePage, *, now: datetime) -> str:
    """Return the sentence of the campaign that stands below the article; empty without one."""
    if article.leaves_out_appeal:
        return ""
    campaign = current_campaign()
    if campaign is None or not takes_gifts(campaign, timezone.localdate(now)):
        return ""
    return sentence(meter_of(campaign=campaign), article.locale.language_code)


def _change_note(article: ArticlePage) -> str:
    newest = max(article.corrections.all(), key=lambda each: each.made_at, default=None)
    if newest is not None:
        kind, text = newest.get_kind_display(), clean(newest.text).strip()
    else:
        kind, text = gettext("This article was changed"), clean(article.title).strip()
    note = f"{kind}: {text}"
    return french_spaces(note) if article.locale.language_code == "fr" else note
