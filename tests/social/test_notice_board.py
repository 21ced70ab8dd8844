"""The notice board: a network whose posts are rows here, and a page that shows them."""

from dataclasses import replace

import pytest
from django.test import Client
from factories import Newsroom

from obole.foundation import clock
from obole.social.models import Channel, NoticeBoardPost
from obole.social.networks.registry import network_of
from obole.social.rules.network import Card, Marker, Post, Prepared, Rejected, Remote
from obole.social.rules.vocabulary import ChannelState, Method

PAGE = "/notice-board/"


@pytest.fixture
def board(newsroom: Newsroom) -> Channel:
    return Channel.objects.create(network="noticeboard", name="Board")


def a_post(text: str = "Les nuits de torche <b>") -> Post:
    return Post(
        text=text,
        language="fr",
        method=Method.LINK,
        url="https://testserver/s/abc",
        card=Card(url="https://testserver/s/abc", title="Nuits", description=""),
    )


def a_marker(key: str = "K" * 26) -> Marker:
    return Marker(key=key, url=f"https://testserver/s/{key}", made_at=clock.now())


def test_the_same_marker_makes_one_post_and_is_found(board: Channel) -> None:
    network = network_of(board)
    assert network.find(a_post(), marker=a_marker(), prepared=Prepared()) is None

    first = network.create(a_post(), Prepared(), marker=a_marker())
    again = network.create(a_post(), Prepared(), marker=a_marker())

    assert first == again == network.find(a_post(), marker=a_marker(), prepared=Prepared())
    assert NoticeBoardPost.objects.count() == 1


def test_a_post_changes_and_goes_before_everybodys_eyes(client: Client, board: Channel) -> None:
    network = network_of(board)
    remote = network.create(a_post(), Prepared(), marker=a_marker())
    network.comment(remote, "La suite", marker=a_marker())
    network.comment(remote, "La suite", marker=a_marker())
    page = client.get(PAGE).content.decode()
    assert "&lt;b&gt;" in page
    assert page.count("La suite") == 1

    network.update(remote, a_post("Rectifié"), Prepared(), marker=a_marker("L" * 26))
    assert "Rectifié" in client.get(PAGE).content.decode()

    network.delete(remote, marker=a_marker("M" * 26))
    network.delete(remote, marker=a_marker("M" * 26))
    assert "Rectifié" not in client.get(PAGE).content.decode()
    with pytest.raises(Rejected):
        network.update(remote, a_post(), Prepared(), marker=a_marker("N" * 26))


def test_a_comment_below_nothing_is_refused(board: Channel) -> None:
    remote = replace(Remote(id="gone"), url="")
    with pytest.raises(Rejected):
        network_of(board).comment(remote, "Alors ?", marker=a_marker())


def test_there_is_no_board_where_none_is_connected(client: Client, board: Channel) -> None:
    assert client.get(PAGE).status_code == 200

    board.state = ChannelState.REMOVED
    board.save()

    assert client.get(PAGE).status_code == 404
