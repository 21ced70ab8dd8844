"""The page with a player of another host."""

import pytest
from django.test import Client
from factories import Newsroom, make_article

from obole.newsroom.models import ArticlePage
from obole.newsroom.rules.players import player_of


def embedding(url: str) -> tuple[ArticlePage, str]:
    """Make an article with an embed; return it and the address of the embed's player."""
    article = make_article(body=[("embed", {"url": url, "title": "Le conseil", "picture": None})])
    return article, f"/lecteur/{article.pk}/{article.body[0].id}/"


def test_a_reader_gets_the_player_after_a_click(client: Client, newsroom: Newsroom) -> None:
    article, path = embedding("https://www.youtube.com/watch?v=abc_123")

    assert "<iframe" not in client.get(article.url).content.decode()
    assert f'href="{path}"' in client.get(article.url).content.decode()
    response = client.get(path)

    page = response.content.decode()
    assert 'src="https://www.youtube-nocookie.com/embed/abc_123"' in page
    policy = response.headers["Content-Security-Policy"]
    assert "frame-src https://www.youtube-nocookie.com" in policy
    assert "default-src 'none'" in policy


def test_an_unknown_host_is_linked_and_not_framed(client: Client, newsroom: Newsroom) -> None:
    _, path = embedding("https://video.example/clip")

    response = client.get(path)

    page = response.content.decode()
    assert "<iframe" not in page
    assert 'href="https://video.example/clip"' in page
    assert "video.example" not in response.headers["Content-Security-Policy"]


def test_only_what_an_article_embeds_has_a_player(client: Client, newsroom: Newsroom) -> None:
    article, path = embedding("https://youtu.be/abc")
    other = make_article()

    assert client.get(path.replace(str(article.pk), str(other.pk))).status_code == 404
    article.unpublish()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("url", "frame"),
    [
        ("https://youtu.be/abc?t=3", "https://www.youtube-nocookie.com/embed/abc"),
        ("https://m.youtube.com/shorts/abc", "https://www.youtube-nocookie.com/embed/abc"),
        ("https://vimeo.com/channels/x/1234", "https://player.vimeo.com/video/1234?dnt=1"),
        (
            "https://www.dailymotion.com/video/x8abc_titre",
            "https://geo.dailymotion.com/player.html?video=x8abc",
        ),
        (
            "https://tube.example/w/kkGMgK9ZtnKfYAgnEtQxbv",
            "https://tube.example/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv?p2p=0&peertubeLink=0",
        ),
        (
            "https://tube.example/videos/watch/1-2",
            "https://tube.example/videos/embed/1-2?p2p=0&peertubeLink=0",
        ),
        (
            "https://soundcloud.com/radio/episode-1",
            "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fradio%2Fepisode-1&visual=false",
        ),
        (
            "https://www.arte.tv/fr/videos/110-000-A/titre/",
            "https://www.arte.tv/embeds/fr/110-000-A?autoplay=false",
        ),
    ],
)
def test_players_are_known_by_their_addresses(url: str, frame: str) -> None:
    player = player_of(url)

    assert player is not None
    assert player.frame_url == frame
    assert frame.startswith(player.origin + "/")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        "https://youtube.com.evil.example/watch?v=abc",
        "https://www.youtube.com/watch?v=a%22onload=",
        "https://www.youtube.com/watch",
        "https://vimeo.com/about",
        "javascript://youtube.com/watch?v=abc",
        "https://tube.example:8443/w/abc",
        "https://tube.example;x/w/abc",
        "https://tube example/w/abc",
        "https://[::1/",
        "",
    ],
)
def test_other_addresses_have_no_player(url: str) -> None:
    assert player_of(url) is None
