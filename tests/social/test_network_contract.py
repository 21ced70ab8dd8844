"""The contract that every network keeps: how a call ends is one of four, whatever happens.

It runs against every network whose stage is listed; a network's own tests hold its fixtures.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from networking import START, FakeNetwork, fake_network, make_channel

from obole.social.networks.noticeboard import KIND as NOTICE_BOARD
from obole.social.networks.registry import network_of
from obole.social.rules.network import Marker, NotOffered, Post, Prepared, Remote
from obole.social.rules.vocabulary import Method

POST = Post(
    text="Le budget est voté https://testserver/s/abc",
    language="fr",
    method=Method.TEXT,
    url="https://testserver/s/abc",
    change_note="Correction : mardi.",
)
MARKER = Marker(key="a" * 26, url=POST.url, made_at=START)
OTHER = Marker(key="b" * 26, url="https://testserver/s/other", made_at=START)


@dataclass
class Stage:
    """A network that is connected, in working order."""

    network: Any
    server: FakeNetwork | None = None


@contextmanager
def the_fake():
    with fake_network() as server:
        yield Stage(network=network_of(make_channel()), server=server)


@contextmanager
def the_notice_board():
    yield Stage(network=network_of(make_channel(network=NOTICE_BOARD)))


# Networks over HTTP add theirs here: a context manager that gives a Stage on their fixtures.
STAGES = {"fake": the_fake, NOTICE_BOARD: the_notice_board}


@pytest.fixture(params=sorted(STAGES))
def network(request, newsroom):
    with STAGES[request.param]() as stage:
        yield stage.network


def posted(network) -> tuple[Remote, Prepared]:
    prepared = network.prepare(POST, marker=MARKER)
    return network.create(POST, prepared, marker=MARKER), prepared


def test_it_says_who_we_are_and_what_fits(network):
    identity = network.check()

    assert identity.name
    assert identity.limits.text > 0


def test_a_post_is_found_by_its_marker_and_no_other(network):
    if not network.abilities.can_find:
        pytest.skip("Nobody can look there.")
    before = network.find(POST, marker=MARKER, prepared=Prepared())
    remote, prepared = posted(network)

    found = network.find(POST, marker=MARKER, prepared=prepared)

    assert before is None
    assert found is not None
    assert found.id == remote.id
    assert network.find(POST, marker=OTHER, prepared=Prepared()) is None


def test_the_same_marker_again_is_the_same_post_where_that_is_promised(network):
    if not network.abilities.repeats_safely:
        pytest.skip("It is not promised.")
    first, prepared = posted(network)

    assert network.create(POST, prepared, marker=MARKER).id == first.id


def test_a_change_returns_where_the_post_stands(network):
    remote, prepared = posted(network)

    assert network.update(remote, POST, prepared, marker=OTHER).id


def test_a_deletion_done_twice_is_done(network):
    remote, _prepared = posted(network)

    network.delete(remote, marker=MARKER)
    network.delete(remote, marker=MARKER)


def test_an_answer_says_where_it_stands(network):
    if not network.abilities.can_reply:
        pytest.skip("It has no answers.")
    remote, _prepared = posted(network)

    assert network.comment(remote, "La suite.", marker=OTHER).id


def test_what_it_cannot_do_it_says(network):
    remote, _prepared = posted(network)
    if network.abilities.has_figures:
        assert network.figures(remote).likes >= 0
        return
    with pytest.raises(NotOffered):
        network.figures(remote)
