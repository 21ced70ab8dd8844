"""The contract that every network keeps: how a call ends is one of four, whatever happens.

It runs against every network of the catalogue and each of its servers that are not alike, on
stand-ins (places.py); a network's own tests hold what its documentation says of each answer.
"""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from closed_posts import an_image
from networking import FakeNetwork, fake_network, make_channel
from places import PLACES, standing

from obole.foundation import clock
from obole.social.networks.catalogue import kinds
from obole.social.networks.noticeboard import KIND as NOTICE_BOARD
from obole.social.networks.registry import network_of
from obole.social.rules.network import (
    Card,
    Marker,
    NotOffered,
    NotSent,
    Post,
    Prepared,
    Remote,
    Uncertain,
)
from obole.social.rules.vocabulary import Method


def a_marker(letter: str) -> Marker:
    key = letter * 26
    return Marker(key=key, url=f"https://testserver/s/{key}", made_at=clock.now())


def a_post(network: Any, marker: Marker) -> Post:
    """Return a post that the network takes, with the marker's address."""
    is_pictured = Method.TEXT not in network.abilities.methods and network.abilities.most_images
    return Post(
        text=f"Le budget est voté {marker.url}",
        language="fr",
        method=Method.IMAGE if is_pictured else Method.TEXT,
        url=marker.url,
        images=(an_image(),) if is_pictured else (),
        card=Card(url=marker.url, title="Le budget", description="Il est voté."),
        change_note="Correction : mardi.",
    )


@dataclass
class Stage:
    """A network that is connected, in working order. `lose` loses the next answer."""

    network: Any
    lose: Callable[[], object] | None = None
    server: FakeNetwork | None = None


@contextmanager
def the_fake(_monkeypatch):
    with fake_network() as server:
        yield Stage(network=network_of(make_channel()), server=server)


@contextmanager
def the_notice_board(_monkeypatch):
    yield Stage(network=network_of(make_channel(network=NOTICE_BOARD)))


def at(name):
    @contextmanager
    def stage(monkeypatch):
        with standing(name, monkeypatch) as place:
            network = place.network()
            yield Stage(network=network, lose=lambda: place.server.plan_for_posts("answer-lost"))

    return stage


STAGES = {name: at(name) for name in PLACES} | {"fake": the_fake, NOTICE_BOARD: the_notice_board}
NOTHING = Prepared()
MARKER, OTHER = a_marker("a"), a_marker("b")


@pytest.fixture(params=sorted(STAGES))
def stage(request, newsroom, monkeypatch):
    with STAGES[request.param](monkeypatch) as made:
        yield made


@pytest.fixture
def network(stage):
    return stage.network


def posted(network) -> tuple[Remote, Prepared]:
    post = a_post(network, MARKER)
    prepared = network.prepare(post, marker=MARKER)
    return network.create(post, prepared, marker=MARKER), prepared


def found(network, marker, prepared=NOTHING):
    return network.find(a_post(network, marker), marker=marker, prepared=prepared)


def test_every_network_that_is_installed_is_tried():
    assert set(kinds()) <= {each.network for each in PLACES.values()}


def test_it_says_who_we_are_and_what_fits(network):
    identity = network.check()

    assert identity.name
    assert identity.limits.text > 0


def test_a_post_is_found_by_its_marker_and_no_other(network):
    if not network.abilities.can_find:
        with pytest.raises(NotOffered):
            found(network, MARKER)
        return
    before = found(network, MARKER)
    remote, prepared = posted(network)

    again = found(network, MARKER, prepared)

    assert before is None
    assert again is not None
    assert again.id == remote.id
    assert found(network, OTHER) is None


def test_the_same_marker_again_is_the_same_post_where_that_is_promised(network):
    if not network.abilities.repeats_safely:
        pytest.skip("It is not promised.")
    first, prepared = posted(network)

    again = network.create(a_post(network, MARKER), prepared, marker=MARKER)

    assert again.id == first.id


def test_a_lost_answer_is_uncertain_and_a_post_that_can_be_found_is_found(stage):
    network = stage.network
    if stage.lose is None:
        pytest.skip("Nothing is lost on the way to it.")
    post = a_post(network, MARKER)
    prepared = network.prepare(post, marker=MARKER)
    stage.lose()

    with pytest.raises(Uncertain):
        network.create(post, prepared, marker=MARKER)

    if network.abilities.can_find:
        assert found(network, MARKER, prepared) is not None


def test_a_change_returns_where_the_post_stands(network):
    remote, prepared = posted(network)
    change = a_post(network, MARKER)

    if not (network.abilities.can_update or network.abilities.updates_by_reply):
        with pytest.raises(NotOffered):
            network.update(remote, change, prepared, marker=OTHER)
        return
    assert network.update(remote, change, prepared, marker=OTHER).id


def test_a_deletion_done_twice_is_done(network):
    remote, prepared = posted(network)

    if not network.abilities.can_delete:
        with pytest.raises(NotOffered):
            network.delete(remote, marker=MARKER)
        return
    network.delete(remote, marker=MARKER)
    network.delete(remote, marker=MARKER)
    if network.abilities.can_find and "container" not in prepared.values:
        assert found(network, MARKER, prepared) is None


def test_an_answer_says_where_it_stands(network):
    remote, _prepared = posted(network)

    if not network.abilities.can_reply:
        with pytest.raises(NotOffered):
            network.comment(remote, "La suite.", marker=OTHER)
        return
    assert network.comment(remote, "La suite.", marker=OTHER).id


def test_what_it_cannot_do_it_says(network):
    remote, _prepared = posted(network)
    if network.abilities.has_figures:
        assert network.figures(remote).likes >= 0
        return
    with pytest.raises(NotOffered):
        network.figures(remote)


def test_what_is_renewed_is_new_or_nothing(network):
    if not network.abilities.refreshes:
        assert network.refreshed() is None
        return
    try:
        renewed = network.refreshed()
    except NotSent:
        # A token without a partner cannot be renewed: definite, and no crash.
        return
    assert renewed is None or renewed.values
