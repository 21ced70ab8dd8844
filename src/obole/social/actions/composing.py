"""What a post says: the template filled in, counted as its network counts, and cut to fit.

Nothing is written and nobody is asked: it happens in the transaction that publishes the article,
so what is wrong with one channel must not stop that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import pgettext

from obole.newsroom.models import ArticlePage
from obole.social.actions.picturing import with_pictures
from obole.social.models import Channel, ChannelChoice, ChannelTemplate
from obole.social.networks.registry import abilities_of
from obole.social.queries.material import Material, material_of
from obole.social.queries.recordings import recorded
from obole.social.rules.cutting import Piece, Rank, cut, fitted, joined, split
from obole.social.rules.limits import limits_of_method, method_for, read_limits
from obole.social.rules.network import Abilities, Limits, Marker
from obole.social.rules.posts import Composed, Pictured, Recorded
from obole.social.rules.recordings import Unfit, first_fit
from obole.social.rules.templates import DEFAULT, THREAD, Template, render
from obole.social.rules.vocabulary import Method, PictureSource

__all__ = ["MOST_PARTS", "Frame", "compose", "frame_of", "pieces_of", "with_pictures"]

# A thread that is longer is a page of its own: ours.
MOST_PARTS: Final = 10
# What was published longer ago is no news: the post says of when it is.
OLD_AFTER: Final = timedelta(days=30)
# Open Graph's own words are longer nowhere; each network cuts what it shows.
_CARD_TITLE: Final = Limits(text=200)
_CARD_DESCRIPTION: Final = Limits(text=300)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a post must keep to: the channel's network, its limits, the editor's choice.

    Posts about one article in frames that are equal say the same, but for their addresses.
    """

    template: Template
    first_comment: str
    """The template of the first comment; empty without one."""
    abilities: Abilities
    limits: Limits
    wanted: Method
    """How the post should look; `method` is what the network and the article allow."""
    method: Method
    pictures: tuple[Pictured, ...]
    recording: Recorded | None
    unfit: Unfit | None
    """Why a post that should have a film or a sound has none."""

    @property
    def is_thread(self) -> bool:
        """Whether a text that is too long goes on in answers to the post."""
        return self.abilities.can_reply and THREAD in self.template.names


def compose(  # noqa: PLR0913 - all that a post is made of
    *,
    article: ArticlePage,
    channel: Channel,
    choice: ChannelChoice | None,
    share: int,
    marker: Marker,
    material: Material | None = None,
    frame: Frame | None = None,
) -> Composed:
    """Return what a post about the article says. Whoever fills several channels gives `material`.

    `frame`: what `frame_of` returns for the channel, where that is known already.

    `marker.url` is the address that stands in it (`queries.short_links.address_in_post`);
    `marker.made_at` is now. `share` above 0 is a post about an article that was posted before.
    """
    material = material or material_of(article, now=marker.made_at)
    with translation.override(material.language):
        frame = frame or frame_of(channel=channel, choice=choice, material=material)
        pieces = pieces_of(frame=frame, material=material, marker=marker, is_again=share > 0)
        text, parts = _said(frame, pieces, url=marker.url)
        composed = Composed(
            text=text,
            parts=parts,
            first_comment=_first_comment(frame, material, marker=marker),
            change_note=_change_note(frame, material, marker=marker),
            language=material.language,
            method=frame.method,
            url=marker.url,
            tags=material.tags,
        )
        return _with_looks(composed, frame, material)


def frame_of(
    *,
    channel: Channel,
    choice: ChannelChoice | None,
    material: Material,
    templates: Mapping[int, ChannelTemplate] | None = None,
) -> Frame:
    """Return what a post on this channel must keep to.

    `templates`: those of several channels for this language, where they were asked for together.
    """
    abilities = abilities_of(channel)
    pictures = _pictures(channel, choice, material)
    limits = read_limits(channel.identity.get("limits"))
    recording, unfit = first_fit(_recordings(choice, material), abilities, limits)
    wanted = _wanted(channel, choice)
    has_recording = recording is not None
    method = method_for(wanted, abilities, pictures=len(pictures), has_recording=has_recording)
    stored = _stored(channel, material) if templates is None else templates.get(channel.pk)
    return Frame(
        template=_template(choice, stored),
        first_comment=stored.first_comment if stored is not None else "",
        abilities=abilities,
        limits=limits_of_method(limits, method),
        wanted=wanted,
        method=method,
        pictures=pictures,
        recording=recording if method is Method.VIDEO else None,
        unfit=unfit if wanted is Method.VIDEO else None,
    )


def _wanted(channel: Channel, choice: ChannelChoice | None) -> Method:
    if choice is not None and choice.method:
        return Method(choice.method)
    # Whoever chooses a film wants it to be seen.
    return Method.VIDEO if choice and choice.recording_id else Method(channel.method)


def pieces_of(*, frame: Frame, material: Material, marker: Marker, is_again: bool) -> list[Piece]:
    """Return the template filled in, before anything is cut."""
    values = _values(frame.template, frame, material, url=marker.url)
    pieces = render(frame.template, values)
    published_at = material.published_at
    is_old = published_at is not None and marker.made_at - published_at > OLD_AFTER
    if is_again and is_old and "date" not in frame.template.names:
        words = pgettext("above a post about an old article", "Published on %(date)s")
        pieces.insert(0, Piece(text=f"{words % material.words}\n\n", rank=Rank.WORDS))
    if not any(piece.rank is Rank.NEVER for piece in pieces) and _needs_address(frame):
        pieces.append(Piece(text=f"\n\n{marker.url}", rank=Rank.NEVER))
    return pieces


def _template(choice: ChannelChoice | None, stored: ChannelTemplate | None) -> Template:
    for written in (choice, stored):
        if written is not None and written.text.strip():
            return Template(text=written.text)
    return Template(text=DEFAULT)


def _stored(channel: Channel, material: Material) -> ChannelTemplate | None:
    # All of them: there is one a language, and whoever shows many channels fetched them ahead.
    templates = channel.templates.all() if channel.pk else ()
    return next((each for each in templates if each.language == material.language), None)


def _values(template: Template, frame: Frame, material: Material, *, url: str) -> dict[str, str]:
    """Return what stands for the placeholders of the template: no others are asked for."""
    values = {name: material.words.get(name, "") for name in template.names}
    # A body is long, and to count it takes its time: no more of it than could ever stand.
    room = frame.limits.text * (MOST_PARTS if frame.is_thread else 2)
    body = values.get("body", "")
    if len(body) > room:
        values["body"] = body[:room].rpartition(" ")[0] or body[:room]
    return {**values, "url": url}


def _needs_address(frame: Frame) -> bool:
    return frame.abilities.can_find and frame.method in frame.abilities.address_in_text


def _said(frame: Frame, pieces: list[Piece], *, url: str) -> tuple[str, tuple[str, ...]]:
    """Return the text and the further parts of a thread, which are usually none.

    The address stands in the first part: by it the post is found again, and readers do not
    scroll to it.
    """
    limits = frame.limits
    text = fitted(pieces, limits)
    if not frame.is_thread or text == joined(pieces):
        return text, ()
    has_address = any(piece.rank is Rank.NEVER for piece in pieces)
    words = joined([piece for piece in pieces if piece.rank is not Rank.NEVER])
    below = f"\n\n{url}" if has_address else ""
    taken = len(below) if limits.url_weight is None else limits.url_weight + 2
    roomy = replace(
        limits,
        text=limits.text - taken,
        bytes=limits.bytes and limits.bytes - len(below.encode()),
    )
    first, *others = split(words, roomy, most=MOST_PARTS)
    return first + below, tuple(others)


def _first_comment(frame: Frame, material: Material, *, marker: Marker) -> str:
    written = frame.first_comment
    if not written.strip() or not frame.abilities.can_reply:
        return ""
    template = Template(text=written)
    pieces = render(template, _values(template, frame, material, url=marker.url))
    return fitted(pieces, frame.limits)


def _change_note(frame: Frame, material: Material, *, marker: Marker) -> str:
    pieces = [
        Piece(text=material.change_note, rank=Rank.SHORT),
        Piece(text=f"\n\n{marker.url}", rank=Rank.NEVER),
    ]
    return fitted(pieces, frame.limits)


def _with_looks(composed: Composed, frame: Frame, material: Material) -> Composed:
    """Return the post with its card, or with its pictures."""
    alt_limits = Limits(text=frame.limits.alt_text)
    pictures = tuple(
        replace(each, alt_text=cut(each.alt_text, alt_limits)) for each in frame.pictures
    )
    most = {Method.IMAGE: 1, Method.IMAGES: max(frame.abilities.most_images, 1)}
    if frame.method in most:
        return replace(composed, pictures=pictures[: most[frame.method]])
    if frame.method is Method.VIDEO:
        poster = pictures[0] if pictures else None
        return replace(composed, recording=_described(frame), card_picture=poster)
    if frame.method is not Method.LINK:
        return composed
    return replace(
        composed,
        card_title=cut(material.card_title, _CARD_TITLE),
        card_description=cut(material.card_description, _CARD_DESCRIPTION),
        card_picture=pictures[0] if pictures else None,
    )


def _described(frame: Frame) -> Recorded | None:
    if frame.recording is None:
        return None
    alt_text = cut(frame.recording.alt_text, Limits(text=frame.limits.alt_text))
    return replace(frame.recording, alt_text=alt_text)


def _recordings(choice: ChannelChoice | None, material: Material) -> tuple[Recorded, ...]:
    """Return what was chosen alone, or the films and sounds of the article."""
    chosen = choice.recording if choice is not None and choice.recording_id else None
    if chosen is None:
        return material.recordings
    known = [each for each in material.recordings if each.document_id == chosen.pk]
    return (known[0] if known else recorded(chosen, alt_text=""),)


def _pictures(
    channel: Channel, choice: ChannelChoice | None, material: Material
) -> tuple[Pictured, ...]:
    """Return the pictures in their order: the editor's, the lead, those of the text.

    A channel's own picture stands where the article has none; a channel may also want the
    pictures of the text, or its own whatever the article has.
    """
    chosen = choice.image if choice is not None and choice.image_id else None
    if chosen is not None:
        known = {each.picture_id: each for each in material.pictures}
        title = material.words["title"]
        first = known.get(chosen.pk) or Pictured(
            picture_id=chosen.pk, alt_text=chosen.description or chosen.caption or title
        )
        return (first, *(each for each in material.pictures if each.picture_id != chosen.pk))
    source = channel.picture_source
    is_own = source == PictureSource.CHANNEL or not material.pictures
    default = channel.default_picture if is_own else None
    if default is None:
        of_text = material.pictures[material.has_lead :]
        return of_text if source == PictureSource.TEXT and of_text else material.pictures
    says = default.description or material.words["title"]
    return (Pictured(picture_id=default.pk, alt_text=says),)
