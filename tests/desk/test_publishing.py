"""From a draft to a publication: embargo, schedule, review, history, and what a crash leaves."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from article_forms import article_form
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from factories import Newsroom, make_article, make_author, make_section, make_user, publish
from wagtail.models import Revision, TaskState, WorkflowState

from obole.accounts.roles import Role
from obole.foundation import clock
from obole.foundation.models import BackgroundTask
from obole.newsroom.models import ArticlePage, Correction
from obole.newsroom.queries.desk import calendar
from obole.pages import actions as pages
from obole.pages import rules
from obole.pages.models import Publication

Desk = Callable[..., Client]

LATER = timedelta(days=3)
PUBLISH = {"action-publish": "action-publish"}
SUBMIT = {"action-submit": "action-submit"}


def reload(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk)


def pass_time(article: ArticlePage) -> None:
    """Let the embargo and the schedule of an article lie in the past."""
    past = clock.now() - timedelta(minutes=1)
    revision = Revision.objects.get(pk=reload(article).latest_revision_id)
    revision.content |= {"go_live_at": past.isoformat(), "embargo_until": past.isoformat()}
    revision.approved_go_live_at = past
    revision.save()
    ArticlePage.objects.filter(pk=article.pk).update(go_live_at=past, embargo_until=past)


def test_publishing_before_the_embargo_schedules(at_desk: Desk) -> None:
    end = clock.now() + LATER
    local = end.strftime("%Y-%m-%d %H:%M")

    response = at_desk(Role.EDITOR).post(
        reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", make_section().pk]),
        {**article_form(embargo_until=local), **PUBLISH},
        follow=True,
    )

    article = ArticlePage.objects.get()
    assert not article.live
    assert article.scheduled_revision is not None
    assert article.go_live_at == article.embargo_until
    assert any("embargo" in str(message) for message in response.context["messages"])
    assert not Publication.objects.filter(page=article).exists()


def test_a_later_schedule_than_the_embargo_is_kept(newsroom: Newsroom) -> None:
    now = clock.now()
    article = make_article(live=False, embargo_until=now + LATER, go_live_at=now + 2 * LATER)

    publish(article)

    assert reload(article).go_live_at == now + 2 * LATER


def test_an_article_under_embargo_is_not_found(newsroom: Newsroom, client: Client) -> None:
    article = make_article()
    url = article.url
    ArticlePage.objects.filter(pk=article.pk).update(embargo_until=clock.now() + LATER)

    assert client.get(url).status_code == 404


def test_a_scheduled_article_is_announced_when_it_goes_live_and_not_before(
    newsroom: Newsroom,
) -> None:
    article = make_article(live=False, go_live_at=clock.now() + LATER)
    publish(article)
    assert not Publication.objects.filter(page=article).exists()
    assert reload(article).published_at is None

    pass_time(article)
    call_command("publish_scheduled", stdout=StringIO())

    article = reload(article)
    assert article.live
    publication = Publication.objects.get(page=article)
    assert publication.number == 1
    assert article.published_at == publication.published_at


def test_an_article_goes_live_with_its_announcement_or_not_at_all(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article(live=False)

    def crash(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(pages, "announce_publication", crash)
        with pytest.raises(KeyboardInterrupt):
            article.save_revision().publish()

    assert not reload(article).live
    assert pages.announce_missed_publications() == 0


def test_a_live_article_that_nobody_announced_is_announced_once(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article(live=False)
    with monkeypatch.context() as silent:
        silent.setattr(pages, "announce_publication", lambda **_: None)
        article.save_revision().publish()
    assert reload(article).live
    assert reload(article).published_at is None

    assert pages.announce_missed_publications() == 1
    assert pages.announce_missed_publications() == 0

    assert reload(article).published_at is not None
    assert Publication.objects.filter(page=article).count() == 1


def test_a_correction_is_a_new_version_and_no_first_publication(newsroom: Newsroom) -> None:
    article = make_article()
    first = reload(article).published_at

    article.corrections = [Correction(text="Le vote a eu lieu mardi, non lundi.")]
    article.standfirst = "Le vote a eu lieu mardi."
    publish(article)

    numbers = Publication.objects.filter(page=article).values_list("number", flat=True)
    assert sorted(numbers) == [1, 2]
    assert reload(article).published_at == first
    assert reload(article).updated_at is not None


def test_only_a_changed_text_makes_an_article_updated(newsroom: Newsroom) -> None:
    article = make_article()

    article.tags.add("budget")
    article.kicker = "Conseil"
    publish(article)
    assert reload(article).updated_at is None

    article = reload(article)
    article.standfirst = "Une phrase de plus."
    publish(article)
    assert reload(article).updated_at == reload(article).last_published_at


def test_the_history_is_a_chain_of_digests(newsroom: Newsroom) -> None:
    article = make_article()
    for standfirst in ("Deux.", "Trois."):
        article.standfirst = standfirst
        publish(article)

    before = ""
    for version in Publication.objects.filter(page=article).order_by("number"):
        assert version.previous_digest == before
        before = rules.version_digest(
            headline=version.headline, lines=version.lines, previous_digest=before
        )
        assert version.digest == before


def test_an_article_that_is_unpublished_is_announced_as_withdrawn(
    at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    article, withdrawn = make_article(), []
    monkeypatch.setattr(pages, "emit", withdrawn.append)

    at_desk(Role.EDITOR).post(reverse("wagtailadmin_pages:unpublish", args=[article.pk]))

    assert [(type(each).__name__, each.page_id) for each in withdrawn] == [
        ("PageWithdrawn", article.pk)
    ]
    assert not reload(article).live


def test_a_journalist_submits_and_an_editor_approves(
    at_desk: Desk, mailoutbox: list[EmailMessage]
) -> None:
    journalist, section = make_user(role=Role.JOURNALIST), make_section()
    make_user(role=Role.EDITOR, email="redaction@example.org")
    add = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", section.pk])
    at_desk(journalist).post(add, {**article_form(), **SUBMIT})
    article, task = ArticlePage.objects.get(), TaskState.objects.get()
    assert ["redaction@example.org"] in [mail.to for mail in mailoutbox]
    action = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", task.pk])

    refused = at_desk(journalist).post(action)
    assert not reload(article).live
    assert refused.status_code in {302, 403}

    at_desk(Role.EDITOR).post(action)

    article = reload(article)
    assert article.live
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED
    assert Publication.objects.filter(page=article).count() == 1


def test_an_approved_article_under_embargo_waits(at_desk: Desk) -> None:
    journalist = make_user(role=Role.JOURNALIST)
    add = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", make_section().pk])
    end = (clock.now() + LATER).strftime("%Y-%m-%d %H:%M")
    at_desk(journalist).post(add, {**article_form(embargo_until=end), **SUBMIT})
    article, task = ArticlePage.objects.get(), TaskState.objects.get()

    at_desk(Role.EDITOR).post(
        reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", task.pk])
    )

    assert not reload(article).live
    assert [each.pk for each in calendar()] == [article.pk]


def test_the_front_of_the_desk_shows_what_needs_me(at_desk: Desk) -> None:
    journalist = make_user(role=Role.JOURNALIST)
    make_article(live=False, owner=journalist, title="Mon brouillon").save_revision()
    make_article(live=False, title="Celui d'un autre").save_revision()
    publish(make_article(live=False, title="Demain", go_live_at=clock.now() + LATER))
    corrected = make_article()
    corrected.corrections = [Correction(text="Le total est de neuf millions.")]
    publish(corrected)
    home = reverse("wagtailadmin_home")

    mine = at_desk(journalist).get(home).content.decode()
    editors = at_desk(Role.EDITOR).get(home).content.decode()
    moderators = at_desk(Role.MODERATOR).get(home).content.decode()

    assert "Mon brouillon" in mine
    assert "Celui d" not in mine
    assert "Demain" not in mine
    assert "Demain" in editors
    assert "neuf millions" in editors
    assert not any(text in moderators for text in ("Mon brouillon", "Demain", "neuf millions"))


def test_what_awaits_my_review_stands_before_everything_else(at_desk: Desk) -> None:
    journalist, section = make_user(role=Role.JOURNALIST), make_section()
    publish(make_article(live=False, title="Demain", go_live_at=clock.now() + LATER))
    add = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", section.pk])
    at_desk(journalist).post(add, {**article_form(title="À relire"), **SUBMIT})

    home = at_desk(Role.EDITOR).get(reverse("wagtailadmin_home")).content.decode()

    assert 0 < home.index("À relire") < home.index("Demain")


def test_the_front_of_the_desk_asks_the_same_number_of_queries(
    at_desk: Desk, django_assert_num_queries: Callable[..., object]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    editor, counts, author = at_desk(Role.EDITOR), [], make_author()
    for _ in range(2):
        for _ in range(3):
            article = make_article(live=False, authors=[author], go_live_at=clock.now() + LATER)
            publish(article)
        editor.get(reverse("wagtailadmin_home"))
        with CaptureQueriesContext(connection) as queries:
            editor.get(reverse("wagtailadmin_home"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_failed_task_is_shown_to_whoever_can_try_it_again(at_desk: Desk) -> None:
    from obole.newsroom.queries.desk import desk_today

    administrator = make_user(role=Role.ADMINISTRATOR)
    editor = make_user(role=Role.EDITOR)
    make_article()
    assert BackgroundTask.objects.exists()
    BackgroundTask.objects.update(status="FAILED")

    asked = {"is_writing": False, "is_publishing": False}
    assert desk_today(user=administrator, **asked).failed_tasks > 0
    assert desk_today(user=editor, **asked).failed_tasks == 0


def test_the_calendar_shows_what_was_published_and_what_will_be(at_desk: Desk) -> None:
    past = make_article(title="Hier")
    future = make_article(live=False, title="Demain", go_live_at=clock.now() + LATER)
    publish(future)
    make_article(live=False, title="Un jour")

    page = at_desk(Role.EDITOR).get(reverse("newsroom_calendar")).content.decode()

    assert [each.pk for each in calendar()] == [future.pk, past.pk]
    assert "Hier" in page
    assert "Demain" in page
    assert "Un jour" not in page
