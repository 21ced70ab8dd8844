"""Whatever the desk's forms save and readers see is marked, in the transaction that saves it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from factories import (
    Newsroom,
    make_article,
    make_author,
    make_picture,
    make_section,
    make_standing_page,
)
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page
from wagtail.test.utils.form_data import querydict_from_html

from obole.accounts.roles import Role
from obole.edition.models import Mark
from obole.newsroom.models import Author, LegalSettings, NewsroomSettings, Tag
from obole.pages.models import Picture

Desk = Callable[..., Client]


@pytest.fixture
def editor(at_desk: Desk) -> Client:
    return at_desk(Role.ADMINISTRATOR)


def marked_since(number: int) -> set[str]:
    return set(Mark.objects.filter(pk__gt=number).values_list("ingredient", flat=True))


def last_mark() -> int:
    return Mark.objects.order_by("pk").values_list("pk", flat=True).last() or 0


def marks_of_saving(client: Client, url: str, **changes: Any) -> set[str]:
    """Fill in the form at the address as it is, but for the changes; return what was marked."""
    html = client.get(url).content.decode()
    field = next(iter(changes))
    index = next(n for n in range(9) if field in querydict_from_html(html, form_index=n))
    fields = querydict_from_html(html, form_index=index).dict()
    before = last_mark()
    answer = client.post(url, {**fields, **changes})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return marked_since(before)


def test_an_author_s_form(editor: Client) -> None:
    author = make_author()
    url = reverse(Author.snippet_viewset.get_url_name("edit"), args=[author.pk])

    assert marks_of_saving(editor, url, name="Un autre nom") == {f"author:{author.pk}"}


def test_a_subject_s_form(editor: Client) -> None:
    tag = Tag.objects.create(name="Climat", slug="climat")
    url = reverse(Tag.snippet_viewset.get_url_name("edit"), args=[tag.pk])

    assert marks_of_saving(editor, url, name="Le climat") == {f"tag:{tag.pk}"}


@pytest.mark.parametrize(
    ("model", "changes"),
    [(NewsroomSettings, {"name": "Le Courrier"}), (LegalSettings, {"legal_name": "Le Courrier"})],
)
def test_the_settings_forms(editor: Client, model: Any, changes: dict[str, str]) -> None:
    name = model._meta.model_name
    url = reverse("wagtailsettings:edit", args=["newsroom", name, model.objects.get().site_id])

    assert marks_of_saving(editor, url, **changes) == {"site"}


def test_a_picture_s_form(editor: Client) -> None:
    picture = make_picture(width=64, height=48)
    url = reverse("wagtailimages:edit", args=[picture.pk])

    assert marks_of_saving(editor, url, credit="Une autre") == {f"picture:{picture.pk}"}


def test_a_picture_s_new_file(editor: Client) -> None:
    picture = make_picture(width=64, height=48)
    picture.get_rendition("width-32")
    content = make_picture(width=40, height=40).file.read()
    url = reverse("wagtailimages:edit", args=[picture.pk])

    file = SimpleUploadedFile("autre.jpg", content)

    assert marks_of_saving(editor, url, title="Autre", file=file) == {f"picture:{picture.pk}"}
    assert not Picture.objects.get(pk=picture.pk).renditions.filter(filter_spec="width-32").exists()


def test_a_picture_that_is_deleted(editor: Client) -> None:
    picture = make_picture(width=64, height=48)
    before = last_mark()

    editor.post(reverse("wagtailimages:delete", args=[picture.pk]))

    assert marked_since(before) == {f"picture:{picture.pk}"}


def test_a_document_s_form(editor: Client) -> None:
    document = get_document_model()(title="Rapport", collection=Collection.get_first_root_node())
    document.file.save("rapport.pdf", ContentFile(b"%PDF-1.4"))
    url = reverse("wagtaildocs:edit", args=[document.pk])

    assert marks_of_saving(editor, url, title="Le rapport") == {f"document:{document.pk}"}


def test_a_wall_before_a_page(editor: Client) -> None:
    section = make_section()
    before = last_mark()

    editor.post(
        reverse("wagtailadmin_pages:set_privacy", args=[section.pk]),
        {"restriction_type": "login", "password": "", "groups": []},
    )

    assert marked_since(before) == {"site"}


def test_sections_in_another_order(editor: Client, house: Newsroom) -> None:
    make_section()
    second = make_section()
    before = last_mark()

    editor.post(f"{reverse('wagtailadmin_pages:set_page_position', args=[second.pk])}?position=0")

    assert marked_since(before) == {"site"}


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_a_standing_page_that_goes(editor: Client, action: str) -> None:
    page = make_standing_page()
    before = last_mark()

    editor.post(reverse(f"wagtailadmin_pages:{action}", args=[page.pk]))

    assert marked_since(before) == {"site"}


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_articles_that_go_in_bulk(editor: Client, action: str) -> None:
    articles = [make_article(), make_article()]
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    query = "&".join(f"id={article.pk}" for article in articles)
    before = last_mark()

    editor.post(f"{url}?{query}")

    assert {f"page:{article.pk}" for article in articles} <= marked_since(before)
    assert f"articles:section:{articles[0].section_id}" in marked_since(before)
    assert "site" not in marked_since(before)


def test_an_article_that_is_moved(editor: Client) -> None:
    article, section = make_article(), make_section()
    former = article.section_id
    before = last_mark()

    editor.post(reverse("wagtailadmin_pages:move_confirm", args=[article.pk, section.pk]))

    lists = {f"articles:section:{former}", f"articles:section:{section.pk}"}
    assert lists <= marked_since(before)
    assert Page.objects.get(pk=article.pk).get_parent().pk == section.pk
