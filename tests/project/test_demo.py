"""The demonstration: its texts agree with one another, and it loads as a newsroom."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import WorkflowState

from obole.accounts.models import User
from obole.newsroom.actions import (
    prepare_picture,
    set_up_roles,
    set_up_site,
    set_up_standing_pages,
    set_up_workflow,
)
from obole.newsroom.models import ArticlePage, HomePage, NewsroomSettings, StandingPage
from obole.newsroom.rules.renditions import RENDITIONS, Use
from obole.pages.models import Picture, PictureRendition, Publication
from obole.project.demo import content, people
from obole.project.demo.loading import Loading

PASSWORD = "a password of the demo"
# Two small pictures a site, made by the first page that shows them.
LOGO = {"max-640x224", "max-600x600|format-png"}


def text_of(headline, *paragraphs, **fields):
    body = [{"type": "paragraph", "html": f"<p>{paragraph}</p>"} for paragraph in paragraphs]
    return {"slug": "a", "headline": headline, "body": body, **fields}


def paragraphs_of(version):
    return [block["html"] for block in version.text["body"]]


def test_undoing_the_history_gives_the_versions_from_the_first_on():
    article = text_of(
        "Now",
        "three",
        history=[
            {"days_after": 1.0, "replace": [["one", "two"]]},
            {"days_after": 2.0, "replace": [["two", "three"]]},
        ],
    )

    versions = content.versions_of(article)

    assert [version.days_after for version in versions] == [0.0, 1.0, 2.0]
    assert [paragraphs_of(version) for version in versions] == [
        ["<p>one</p>"],
        ["<p>two</p>"],
        ["<p>three</p>"],
    ]


def test_a_correction_belongs_to_the_versions_from_its_day_on():
    correction = {"days_after": 1.5, "kind": "correction", "text": "It was two."}

    versions = content.versions_of(text_of("Now", "two", corrections=[correction]))

    assert [(each.days_after, each.text["corrections"]) for each in versions] == [
        (0.0, []),
        (1.5, [correction]),
    ]


def test_a_history_that_does_not_fit_the_text_is_refused():
    history = [{"days_after": 1.0, "replace": [["one", "two"]]}]

    with pytest.raises(content.WrongContent, match="a: the text does not hold 'two'"):
        content.versions_of(text_of("Now", "three", history=history))


def test_the_texts_agree_with_one_another():
    texts = content.read_content()
    pictures = set(content.picture_names())
    slugs = {article["slug"] for article in texts.articles}
    authors = {author["slug"] for author in texts.authors}

    assert len(slugs) == len(texts.articles)
    for article in texts.articles:
        assert set(article["authors"]) <= authors
        assert set(article.get("related", [])) <= slugs
        assert article.get("picture", "port-grues") in pictures
        assert article.get("translation_of", article["slug"]) in slugs
        for block in article["body"]:
            for each in [block, *block.get("images", [])]:
                assert each.get("picture", "port-grues") in pictures


@pytest.mark.django_db
def test_it_loads_as_a_newsroom_that_has_worked_for_a_while(settings, tmp_path, client):
    settings.MEDIA_ROOT = str(tmp_path)
    now = timezone.now()
    set_up_roles()
    set_up_site(
        name="L’Estuaire", language="fr", host="testserver", port=443, legal_name="Association"
    )
    set_up_standing_pages()
    set_up_workflow()
    steps = 0
    with ThreadPoolExecutor(1) as pool:
        loading = Loading(now=now, language="fr", password=PASSWORD, pool=pool)
        for step in loading.steps():
            step()
            steps += 1

    assert steps == len(loading)
    texts = content.read_content()
    by_state = {
        state: [table for table in texts.articles if table["state"] == state]
        for state in ("published", "scheduled", "in_review", "draft")
    }
    assert ArticlePage.objects.count() == len(texts.articles)
    assert ArticlePage.objects.live().count() == len(by_state["published"])
    _published_in_the_past(by_state["published"], now)
    (scheduled,) = ArticlePage.objects.filter(go_live_at__gt=now)
    assert scheduled.status_string in {"programmée", "scheduled"}
    assert scheduled.go_live_at == now + timedelta(hours=20)
    assert WorkflowState.objects.filter(status="in_progress").count() == len(by_state["in_review"])
    _linked_and_curated()
    _people_can_log_in(client)
    assert Picture.objects.filter(credit="L’Estuaire", licence="CC BY-SA 4.0").count() == len(
        content.picture_names()
    )
    assert not StandingPage.objects.filter(live=False).exists()
    _front_pages_have_their_pictures(loading, client)
    _pages_open(client)


def _published_in_the_past(tables, now):
    for table in tables:
        article = ArticlePage.objects.get(slug=table["slug"], locale__language_code=table["locale"])
        versions = content.versions_of(table)
        first = now - timedelta(days=table["days_ago"])
        assert [
            publication.published_at
            for publication in Publication.objects.filter(page=article).order_by("number")
        ] == [first + timedelta(days=version.days_after) for version in versions]
        assert article.published_at == article.first_published_at == first
        assert article.corrections.count() == len(table.get("corrections", []))
        if "history" in table:
            assert article.updated_at is not None
        assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in article.tags.slugs())


def _linked_and_curated():
    original = ArticlePage.objects.get(slug="quatorze-millions-terminal-nord")
    assert [page.slug for page in original.get_translations()] == [
        "fourteen-million-northern-terminal"
    ]
    french, english = HomePage.objects.order_by("path")
    assert french.lead == original
    assert french.picks.count() > 2
    assert english.lead is None
    assert NewsroomSettings.objects.get().name == "L’Estuaire"


def _people_can_log_in(client):
    shown = people.logins(authors=content.read_content().authors)
    assert len(shown) == 6
    for login in shown[1:]:
        user = User.objects.get(email=login.email)
        assert user.groups.get().name == login.role
        assert user.check_password(PASSWORD)


def _front_pages_have_their_pictures(loading, client):
    for shown in loading.front_pictures():
        prepare_picture(shown=shown)
    led = ArticlePage.objects.live().filter(picture__isnull=False)
    assert all(
        article.picture.renditions.count() >= len(RENDITIONS[Use.CARD].all())
        for article in led.select_related("picture")
    )

    made = set(PictureRendition.objects.values_list("pk", flat=True))
    for page in HomePage.objects.all():
        assert client.get(page.url, secure=True).status_code == 200
    others = PictureRendition.objects.exclude(pk__in=made)
    assert {rendition.filter_spec for rendition in others} <= LOGO


def _pages_open(client):
    for page in ArticlePage.objects.live().filter(slug__startswith="q"):
        assert client.get(page.url, secure=True).status_code == 200
