"""Pictures are ready before the first reader asks for them."""

from django.test import Client
from factories import Newsroom, make_article, make_author, make_picture

from obole.foundation.worker import run_ready_tasks
from obole.newsroom.actions import prepare_pictures
from obole.pages.models import PictureRendition


def test_a_published_article_gets_its_pictures_made(newsroom: Newsroom) -> None:
    article = make_article(
        picture=make_picture(),
        authors=[make_author(portrait=make_picture(width=300, height=300))],
        body=[("image", {"picture": make_picture(), "width": "text"})],
    )

    run_ready_tasks()

    made = PictureRendition.objects.count()
    Client().get(article.url, secure=True)
    Client().get("/", secure=True)
    assert made > 0
    assert PictureRendition.objects.count() == made


def test_doing_it_twice_makes_nothing_new(newsroom: Newsroom) -> None:
    article = make_article(picture=make_picture())
    first = prepare_pictures(page_id=article.pk)

    assert prepare_pictures(page_id=article.pk) == first
    assert PictureRendition.objects.count() == first


def test_a_lost_file_stops_nothing(newsroom: Newsroom) -> None:
    lost, kept = make_picture(), make_picture()
    lost.file.storage.delete(lost.file.name)
    article = make_article(picture=lost, body=[("image", {"picture": kept, "width": "text"})])

    prepare_pictures(page_id=article.pk)

    assert kept.renditions.exists()


def test_an_article_that_was_deleted_needs_no_pictures(newsroom: Newsroom) -> None:
    assert prepare_pictures(page_id=0) == 0
