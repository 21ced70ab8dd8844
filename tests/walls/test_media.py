"""Renditions are public and kept for ever; nothing else under the media folder is."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from factories import Newsroom, make_picture


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)


def test_a_rendition_is_served_for_ever(newsroom: Newsroom, client: Client) -> None:
    rendition = make_picture().get_rendition("width-300|format-webp")

    response = client.get(rendition.url)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert body(response) == Path(rendition.file.path).read_bytes()


def test_an_original_is_not_public(newsroom: Newsroom, client: Client) -> None:
    picture = make_picture()

    assert client.get(f"/media/{picture.file.name}").status_code == 404
    assert client.get(f"/media/images/../{picture.file.name}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "../../obole.toml",
        "%2e%2e/%2e%2e/obole.toml",
        "..%2f..%2fvar/secrets/secret-key",
        "%00.jpg",
        "a" * 5_000 + ".jpg",
        "page.html",
        "drawing.svg",
        "",
    ],
)
def test_nothing_else_is_served(newsroom: Newsroom, client: Client, path: str) -> None:
    folder = Path(settings.MEDIA_ROOT) / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("page.html", "drawing.svg"):
        (folder / name).write_text("<script>alert(1)</script>")

    assert client.get(f"/media/images/{path}").status_code == 404


def test_only_safe_methods_are_answered(newsroom: Newsroom, client: Client) -> None:
    assert client.post("/media/images/a.jpg").status_code == 405
