"""Trying a channel with its real account: post, read back, change, take away, and say of each.

What is posted says that it is a test. It stands for some seconds where the channel posts: connect
a private room, a test page or an account of your own where that matters.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext

from obole.pages.models import Picture
from obole.social.actions import wording
from obole.social.actions.picturing import with_pictures
from obole.social.models import Channel
from obole.social.networks.addresses import site_root
from obole.social.networks.registry import NoNetwork, network_of
from obole.social.queries.words import failure_in_words
from obole.social.rules.limits import read_limits
from obole.social.rules.network import (
    Marker,
    Network,
    NotOffered,
    NotSent,
    Post,
    Prepared,
    Rejected,
    Remote,
    Uncertain,
    WrongCredentials,
)
from obole.social.rules.posts import Composed, Pictured
from obole.social.rules.vocabulary import Method

TEXT: Final = "Obole: a test of this channel, taken away at once."
ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz234567"
FAILURES: Final = (WrongCredentials, NotSent, Rejected, Uncertain, NoNetwork)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that was tried; `is_good` is None for what the network does not offer."""

    name: str
    is_good: bool | None
    said: str


def try_channel(*, channel: Channel, posts: bool, now: datetime) -> Iterator[Step]:
    """Yield each step as it ends; the first that fails is the last, but what stands is taken away.

    Without `posts`, only the account is looked at. Goes over the network: call it outside any
    transaction, while nothing is sent through the channel.
    """
    try:
        network = network_of(channel)
        identity = network.check()
    except FAILURES as failure:
        yield Step(name="connect", is_good=False, said=failure_in_words(failure))
        return
    yield Step(name="connect", is_good=True, said=f"{identity.name} {identity.handle}".strip())
    if not posts:
        return
    marker, post = _test(channel, network, now)
    if _needs_picture(network) and not post.images:
        yield Step(name="post", is_good=None, said=gettext(wording.NO_TEST_PICTURE))
        return
    yield from _try_posting(network, post, marker)


def _try_posting(network: Network, post: Post, marker: Marker) -> Iterator[Step]:
    made: list[Remote] = []
    prepared: list[Prepared] = []

    def create() -> str:
        prepared.append(network.prepare(post, marker=marker))
        made.append(network.create(post, prepared[0], marker=marker))
        return made[0].url or made[0].id

    def find() -> str:
        found = network.find(post, marker=marker, prepared=prepared[0])
        if found is None:
            raise Rejected(wording.NOT_FOUND_BACK)
        return found.url or found.id

    def update() -> str:
        changed = replace(post, text=f"{post.text} (2)")
        return network.update(made[0], changed, prepared[0], marker=marker).id

    def delete() -> str:
        network.delete(made[0], marker=marker)
        return "gone"

    first = _tried("post", create)
    yield first
    if not made:
        return
    for name, act in (("read back", find), ("change", update), ("take away", delete)):
        yield _tried(name, act)


def _tried(name: str, act: Callable[[], str]) -> Step:
    try:
        return Step(name=name, is_good=True, said=act())
    except NotOffered as failure:
        return Step(name=name, is_good=None, said=failure_in_words(failure))
    except FAILURES as failure:
        return Step(name=name, is_good=False, said=failure_in_words(failure))


def _test(channel: Channel, network: Network, now: datetime) -> tuple[Marker, Post]:
    key = "".join(secrets.choice(ALPHABET) for _ in range(26))
    url = f"{site_root()}/?test={key}"
    composed = Composed(text=f"{TEXT} {url}", language="en", method=Method.TEXT, url=url)
    if _needs_picture(network):
        composed = replace(composed, method=Method.IMAGE, pictures=_newest_picture())
    post = with_pictures(
        composed=composed,
        limits=read_limits(channel.identity.get("limits")),
        options=channel.options,
    )
    return Marker(key=key, url=url, made_at=now), post


def _needs_picture(network: Network) -> bool:
    methods = network.abilities.methods
    return Method.IMAGE in methods and Method.TEXT not in methods and Method.LINK not in methods


def _newest_picture() -> tuple[Pictured, ...]:
    """Return a picture of the library: it is public, and some networks fetch it themselves."""
    newest = Picture.objects.order_by("-pk").first()
    if newest is None:
        return ()
    return (Pictured(picture_id=newest.pk, alt_text=newest.description or newest.title),)
