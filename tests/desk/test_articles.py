"""Writing in the desk: forms of every kind of page, clear errors, nothing lost."""

from collections.abc import Callable
from typing import Any

import pytest
from article_forms import article_form
from django.test import Client
from django.urls import reverse
from factories import Newsroom, make_article, make_section, make_standing_page, make_user, publish
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from obole.accounts.roles import Role
from obole.newsroom.models import ArticlePage, Author

Desk = Callable[..., Client]


def add_url(section: Any) -> str:
    return reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", section.pk])


def test_every_kind_of_page_opens_in_the_desk(at_desk: Desk, house: Newsroom) -> None:
    editor = at_desk(Role.EDITOR)
    pages = [house.french, house.english, make_section(), make_standing_page(), make_article()]

    for page in pages:
        response = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert response.status_code == 200


def test_the_list_of_articles_shows_and_filters(at_desk: Desk) -> None:
    section, other = make_section(title="Port"), make_section(title="Ville")
    make_article(section=section, title="La jetée")
    make_article(section=other, title="La gare")
    editor, url = at_desk(Role.EDITOR), reverse("articles:index")

    everything = editor.get(url).content.decode()
    filtered = editor.get(url, {"section": section.pk}).content.decode()

    assert "La jetée" in everything
    assert "La gare" in everything
    assert "La jetée" in filtered
    assert "La gare" not in filtered


def test_a_preview_of_an_article_works_in_each_language(at_desk: Desk, house: Newsroom) -> None:
    editor = at_desk(Role.EDITOR)
    for home, text in [(house.french, "Le budget est voté"), (house.english, "The budget")]:
        article = make_article(section=make_section(home=home), title=text)

        response = editor.get(reverse("wagtailadmin_pages:view_draft", args=[article.pk]))

        assert response.status_code == 200
        assert text in response.content.decode()
        assert f'lang="{home.locale.language_code}"' in response.content.decode()


def test_a_journalist_writes_an_article(at_desk: Desk) -> None:
    section, journalist = make_section(), make_user(role=Role.JOURNALIST)

    response = at_desk(journalist).post(add_url(section), article_form())

    article = ArticlePage.objects.get()
    assert response.status_code == 302
    assert (article.title, article.live, article.owner) == ("Le budget est voté", False, journalist)
    assert article.section == section


def test_a_journalist_cannot_publish_by_sending_the_editors_button(at_desk: Desk) -> None:
    section = make_section()

    at_desk(Role.JOURNALIST).post(
        add_url(section), {**article_form(), "action-publish": "action-publish"}
    )

    assert not ArticlePage.objects.get().live


def test_a_slug_that_exists_is_refused_and_the_text_is_kept(at_desk: Desk) -> None:
    section = make_section()
    make_article(section=section, slug="budget")

    response = at_desk(Role.EDITOR).post(add_url(section), article_form())

    assert response.status_code == 200
    assert "slug" in response.context["form"].errors
    assert "Le conseil a vot" in response.content.decode()
    assert ArticlePage.objects.count() == 1


def test_imported_html_is_cleaned_on_every_way_in(at_desk: Desk) -> None:
    section = make_section()
    hostile = '<p onclick="x()">Texte</p><script>alert(1)</script><iframe src="//x.test"></iframe>'
    body = streamfield([("imported_html", hostile)])

    at_desk(Role.EDITOR).post(add_url(section), article_form(body=body))
    by_form = ArticlePage.objects.get()
    by_code = make_article(section=section, body=[("imported_html", hostile)])
    by_json = make_article(
        section=section, body=f'[{{"type": "imported_html", "value": {_json(hostile)}}}]'
    )

    for article in (by_form, by_code, by_json):
        article.refresh_from_db()
        assert article.body[0].value == "<p>Texte</p>"


def _json(text: str) -> str:
    import json

    return json.dumps(text)


def test_an_author_is_made_from_inside_the_article(at_desk: Desk, house: Newsroom) -> None:
    Author.objects.create(name="Camille Durand", slug="camille-durand")
    url = reverse("wagtailsnippetchoosers_newsroom_author:create")

    response = at_desk(Role.EDITOR).post(
        url, {"author-chooser-create-form-name": "Camille  Durand", "name": "Camille Durand"}
    )

    assert response.status_code == 200
    assert set(Author.objects.values_list("slug", flat=True)) == {
        "camille-durand",
        "camille-durand-2",
    }


def test_a_journalist_chooses_authors_but_makes_none(at_desk: Desk, house: Newsroom) -> None:
    journalist = at_desk(Role.JOURNALIST)

    choose = journalist.get(reverse("wagtailsnippetchoosers_newsroom_author:choose"))
    journalist.post(reverse("wagtailsnippetchoosers_newsroom_author:create"), {"name": "Moi"})

    assert choose.status_code == 200
    assert not Author.objects.exists()


@pytest.mark.parametrize("colour", ["#ffff00", "#fcfbf8"])
def test_an_accent_that_cannot_be_read_is_refused(
    at_desk: Desk, house: Newsroom, colour: str
) -> None:
    url = reverse("wagtailsettings:edit", args=["newsroom", "newsroomsettings", house.site.pk])
    form = {
        "name": "La Gazette",
        "logo": "",
        "founded_year": "",
        "accent": colour,
        "accent_dark": "#ff9d8a",
        "fonts": "serif",
        "social_links": inline_formset([]),
    }

    response = at_desk(Role.EDITOR).post(url, nested_form_data(form))

    assert "accent" in response.context["form"].errors
    assert "desk-contrast" in response.content.decode()


def test_a_translation_tells_that_its_original_changed(at_desk: Desk, house: Newsroom) -> None:
    original = make_article(title="Le port rouvre")
    english_section = make_section(home=house.english)
    translation = make_article(
        section=english_section,
        title="The port reopens",
        translation_key=original.translation_key,
    )
    editor, url = at_desk(Role.EDITOR), reverse("wagtailadmin_pages:edit", args=[translation.pk])
    sentence = "Le port rouvre enfin"
    assert sentence not in editor.get(url).content.decode()

    original.title = sentence
    publish(original)
    assert sentence in editor.get(url).content.decode()

    translation.title = "The port finally reopens"
    publish(translation)
    assert sentence not in editor.get(url).content.decode()
