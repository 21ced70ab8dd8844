"""Documents come in by a short list, and go out so that nothing in them can run."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from factories import Newsroom
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, UploadedFile

from obole.accounts.roles import Role

Desk = Callable[..., Client]

SOUND = bytes(range(256)) * 4


def make_document(name: str, content: bytes = SOUND) -> Document:
    document = Document(title=name, file=ContentFile(content, name=name))
    document.save()
    return document


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    "name", ["page.html", "drawing.svg", "code.js", "run.exe", "x.PHP", "none"]
)
def test_what_a_browser_would_run_is_refused(at_desk: Desk, house: Newsroom, name: str) -> None:
    client = at_desk(Role.JOURNALIST)
    sent = {"title": "Rapport", "collection": Collection.get_first_root_node().pk}

    client.post(reverse("wagtaildocs:add"), {**sent, "file": SimpleUploadedFile(name, b"<script>")})
    for title in ("Rapport", ""):
        client.post(
            reverse("wagtaildocs:add_multiple"),
            {"title": title, "files[]": SimpleUploadedFile(name, b"<script>")},
        )

    assert not Document.objects.exists()
    assert not UploadedFile.objects.exists()


def test_a_report_is_accepted_and_served_to_keep(
    at_desk: Desk, house: Newsroom, client: Client
) -> None:
    at_desk(Role.JOURNALIST).post(
        reverse("wagtaildocs:add"),
        {
            "title": "Rapport",
            "file": SimpleUploadedFile("rapport.pdf", b"%PDF-1.7"),
            "collection": Collection.get_first_root_node().pk,
        },
    )

    response = client.get(Document.objects.get().url)

    assert body(response) == b"%PDF-1.7"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(("name", "kind"), [("a.mp3", "audio/"), ("b.webm", "video/")])
def test_sound_and_film_are_served_to_play(
    newsroom: Newsroom, client: Client, name: str, kind: str
) -> None:
    response = client.get(make_document(name).url)

    assert response["Content-Disposition"] == "inline"
    assert response["Content-Type"].startswith(kind)
    assert response["Accept-Ranges"] == "bytes"
    assert body(response) == SOUND


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=1000-", 1000, 1023),
        ("bytes=-24", 1000, 1023),
        ("bytes=1000-9999", 1000, 1023),
        ("bytes=-9999", 0, 1023),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(
    newsroom: Newsroom, client: Client, asked: str, first: int, last: int
) -> None:
    response = client.get(make_document("a.mp3").url, headers={"range": asked})

    assert response.status_code == HTTPStatus.PARTIAL_CONTENT
    assert response["Content-Range"] == f"bytes {first}-{last}/1024"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == SOUND[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=2000-", "bytes=20-10"])
def test_a_part_that_does_not_exist_is_refused(
    newsroom: Newsroom, client: Client, asked: str
) -> None:
    response = client.get(make_document("a.mp3").url, headers={"range": asked})

    assert response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    assert response["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "lines=1-2", "bytes=-", "bytes=" + "9" * 30])
def test_other_wishes_get_the_whole_file(newsroom: Newsroom, client: Client, asked: str) -> None:
    response = client.get(make_document("a.mp3").url, headers={"range": asked})

    assert (response.status_code, body(response)) == (HTTPStatus.OK, SOUND)


def test_a_part_of_an_older_file_is_not_mixed_with_the_new_one(
    newsroom: Newsroom, client: Client
) -> None:
    url = make_document("a.mp3").url
    etag = client.get(url)["ETag"]

    same = client.get(url, headers={"range": "bytes=0-9", "if-range": etag})
    other = client.get(url, headers={"range": "bytes=0-9", "if-range": '"old"'})

    assert same.status_code == HTTPStatus.PARTIAL_CONTENT
    assert other.status_code == HTTPStatus.OK


def test_an_unchanged_document_is_not_sent_twice(newsroom: Newsroom, client: Client) -> None:
    url = make_document("a.mp3").url
    etag = client.get(url)["ETag"]

    again = client.get(url, headers={"if-none-match": etag})

    assert again.status_code == HTTPStatus.NOT_MODIFIED


def test_a_document_has_one_name_and_needs_its_reader(newsroom: Newsroom, client: Client) -> None:
    document = make_document("a.mp3")
    assert client.get(f"/documents/{document.pk}/b.mp3").status_code == HTTPStatus.NOT_FOUND

    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    assert client.get(document.url).status_code == HTTPStatus.FOUND
