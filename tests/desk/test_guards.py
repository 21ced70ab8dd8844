"""Nothing is lost by accident: what is refused says why, and all of it is still there."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from factories import (
    Newsroom,
    make_article,
    make_author,
    make_section,
    make_user,
    publish,
)
from wagtail.models import Page

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.newsroom.models import (
    ArticlePage,
    Author,
    FrontPick,
    HomePage,
    RelatedArticle,
    SectionPage,
)

Desk = Callable[..., Client]


@pytest.fixture
def root(house: Newsroom) -> User:
    """Give somebody to whom Wagtail itself refuses nothing."""
    return make_user(is_superuser=True)


def said(response: object) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_section_with_articles_is_not_deleted(at_desk: Desk, root: User) -> None:
    section = make_section(title="Port")
    make_article(section=section)
    make_article(section=section, live=False)

    response = at_desk(root).post(reverse("wagtailadmin_pages:delete", args=[section.pk]))

    assert response["Location"] == reverse("wagtailadmin_explore", args=[section.pk])
    assert "Port" in said(response)
    assert "2 articles" in said(response)
    assert ArticlePage.objects.child_of(section).count() == 2


def test_a_section_with_articles_is_not_deleted_in_bulk(at_desk: Desk, root: User) -> None:
    section = make_section()
    make_article(section=section)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    at_desk(root).post(f"{url}?next=/desk/&id={section.pk}")

    assert SectionPage.objects.filter(pk=section.pk).exists()


def test_an_empty_section_is_deleted(at_desk: Desk, root: User) -> None:
    section = make_section()

    at_desk(root).post(reverse("wagtailadmin_pages:delete", args=[section.pk]))

    assert not SectionPage.objects.filter(pk=section.pk).exists()


def test_a_front_page_is_neither_deleted_nor_unpublished(
    at_desk: Desk, root: User, house: Newsroom
) -> None:
    client = at_desk(root)
    for verb in ("delete", "unpublish"):
        client.post(reverse(f"wagtailadmin_pages:{verb}", args=[house.french.pk]))
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", verb])
        client.post(f"{bulk}?next=/desk/&id={house.french.pk}")

    assert HomePage.objects.live().filter(pk=house.french.pk).exists()


def test_a_section_is_not_unpublished_under_its_articles(at_desk: Desk, root: User) -> None:
    section = make_section()
    article = make_article(section=section)
    client, url = at_desk(root), reverse("wagtailadmin_pages:unpublish", args=[section.pk])

    client.post(url)
    assert SectionPage.objects.live().filter(pk=section.pk).exists()

    client.post(url, {"include_descendants": "on"})
    assert not Page.objects.live().filter(pk__in=[section.pk, article.pk]).exists()


def test_the_articles_of_a_section_can_be_moved_and_follow(at_desk: Desk, root: User) -> None:
    old, new = make_section(), make_section()
    article = make_article(section=old)

    at_desk(root).post(reverse("wagtailadmin_pages:move_confirm", args=[article.pk, new.pk]))

    assert ArticlePage.objects.get(pk=article.pk).section_id == new.pk
    at_desk(root).post(reverse("wagtailadmin_pages:delete", args=[old.pk]))
    assert not SectionPage.objects.filter(pk=old.pk).exists()


def test_an_author_who_signs_is_not_deleted_and_the_articles_are_shown(
    at_desk: Desk, root: User
) -> None:
    author = make_author(name="Nour Haddad")
    make_article(authors=[author], title="Le pont fermé")
    client = at_desk(root)

    response = client.post(
        reverse("wagtailsnippets_newsroom_author:delete", args=[author.pk]), follow=True
    )

    assert Author.objects.filter(pk=author.pk).exists()
    assert "Le pont fermé" in response.content.decode()
    bulk = reverse("wagtail_bulk_action", args=["newsroom", "author", "delete"])
    client.post(f"{bulk}?next=/desk/&id={author.pk}")
    assert Author.objects.filter(pk=author.pk).exists()


def test_an_author_without_bylines_is_deleted(at_desk: Desk, root: User) -> None:
    author = make_author()

    at_desk(root).post(reverse("wagtailsnippets_newsroom_author:delete", args=[author.pk]))

    assert not Author.objects.filter(pk=author.pk).exists()


def test_the_last_wall_is_worded_and_no_error_page(
    at_desk: Desk, root: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = make_author()
    make_article(authors=[author])
    # As if the byline came between the desk's check and the deletion.
    monkeypatch.setattr("wagtail.hooks.get_hooks", _without("refuse_to_delete_author"))

    response = at_desk(root).post(
        reverse("wagtailsnippets_newsroom_author:delete", args=[author.pk])
    )

    assert response.status_code == 302
    assert Author.objects.filter(pk=author.pk).exists()
    with pytest.raises(ProtectedError):
        author.delete()


def _without(name: str) -> Callable[[str], list[Callable[..., object]]]:
    from wagtail.hooks import get_hooks

    return lambda hook: [each for each in get_hooks(hook) if each.__name__ != name]


def test_an_article_that_leads_and_is_recommended_can_be_deleted(
    at_desk: Desk, root: User, house: Newsroom
) -> None:
    doomed, other = make_article(), make_article()
    home = house.french
    home.lead = doomed
    home.picks = [FrontPick(article=doomed)]
    publish(home)
    other.related_items = [RelatedArticle(related=doomed)]
    publish(other)

    at_desk(root).post(reverse("wagtailadmin_pages:delete", args=[doomed.pk]))

    assert not ArticlePage.objects.filter(pk=doomed.pk).exists()
    assert HomePage.objects.get(pk=home.pk).lead is None
    assert not FrontPick.objects.exists()
    assert not RelatedArticle.objects.exists()
    # The draft still names it; the form must open all the same.
    edit = reverse("wagtailadmin_pages:edit", args=[home.pk])
    assert at_desk(Role.EDITOR).get(edit).status_code == 200
