"""The screen of an article's channels: what is saved there, by whom, and what it leaves alone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from article_forms import article_form
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import Newsroom, make_article, make_user
from networking import make_channel, run_until_quiet
from wagtail.documents.models import Document
from wagtail.models import PageViewRestriction

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.foundation import clock
from obole.newsroom import actions
from obole.newsroom.models import ArticlePage
from obole.social.actions import article_choices, drafting
from obole.social.models import (
    NOTHING_SAID,
    ArticleChannel,
    ArticleShare,
    Channel,
    Delivery,
    DraftedChoice,
    NoticeBoardPost,
)
from obole.social.queries import recordings

Person = tuple[Client, User]


@pytest.fixture
def sign_in(newsroom: Newsroom) -> Callable[[Role], Person]:
    actions.set_up_roles()
    actions.set_up_workflow()

    def signed_in(role: Role) -> Person:
        client, user = Client(), make_user(role=role)
        client.force_login(user)
        return client, user

    return signed_in


@pytest.fixture
def board(newsroom: Newsroom) -> Channel:
    return make_channel(network="noticeboard", name="Tableau", is_default=False)


def screen(article: ArticlePage) -> str:
    return reverse("social_article", args=[article.pk])


def editor_of(article: ArticlePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[article.pk])


def loaded(client: Client, url: str) -> dict[str, str]:
    """Return what a page sends of its channels when nothing is typed into it."""
    page = client.get(url).content.decode()
    return {
        **{f"c{each.pk}-wish": "" for each in Channel.objects.all()},
        **dict(re.findall(r'name="(c\d+-was)" value="(\w+)"', page)),
        **dict(re.findall(r'<textarea name="(c\d+-text)"[^>]*>\n?([^<]*)<', page)),
    }


def said(channel: Channel, **words: Any) -> dict[str, str]:
    return {f"c{channel.pk}-{name}": str(value) for name, value in words.items()}


def owned_by(user: User, **fields: Any) -> ArticlePage:
    article = make_article(**fields)
    ArticlePage.objects.filter(pk=article.pk).update(owner=user)
    return article


def make_film(title: str) -> Document:
    film = Document(title=title)
    film.file.save(f"{title}.mp4", ContentFile(title.encode()))
    return film


def test_what_a_journalist_says_of_a_public_article_waits_for_its_publication(
    sign_in: Callable[[Role], Person], board: Channel
) -> None:
    client, user = sign_in(Role.JOURNALIST)
    article = owned_by(user)
    words = {**loaded(client, screen(article)), **said(board, wish="on", text="Non relu {title}")}

    client.post(screen(article), words)

    assert not Delivery.objects.exists()
    assert not ArticleChannel.objects.exists()
    assert "Non relu" in client.get(screen(article)).content.decode()
    drafting.queue_published(page_id=article.pk, first_time=False, now=clock.now())
    assert Delivery.objects.get().post["text"].startswith("Non relu ")


def test_a_public_article_is_shared_again_by_who_may_publish_it(
    sign_in: Callable[[Role], Person], board: Channel
) -> None:
    (journalist, user), (editor, _) = sign_in(Role.JOURNALIST), sign_in(Role.EDITOR)
    public, draft = owned_by(user), owned_by(user, live=False)
    terms = {"every_days": "30", "most": "3", "until": ""}

    def shared(client: Client, article: ArticlePage) -> bool:
        client.post(reverse("social_share_again", args=[article.pk]), terms)
        return ArticleShare.objects.filter(page=article.pk).exists()

    assert 'name="every_days"' not in journalist.get(screen(public)).content.decode()
    assert not shared(journalist, public)
    assert shared(journalist, draft)
    assert shared(editor, public)
    journalist.post(reverse("social_share_again", args=[public.pk]), {"do": "end"})
    assert ArticleShare.objects.filter(page=public.pk).exists()


def test_who_may_publish_is_heard_at_once(
    sign_in: Callable[[Role], Person], board: Channel
) -> None:
    client, _user = sign_in(Role.EDITOR)
    article = make_article()

    client.post(screen(article), {**loaded(client, screen(article)), **said(board, wish="on")})

    assert Delivery.objects.get().channel == board


def test_what_is_posted_now_is_what_everybody_may_read(
    sign_in: Callable[[Role], Person], board: Channel
) -> None:
    client, _user = sign_in(Role.EDITOR)
    article = make_article(title="Publié")
    article.title = "Brouillon"
    article.save_revision()
    button = reverse("social_follow", args=[article.pk, board.pk])

    wall = PageViewRestriction.objects.create(page=article, restriction_type="login")
    client.post(button, {"do": "post"})
    assert not Delivery.objects.exists()

    wall.delete()
    client.post(button, {"do": "post"})
    client.post(button, {"do": "post"})
    posts = Delivery.objects.order_by("share")
    assert [(each.share, each.post["text"].split()[0]) for each in posts] == [
        (0, "Publié"),
        (1, "Publié"),
    ]


def test_whatever_stands_can_be_withdrawn_whichever_post_it_is(
    sign_in: Callable[[Role], Person], board: Channel
) -> None:
    client, _user = sign_in(Role.EDITOR)
    article = make_article()
    button = reverse("social_follow", args=[article.pk, board.pk])

    def press(do: str) -> str:
        client.post(button, {"do": do})
        run_until_quiet(now=clock.now())
        return client.get(screen(article)).content.decode()

    offer = 'value="withdraw"'
    assert offer in press("post")
    assert offer not in press("withdraw")
    assert offer in press("post")
    assert offer in press("post")
    assert offer in press("withdraw")
    assert offer not in press("withdraw")
    assert not NoticeBoardPost.objects.filter(taken_down_at=None).exists()


def schedule(article: ArticlePage) -> None:
    article.go_live_at = clock.now() + timedelta(days=1)
    article.save_revision().publish()


def lock(article: ArticlePage) -> None:
    ArticlePage.objects.filter(pk=article.pk).update(locked=True, locked_by=make_user())


@pytest.mark.parametrize(
    ("role", "stop", "is_kept"),
    [
        (Role.EDITOR, lock, False),
        (Role.JOURNALIST, lock, False),
        (Role.EDITOR, schedule, True),
        (Role.JOURNALIST, schedule, False),
    ],
)
def test_a_lock_keeps_the_words_too_but_a_schedule_no_publisher(
    sign_in: Callable[[Role], Person],
    board: Channel,
    role: Role,
    stop: Callable[[ArticlePage], None],
    is_kept: bool,
) -> None:
    client, user = sign_in(role)
    article = owned_by(user, live=False)
    stop(ArticlePage.objects.get(pk=article.pk))
    words = {**loaded(client, screen(article)), **said(board, text="Ici")}

    assert client.post(screen(article), words).status_code == 302

    assert ArticleChannel.objects.exists() == is_kept


def test_only_what_was_touched_is_saved(sign_in: Callable[[Role], Person], board: Channel) -> None:
    client, user = sign_in(Role.EDITOR)
    article = make_article()
    colleague, now = make_user(), clock.now()
    drafted = make_channel(network="noticeboard", name="Brouillon", is_default=False)
    changed = make_channel(network="noticeboard", name="Entretemps", is_default=False)
    draft = {drafted: {**NOTHING_SAID, "text": "Pour plus tard"}}
    drafting.draft_choices(page=article, choices=draft, by=colleague, now=now)
    words = {**loaded(client, screen(article)), **said(board, text="Ici")}
    meanwhile = {changed: {**NOTHING_SAID, "text": "Entretemps"}}
    article_choices.save_choices(page=article, choices=meanwhile, by=user, now=now)

    client.post(screen(article), words)

    assert DraftedChoice.objects.get().text == "Pour plus tard"
    assert ArticleChannel.objects.get(channel=board).text == "Ici"
    assert ArticleChannel.objects.get(channel=changed).text == "Entretemps"


@pytest.mark.parametrize("year", ["0001", "1999", "2200", "9999"])
def test_an_hour_in_an_odd_year_is_refused(
    sign_in: Callable[[Role], Person], board: Channel, year: str
) -> None:
    client, _user = sign_in(Role.EDITOR)
    article = make_article(live=False)
    odd = said(board, send_at=f"{year}-01-01T00:00")
    form = article_form(title=article.title, slug=article.slug)

    on_screen = client.post(screen(article), {**loaded(client, screen(article)), **odd})
    in_editor = client.post(
        editor_of(article), {**form, **loaded(client, editor_of(article)), **odd}
    )

    assert (on_screen.status_code, in_editor.status_code) == (422, 200)
    assert not ArticleChannel.objects.exists()


@pytest.mark.parametrize("address", [screen, editor_of])
def test_a_film_that_is_no_longer_among_the_newest_can_be_saved(
    sign_in: Callable[[Role], Person],
    board: Channel,
    monkeypatch: pytest.MonkeyPatch,
    address: Callable[[ArticlePage], str],
) -> None:
    monkeypatch.setattr(recordings, "_OFFERED", 1)
    client, _user = sign_in(Role.EDITOR)
    article, film = make_article(live=False), make_film("Premier")
    words = {**loaded(client, address(article)), **said(board, recording=film.pk)}
    make_film("Second")

    client.post(address(article), {**article_form(title=article.title, slug=article.slug), **words})

    assert ArticleChannel.objects.get().recording == film
    # What is chosen stays on offer, beside the newest.
    page = client.get(address(article)).content.decode()
    assert f'<option value="{film.pk}" selected>Premier' in page
    assert ">Second</option>" in page


@pytest.mark.parametrize("address", [screen, editor_of])
def test_more_channels_take_no_more_queries(
    sign_in: Callable[[Role], Person], address: Callable[[ArticlePage], str]
) -> None:
    client, user = sign_in(Role.EDITOR)
    article = make_article()
    make_film("Film")

    def queries(channels: int) -> int:
        while Channel.objects.count() < channels:
            channel = make_channel(network="noticeboard", name="Tableau", is_default=False)
            choices = {channel: {**NOTHING_SAID, "text": "Ici {title}"}}
            article_choices.save_choices(page=article, choices=choices, by=user, now=clock.now())
        client.get(address(article))
        with CaptureQueriesContext(connection) as captured:
            client.get(address(article))
        return len(captured)

    assert queries(2) == queries(6)
