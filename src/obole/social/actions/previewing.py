"""What a post would look like, for the desk: the text, how long it is, and what is amiss."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import Document

from obole.newsroom.models import ArticlePage
from obole.social.actions import wording
from obole.social.actions.attaching import Refused, film_of
from obole.social.actions.composing import MOST_PARTS, Frame, compose, frame_of, pieces_of
from obole.social.models import Channel, ChannelChoice
from obole.social.queries.material import Material, material_of
from obole.social.queries.recordings import is_public
from obole.social.queries.short_links import address_in_post
from obole.social.queries.words import METHODS, failure_in_words
from obole.social.rules.counting import count, fits
from obole.social.rules.cutting import ELLIPSIS, joined
from obole.social.rules.films import H264
from obole.social.rules.network import Limits, Marker, NotSent
from obole.social.rules.posts import Composed, Recorded
from obole.social.rules.recordings import Unfit
from obole.social.rules.templates import UnknownPlaceholder, read_template
from obole.social.rules.vocabulary import Method

_PICTURED: Final = (Method.IMAGE, Method.IMAGES)
_UNFIT: Final = {
    Unfit.MISSING: _("There is no video or sound for this post."),
    Unfit.KIND: _("The network takes no video or sound of this kind."),
    Unfit.WEIGHT: _("The video or sound is too large for this network."),
}
# As long as a real one, and its letters count the same on every network.
SAMPLE_KEY: Final = "x" * 26


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A post as it would go now. `warnings` are sentences for an editor."""

    composed: Composed
    limits: Limits
    count: int
    """Of the first part, as the network counts."""
    warnings: tuple[str | Promise, ...] = ()

    @property
    def text(self) -> str:
        """What it says; the marker in the address is made when the post is."""
        return _shortened(self.composed.text)

    @property
    def parts(self) -> list[str]:
        """What is said in answers below it."""
        below = [*self.composed.parts, self.composed.first_comment]
        return [_shortened(each) for each in below if each]

    @property
    def host(self) -> str:
        """Whose address networks write on the card."""
        return (urlsplit(self.composed.url).hostname or "").removeprefix("www.")

    @property
    def left(self) -> int:
        """How much more would fit; below zero, the network will refuse the post."""
        return self.limits.text - self.count


def preview_of(
    *,
    article: ArticlePage,
    channel: Channel,
    choice: ChannelChoice | None,
    now: datetime,
    material: Material | None = None,
) -> Preview:
    """Return a post as it would go now; the article and the choice may not be saved yet.

    Whoever shows several channels gives the `material`.
    """
    material = material or material_of(article, now=now)
    address = address_in_post(
        key=SAMPLE_KEY, page=article, channel=channel, settings=material.settings
    )
    marker = Marker(key=SAMPLE_KEY, url=address, made_at=now)
    composed = compose(
        article=article, channel=channel, choice=choice, share=0, marker=marker, material=material
    )
    frame = frame_of(channel=channel, choice=choice, material=material)
    pieces = pieces_of(frame=frame, material=material, marker=marker, is_again=False)
    whole = joined(pieces)
    return Preview(
        composed=composed,
        limits=frame.limits,
        count=count(composed.text, frame.limits),
        warnings=tuple(_warnings(composed, frame, material, is_cut=composed.text != whole)),
    )


def _shortened(text: str) -> str:
    return text.replace(SAMPLE_KEY, ELLIPSIS)


def _warnings(
    composed: Composed, frame: Frame, material: Material, *, is_cut: bool
) -> Iterator[str | Promise]:
    yield from _about_text(composed, frame, is_cut=is_cut)
    shown = [*composed.pictures, *filter(None, [composed.card_picture])]
    if any(each.picture_id in material.undescribed for each in shown):
        yield _(
            "Nobody said what the picture shows; the headline stands for it. "
            "Write its alternative text."
        )
    if frame.wanted in _PICTURED and not composed.pictures:
        yield _("The article has no picture for this post.")
    if frame.unfit is not None:
        yield _UNFIT[frame.unfit]
        yield _("It goes out as “%(method)s”.") % {"method": METHODS[frame.method]}
    if frame.recording is not None:
        yield from _about_film(frame.recording, frame.limits)


def _about_film(kept: Recorded, limits: Limits) -> Iterator[str | Promise]:
    document = Document.objects.filter(pk=kept.document_id).first()
    if document is None or not is_public(document):
        yield _("The video or sound is not for everybody to see: it will not be posted.")
        return
    try:
        film = film_of(document)
    except Refused as refusal:
        yield failure_in_words(refusal)
        return
    except NotSent:
        # Out of reach just now, which says nothing about it.
        return
    if film is None:
        return
    if limits.film_seconds is not None and film.seconds > limits.film_seconds:
        yield gettext(wording.RECORDING_LENGTH)
    if film.codec not in H264:
        yield _("The video is not packed as H.264: some networks will refuse it.")


def _about_text(composed: Composed, frame: Frame, *, is_cut: bool) -> Iterator[str | Promise]:
    try:
        read_template(frame.template.text)
    except UnknownPlaceholder as unknown:
        yield _("These words in braces mean nothing and stand as they are: %(names)s.") % {
            "names": ", ".join(f"{{{name}}}" for name in unknown.names)
        }
    if not fits(composed.text, frame.limits):
        yield _("It is too long, and nothing more can be cut: the network will refuse it.")
    elif composed.parts:
        if len(composed.parts) + 1 == MOST_PARTS and ELLIPSIS in composed.parts[-1]:
            yield _("The thread is cut at its end.")
    elif is_cut:
        yield _("It is cut to fit.")
    if composed.url not in composed.text and not composed.card_title:
        yield _("The article’s address does not stand in it.")
