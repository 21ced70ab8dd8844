"""Whatever somebody uploads as a picture is made anew, or refused in one sentence."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from factories import Newsroom, make_picture
from PIL import Image
from wagtail.models import Collection, UploadedFile

from obole.accounts.roles import Role
from obole.pages.models import Picture

Desk = Callable[..., Client]

HOSTILE = Path(__file__).parents[3] / "shared/data/security/uploads"
SECRET = b"<?php system($_GET['x']); ?>"


def photograph(*, comment: bytes = b"") -> bytes:
    """Return a JPEG that says where it was taken, with something behind its end."""
    buffer, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "Somebody's camera"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 30.0)
    Image.new("RGB", (64, 48), (200, 80, 40)).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue() + comment


def upload(name: str = "port.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photograph(comment=SECRET) if content is None else content)


def fields(**changes: object) -> dict[str, object]:
    return {
        "title": "Le port",
        "description": "Un port, le matin.",
        "collection": Collection.get_first_root_node().pk,
        "file": upload(),
        **changes,
    }


def assert_made_anew(picture: Picture) -> None:
    content = Path(picture.file.path).read_bytes()
    assert SECRET not in content
    with Image.open(BytesIO(content)) as stored:
        assert not stored.getexif()
        assert stored.size == (picture.width, picture.height) == (64, 48)


def test_one_picture_is_made_anew(at_desk: Desk) -> None:
    at_desk(Role.JOURNALIST).post(reverse("wagtailimages:add"), fields())

    assert_made_anew(Picture.objects.get())


def test_many_pictures_are_made_anew(at_desk: Desk) -> None:
    response = at_desk(Role.JOURNALIST).post(
        reverse("wagtailimages:add_multiple"), {"files[]": upload(), "title": "Le port"}
    )

    assert response.json()["success"]
    assert_made_anew(Picture.objects.get())


def test_a_picture_from_inside_an_article_is_made_anew(at_desk: Desk) -> None:
    sent = {f"image-chooser-upload-{name}": value for name, value in fields().items()}

    at_desk(Role.JOURNALIST).post(reverse("wagtailimages_chooser:create"), sent)

    assert_made_anew(Picture.objects.get())


def test_a_picture_that_replaces_another_is_made_anew(at_desk: Desk) -> None:
    picture = make_picture()

    at_desk(Role.EDITOR).post(reverse("wagtailimages:edit", args=[picture.pk]), fields())

    picture.refresh_from_db()
    assert_made_anew(picture)


def test_words_are_changed_without_sending_the_picture_again(at_desk: Desk) -> None:
    picture = make_picture()
    before = picture.file.name

    at_desk(Role.EDITOR).post(
        reverse("wagtailimages:edit", args=[picture.pk]), fields(file="", title="Le quai")
    )

    picture.refresh_from_db()
    assert (picture.title, picture.file.name) == ("Le quai", before)


@pytest.mark.parametrize("title", ["", "x" * 300])
def test_a_raw_file_is_never_set_aside_because_of_another_field(
    at_desk: Desk, house: Newsroom, title: str
) -> None:
    """Wagtail would store it, and keep it as it is once the other field is right."""
    response = at_desk(Role.JOURNALIST).post(
        reverse("wagtailimages:add_multiple"), {"files[]": upload(), "title": title}
    )

    assert not response.json()["success"]
    assert not UploadedFile.objects.exists()
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("page.jpg", b"<html><script>alert(1)</script></html>"),
        ("empty.jpg", b""),
        ("half.jpg", photograph()[:200]),
    ],
)
def test_what_is_no_picture_is_refused_with_advice(
    at_desk: Desk, name: str, content: bytes
) -> None:
    response = at_desk(Role.JOURNALIST).post(
        reverse("wagtailimages:add"), fields(file=upload(name, content))
    )

    assert response.context["form"].errors["file"]
    assert not Picture.objects.exists()


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the hostile files are not beside the repository")
def test_hostile_files_are_refused_or_made_anew(at_desk: Desk) -> None:
    client, files = at_desk(Role.JOURNALIST), sorted(HOSTILE.rglob("*.*"))
    files = [each for each in files if each.suffix not in {".md", ".py", ".json", ".txt"}]
    assert files

    for each in files:
        content = each.read_bytes()
        client.post(reverse("wagtailimages:add"), fields(file=upload(each.name, content)))

    for picture in Picture.objects.all():
        stored = Path(picture.file.path).read_bytes()
        assert b"<script" not in stored.lower()
        assert b"<?php" not in stored.lower()
        with Image.open(BytesIO(stored)) as image:
            assert image.format in {"JPEG", "PNG", "WEBP", "AVIF"}
            assert not image.getexif()
