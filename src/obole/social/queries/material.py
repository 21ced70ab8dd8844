"""What a post about an article is made of: gathered once, for however many channels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from obole.kernel.text import clean, french_spaces
from obole.newsroom.models import ArticlePage
from obole.newsroom.queries.pictures import described_pictures
from obole.newsroom.queries.recordings import titled_recordings
from obole.newsroom.queries.sharing import words_to_share
from obole.social.models import SocialSettings
from obole.social.queries.placeholders import Placeholders
from obole.social.queries.recordings import is_public, recorded
from obole.social.queries.short_links import settings_for
from obole.social.rules.posts import Pictured, Recorded


@dataclass(frozen=True, kw_only=True)
class Material:
    """An article in the words of its language."""

    language: str
    url: str
    """The article's own address, in full."""
    published_at: datetime | None
    words: Mapping[str, str]
    """The values of the placeholders; `url` is each post's own."""
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
    settings = settings_for(page=article)
    with translation.override(language):
        pictures, undescribed = _pictures(article)
        tags = _tag_names(article)
        card = words_to_share(article)
        return Material(
            language=language,
            url=article.full_url or "",
            published_at=article.published_at,
            words=Placeholders(
                article=article, site=settings.site, tags=tags, pictures=pictures, now=now
            ),
            tags=tags,
            card_title=clean(card.title),
            card_description=clean(card.description),
            pictures=pictures,
            has_lead=article.picture_id is not None,
            undescribed=undescribed,
            recordings=_recordings(article),
            change_note=_change_note(article),
            settings=settings,
        )


def _tag_names(article: ArticlePage) -> tuple[str, ...]:
    return tuple(sorted((clean(tag.name) for tag in article.tags.all()), key=str.casefold))


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


def _change_note(article: ArticlePage) -> str:
    newest = max(article.corrections.all(), key=lambda each: each.made_at, default=None)
    if newest is not None:
        kind, text = newest.get_kind_display(), clean(newest.text).strip()
    else:
        kind, text = gettext("This article was changed"), clean(article.title).strip()
    note = f"{kind}: {text}"
    return french_spaces(note) if article.locale.language_code == "fr" else note
