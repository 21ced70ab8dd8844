"""The channels in the editor of an article: kept with its draft, held to when that is public."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from article_forms import article_form
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from factories import Newsroom, make_article, make_picture, make_section, make_user
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networking import make_channel
from wagtail.models import Page

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.foundation import clock
from obole.newsroom import actions
from obole.newsroom.models import ArticlePage
from obole.social.actions import article_choices, drafting
from obole.social.actions.sending import send_due
from obole.social.models import (
    NOTHING_SAID,
    ArticleChannel,
    Channel,
    Delivery,
    DraftedChoice,
    NoticeBoardPost,
)

PUBLISH = {"action-publish": "action-publish"}
SUBMIT = {"action-submit": "action-submit"}
SignIn = Callable[[Role], Client]


@pytest.fixture
def sign_in(newsroom: Newsroom) -> SignIn:
    actions.set_up_roles()
    actions.set_up_workflow()

    def signed_in(role: Role) -> Client:
        client = Client()
        client.force_login(make_user(role=role))
        return client

    return signed_in


@pytest.fixture
def editor(sign_in: SignIn) -> Client:
    return sign_in(Role.EDITOR)


@pytest.fixture
def board(newsroom: Newsroom) -> Channel:
    return make_channel(network="noticeboard", name="Tableau")


def edit_url(article: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[article.pk])


def add_url() -> str:
    return reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", make_section().pk])


def loaded(client: Client, url: str, channel: Channel) -> dict[str, str]:
    """Return what the channel's fields send when nothing is typed into them."""
    page = client.get(url).content.decode()
    found = re.search(rf'name="c{channel.pk}-was" value="(\w+)"', page)
    assert found, "The channel does not stand in the editor."
    return {f"c{channel.pk}-was": found.group(1), **typed(channel)}


def typed(channel: Channel, **said: Any) -> dict[str, str]:
    fields = {"wish": "", "text": "", "method": "", "image": "", "send_at": "", **said}
    return {f"c{channel.pk}-{name}": str(value) for name, value in fields.items()}


def save(client: Client, article: ArticlePage, fields: dict[str, str], **buttons: str) -> Any:
    form = article_form(title=article.title, slug=article.slug)
    return client.post(edit_url(article), {**form, **fields, **buttons})


def test_what_is_typed_with_a_new_article_goes_out_with_it(editor: Client, board: Channel) -> None:
    url = add_url()
    fields = {**loaded(editor, url, board), **typed(board, text="Votez ! {title}", wish="on")}

    editor.post(url, {**article_form(), **fields, **PUBLISH})
    send_due(now=clock.now())

    assert NoticeBoardPost.objects.get().text.startswith("Votez ! Le budget est voté")


def test_a_draft_of_a_public_article_holds_once_it_is_published(
    editor: Client, board: Channel
) -> None:
    Channel.objects.update(is_default=False)
    article, picture = make_article(), make_picture()
    fields = {
        **loaded(editor, edit_url(article), board),
        **typed(board, wish="on", text="Relisez {title}", method="image", image=picture.pk),
    }

    save(editor, article, fields)
    assert not ArticleChannel.objects.exists()
    assert not Delivery.objects.exists()
    assert "Relisez {title}" in editor.get(edit_url(article)).content.decode()

    save(editor, article, fields, **PUBLISH)
    send_due(now=clock.now())

    chosen = ArticleChannel.objects.get()
    assert (chosen.text, chosen.image, chosen.method) == ("Relisez {title}", picture, "image")
    assert not DraftedChoice.objects.exists()
    assert NoticeBoardPost.objects.get().text.startswith("Relisez ")


def _let_its_hour_come(article: ArticlePage) -> None:
    revision = article.revisions.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = clock.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()


def test_what_was_typed_holds_when_the_article_goes_live_by_its_schedule(
    editor: Client, board: Channel
) -> None:
    article = make_article(live=False)
    tomorrow = clock.now() + timedelta(days=1)
    fields = {
        **loaded(editor, edit_url(article), board),
        **typed(board, text="Ce matin : {title}"),
        "go_live_at": f"{tomorrow:%Y-%m-%d %H:%M}",
    }

    save(editor, article, fields, **PUBLISH)
    assert not Delivery.objects.exists()
    _let_its_hour_come(article)
    call_command("publish_scheduled")
    send_due(now=clock.now())

    assert NoticeBoardPost.objects.get().text.startswith("Ce matin : ")


def test_what_a_journalist_typed_holds_when_an_editor_approves_it(
    sign_in: SignIn, board: Channel
) -> None:
    journalist, editor = sign_in(Role.JOURNALIST), sign_in(Role.EDITOR)
    url = add_url()
    fields = {**loaded(journalist, url, board), **typed(board, text="Enquête : {title}")}
    journalist.post(url, {**article_form(), **fields, **SUBMIT})
    article = ArticlePage.objects.get()

    # What is said while approving is no less said.
    last_word = {**loaded(editor, edit_url(article), board), **typed(board, text="Lisez {title}")}
    approve = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    save(editor, article, last_word, **approve)
    send_due(now=clock.now())

    assert ArticlePage.objects.get().live
    assert NoticeBoardPost.objects.get().text.startswith("Lisez ")


def test_what_saves_itself_while_somebody_types_ends_as_they_left_it(
    editor: Client, board: Channel
) -> None:
    article = make_article(live=False)
    before = loaded(editor, edit_url(article), board)

    def saves_itself(text: str) -> None:
        form = article_form(title=article.title, slug=article.slug)
        answer = editor.post(
            edit_url(article),
            {**form, **before, **typed(board, text=text, typed="1")},
            headers={"accept": "application/json"},
        )
        assert answer.json()["success"]

    saves_itself("Li")
    saves_itself("Lisez")
    assert ArticleChannel.objects.get().text == "Lisez"
    saves_itself("")

    assert not ArticleChannel.objects.exists()


def test_a_page_left_open_undoes_nobodys_work(sign_in: SignIn, board: Channel) -> None:
    article = make_article(live=False)
    early, late = sign_in(Role.EDITOR), sign_in(Role.EDITOR)
    left_open = loaded(early, edit_url(article), board)
    fields = {**loaded(late, edit_url(article), board), **typed(board, text="De dernière minute")}
    save(late, article, fields)

    save(early, article, left_open)

    assert ArticleChannel.objects.get().text == "De dernière minute"


def test_ones_own_second_window_undoes_nothing(editor: Client, board: Channel) -> None:
    article = make_article(live=False)
    left_open = loaded(editor, edit_url(article), board)
    save(editor, article, {**left_open, **typed(board, text="Mon dernier mot", typed="1")})

    save(editor, article, left_open)

    assert ArticleChannel.objects.get().text == "Mon dernier mot"


def test_a_channel_connected_meanwhile_is_left_alone(editor: Client, board: Channel) -> None:
    article = make_article(live=False)
    fields = loaded(editor, edit_url(article), board)
    newer = make_channel(network="noticeboard", name="Second")
    by = User.objects.get()
    said = {newer: {**NOTHING_SAID, "text": "Ici"}}
    article_choices.save_choices(page=article, choices=said, by=by, now=clock.now())

    save(editor, article, fields)

    assert ArticleChannel.objects.get(channel=newer).text == "Ici"


def test_words_that_mean_nothing_are_refused_with_the_article(
    editor: Client, board: Channel
) -> None:
    article = make_article(live=False, title="Avant")
    fields = {**loaded(editor, edit_url(article), board), **typed(board, text="{titre}")}
    form = article_form(title="Après", slug=article.slug)

    answer = editor.post(edit_url(article), {**form, **fields})

    assert "{titre}" in answer.content.decode()
    assert article.get_latest_revision_as_object().title == "Avant"
    assert not ArticleChannel.objects.exists()


def test_who_may_not_choose_sees_no_channels_and_changes_none(
    editor: Client, board: Channel
) -> None:
    article = make_article(live=False)
    fields = {**loaded(editor, edit_url(article), board), **typed(board, text="Ici")}
    for group in User.objects.get().groups.all():
        group.permissions.remove(*Permission.objects.filter(codename="change_articlechannel"))

    save(editor, article, fields)

    assert f"c{board.pk}-text" not in editor.get(edit_url(article)).content.decode()
    assert not ArticleChannel.objects.exists()


def test_a_locked_article_keeps_its_words(sign_in: SignIn, board: Channel) -> None:
    article = make_article(live=False)
    editor = sign_in(Role.EDITOR)
    fields = {**loaded(editor, edit_url(article), board), **typed(board, text="Ici")}
    ArticlePage.objects.update(locked=True, locked_by=make_user(), locked_at=clock.now())

    save(editor, article, fields)

    assert not ArticleChannel.objects.exists()


def test_a_preview_of_the_article_keeps_nothing(editor: Client, board: Channel) -> None:
    article = make_article(live=False)
    fields = {**loaded(editor, edit_url(article), board), **typed(board, text="Ici")}
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])

    form = article_form(title=article.title, slug=article.slug)
    assert editor.post(url, {**form, **fields}).json()["is_valid"]
    assert editor.get(url).status_code == 200

    assert not ArticleChannel.objects.exists()


def test_a_post_that_waits_is_taken_back_where_the_published_draft_says_no(
    editor: Client, board: Channel
) -> None:
    article = make_article()
    assert Delivery.objects.get().state == "waiting"
    fields = {**loaded(editor, edit_url(article), board), **typed(board, wish="off")}

    save(editor, article, fields)
    assert Delivery.objects.get().state == "waiting"
    save(editor, article, fields, **PUBLISH)

    assert Delivery.objects.get().state == "cancelled"


def test_a_preview_in_the_editor_takes_any_picture_and_counts(
    editor: Client, board: Channel
) -> None:
    article = make_article(live=False, title="Nuits de torche")
    url = reverse("social_preview", args=[article.pk, board.pk])
    said = typed(board, text="Vu : {title}", method="image", image=make_picture().pk)

    piece = editor.post(url, said).content.decode()

    assert "Vu : Nuits de torche" in piece
    assert "<img" in piece
    assert re.search(r'social-number">\d+', piece)


steps = st.lists(
    st.tuples(st.sampled_from(["editor", "screen", "publish"]), st.sampled_from(["", "A", "B"])),
    max_size=8,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_the_screen_holds_at_once_and_the_editor_with_its_publication(
    newsroom: Newsroom, steps: list[tuple[str, str]]
) -> None:
    page, by = make_article(), make_user()
    channel = make_channel(network="noticeboard", is_default=False)
    now, holds, drafted = clock.now(), "", None
    for way, text in steps:
        choices = {channel: {**NOTHING_SAID, "text": text}}
        if way == "editor":
            drafting.draft_choices(page=page, choices=choices, by=by, now=now)
            drafted = text
        elif way == "screen":
            article_choices.save_choices(page=page, choices=choices, by=by, now=now)
            holds, drafted = text, None
        else:
            drafting.adopt_drafts(page_id=page.pk, now=now)
            holds, drafted = holds if drafted is None else drafted, None

    rows = [each.text for each in ArticleChannel.objects.filter(page=page)]
    drafts = [each.text for each in DraftedChoice.objects.filter(page=page)]
    assert rows == ([holds] if holds else [])
    assert drafts == ([] if drafted in (None, holds) else [drafted])
