"""Media in a bucket: what is public, what is not, and what happens when it does not answer."""

from collections.abc import Callable
from io import BytesIO
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult
from factories import Newsroom, make_article, make_picture, make_user
from held import KEY, SECRET, Held
from PIL import Image
from wagtail.documents.models import Document
from wagtail.models import Collection

from obole.accounts.roles import Role
from obole.foundation.ingredients import gather
from obole.foundation.storage import MediaOutOfReach
from obole.foundation.worker import run_ready_tasks
from obole.newsroom.actions import prepare_pictures, set_up_roles
from obole.pages.models import Picture, PictureRendition

pytest.importorskip("storages", reason="the extra obole[s3] is not installed")

from obole.foundation.bucket import BucketStorage

SetReach = Callable[[bool], None]

SOUND = bytes(range(256)) * 4


def photograph() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (64, 48), (200, 80, 40)).save(buffer, "JPEG")
    return buffer.getvalue() + b"<?php behind the end ?>"


def make_sound() -> Document:
    return Document.objects.create(title="Un son", file=ContentFile(SOUND, name="son.mp3"))


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def journalist(newsroom: Newsroom) -> Client:
    set_up_roles()
    client = Client()
    client.force_login(
        make_user(role=Role.JOURNALIST), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def upload(client: Client, kind: str = "images") -> object:
    name, content = ("port.jpg", photograph()) if kind == "images" else ("son.mp3", SOUND)
    return client.post(
        reverse(f"wagtail{kind}:add"),
        {
            "title": "Le port",
            "description": "Un port, le matin.",
            "collection": Collection.get_first_root_node().pk,
            "file": SimpleUploadedFile(name, content),
        },
    )


def test_a_picture_from_the_desk_is_in_the_bucket_made_anew(
    bucket: Held, journalist: Client
) -> None:
    upload(journalist)

    picture = Picture.objects.get()
    stored = bucket.content(picture.file.name)
    assert b"php" not in stored
    assert (picture.width, picture.height) == Image.open(BytesIO(stored)).size == (64, 48)
    assert picture.file_size == len(stored)
    assert bucket.head(picture.file.name)["CacheControl"] == "private, no-store"


def test_a_document_from_the_desk_is_in_the_bucket(bucket: Held, journalist: Client) -> None:
    upload(journalist, "docs")

    document = Document.objects.get()
    assert bucket.content(document.file.name) == SOUND
    assert document.file_size == len(SOUND)


def test_renditions_are_public_for_ever_and_nothing_else_is(
    bucket: Held, newsroom: Newsroom
) -> None:
    picture, document = make_picture(), make_sound()

    rendition = picture.get_rendition("width-300|format-avif")

    assert rendition.url == f"{bucket.address}/{quote(rendition.file.name)}"
    head = bucket.head(rendition.file.name)
    assert head["CacheControl"] == "public, max-age=31536000, immutable"
    assert head["ContentType"] == "image/avif"
    assert bucket.status_for_readers(rendition.url) == 200
    for private in (picture.file.name, document.file.name):
        assert bucket.status_for_readers(f"{bucket.address}/{private}") == 403


def test_pages_link_renditions_and_nothing_private(bucket: Held, newsroom: Newsroom) -> None:
    document = make_sound()
    article = make_article(
        picture=make_picture(),
        body=[
            ("image", {"picture": make_picture(), "width": "text"}),
            ("audio", {"file": document, "title": "Un son", "transcript": ""}),
        ],
    )

    response = Client().get(article.url, secure=True)

    html = response.content.decode()
    assert f'src="{bucket.address}/images/' in html
    assert f'src="/documents/{document.pk}/son.mp3"' in html
    for hidden in ("original_images", f"{bucket.address}/documents", KEY, SECRET):
        assert hidden not in html


def test_policies_name_the_bucket_for_pictures_only(
    bucket: Held, newsroom: Newsroom, journalist: Client
) -> None:
    origin = bucket.address.removesuffix(f"/{bucket.name}")

    for response in (Client().get("/", secure=True), journalist.get("/desk/images/")):
        policy = response.headers["Content-Security-Policy"]
        named = [part for part in policy.split("; ") if origin in part]
        assert [part.split()[0] for part in named] == ["img-src"]


def test_an_address_from_before_the_bucket_leads_there(bucket: Held, newsroom: Newsroom) -> None:
    url = make_picture().get_rendition("width-300|format-webp").url
    old = url.replace(bucket.address, "/media")

    response = Client().get(old)

    assert (response.status_code, response.headers["Location"]) == (302, url)
    for wrong in ("/media/images/../original_images/a.jpg", "/media/images//evil.example/a.jpg"):
        assert Client().get(wrong).status_code == 404
    assert Client().get("/media/images/page.html").status_code == 404


def test_a_document_is_read_in_parts(
    bucket: Held, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_sound().url
    monkeypatch.setattr(BucketStorage, "_open", lambda *_: pytest.fail("fetched whole"))

    whole = Client().get(url)
    part = Client().get(url, headers={"range": "bytes=256-511"})
    end = Client().get(url, headers={"range": "bytes=-10"})
    beyond = Client().get(url, headers={"range": "bytes=5000-"})
    again = Client().get(url, headers={"if-none-match": whole["ETag"]})

    assert (whole.status_code, body(whole)) == (200, SOUND)
    assert (part.status_code, body(part)) == (206, SOUND[256:512])
    assert part["Content-Range"] == "bytes 256-511/1024"
    assert body(end) == SOUND[-10:]
    assert beyond.status_code == 416
    assert again.status_code == 304


def test_an_empty_document_is_answered(bucket: Held, newsroom: Newsroom) -> None:
    document = Document.objects.create(title="Rien", file=ContentFile(b"", name="rien.txt"))

    response = Client().get(document.url)

    assert (response.status_code, body(response)) == (200, b"")


def test_a_document_whose_file_is_lost_is_not_found(bucket: Held, newsroom: Newsroom) -> None:
    document = make_sound()
    default_storage.delete(document.file.name)

    assert Client().get(document.url).status_code == 404


def test_a_taken_name_gets_another(bucket: Held) -> None:
    first = default_storage.save("documents/a.txt", ContentFile(b"one"))
    second = default_storage.save("documents/a.txt", ContentFile(b"two"))

    assert first != second
    assert (bucket.content(first), bucket.content(second)) == (b"one", b"two")


def test_a_name_that_is_taken_between_choosing_and_writing_is_not_overwritten(
    bucket: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    default_storage.save("documents/a.txt", ContentFile(b"one"))
    chosen = ["documents/a.txt", "documents/a_other.txt"]
    monkeypatch.setattr(BucketStorage, "get_available_name", lambda *_, **__: chosen.pop(0))

    second = default_storage.save("documents/a.txt", ContentFile(b"two"))

    assert second == "documents/a_other.txt"
    assert bucket.content("documents/a.txt") == b"one"
    assert bucket.content(second) == b"two"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_while_a_transaction_is_open(
    bucket: Held, journalist: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bucket that is waited for must not hold up whoever wants to write."""
    real, sent = BucketStorage._save, []

    def save(storage: BucketStorage, name: str, content: object) -> str:
        sent.append((name.split("/", maxsplit=1)[0], connection.in_atomic_block))
        return real(storage, name, content)

    monkeypatch.setattr(BucketStorage, "_save", save)

    upload(journalist)
    upload(journalist, "docs")
    Picture.objects.get().get_rendition("width-32")
    Picture.objects.get().get_renditions("width-16", "width-24")

    assert set(sent) == {("original_images", False), ("documents", False), ("images", False)}
    assert PictureRendition.objects.filter(filter_spec="width-32").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_deleted_picture_leaves_the_bucket_and_its_task_knows_no_secret(
    bucket: Held, newsroom: Newsroom
) -> None:
    picture = make_picture()
    picture.get_rendition("width-300")
    assert len(bucket.names()) == 2

    picture.delete()

    tasks = list(DBTaskResult.objects.filter(task_path__contains="delete_file"))
    assert tasks
    assert not any(SECRET in f"{task.args_kwargs}" for task in tasks)
    run_ready_tasks()
    assert bucket.names() == []


@pytest.mark.parametrize("kind", ["images", "docs"])
def test_an_upload_to_a_lost_bucket_is_refused_in_a_sentence(
    journalist: Client, set_reach: SetReach, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    set_reach(False)

    with override("en"):
        response = upload(journalist, kind)

    (error,) = response.context["form"].errors["file"]
    assert error.startswith(("The file could not be stored", "Le fichier n’a pas pu être"))
    assert 'value="Le port"' in response.content.decode()
    assert not Picture.objects.exists()
    assert not Document.objects.exists()
    assert SECRET not in caplog.text
    set_reach(True)
    upload(journalist, kind)
    assert Picture.objects.count() + Document.objects.count() == 1


def test_a_page_goes_without_a_picture_that_is_out_of_reach_and_is_not_kept(
    newsroom: Newsroom, set_reach: SetReach
) -> None:
    article = make_article(picture=make_picture())
    set_reach(False)

    with gather() as recipe:
        response = Client().get(article.url, secure=True)

    assert response.status_code == 200
    assert recipe.refusal
    assert not PictureRendition.objects.exists()
    set_reach(True)
    with gather() as recipe:
        html = Client().get(article.url, secure=True).content.decode()
    assert "/images/picture-" in html
    assert not recipe.refusal


def test_pictures_that_could_not_be_made_are_tried_again(
    newsroom: Newsroom, set_reach: SetReach
) -> None:
    article = make_article(picture=make_picture())
    set_reach(False)

    with pytest.raises(MediaOutOfReach):
        prepare_pictures(page_id=article.pk)

    set_reach(True)
    assert prepare_pictures(page_id=article.pk) > 0


def test_a_document_out_of_reach_says_come_back(newsroom: Newsroom, set_reach: SetReach) -> None:
    url = make_sound().url
    set_reach(False)

    response = Client().get(url)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")


def test_the_bucket_is_asked_once_for_the_size_of_a_picture(
    bucket: Held, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article(picture=make_picture())
    Client().get("/feed.xml", secure=True)
    Client().get(article.url, secure=True)

    asked: list[str] = []
    monkeypatch.setattr(BucketStorage, "facts", lambda _, name: asked.append(name))
    feed = Client().get("/feed.xml", secure=True).content.decode()
    Client().get(article.url, secure=True)

    assert asked == []
    assert 'length="0"' not in feed
