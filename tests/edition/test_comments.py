"""What readers see of comments is on the baked page at once, and nowhere else is a page lost."""

from datetime import timedelta

import pytest
from commenting import MOMENT, make_comment, make_trusted_reader
from django.db import transaction
from factories import make_article, make_section, make_site, make_user
from proof import prompt_reader

from obole.comments.actions import deciding, revising
from obole.comments.actions.submitting import submit_comment
from obole.comments.models import Comment, CommentSettings, ThreadRules
from obole.comments.rules.states import Mode, State
from obole.comments.rules.verdicts import Reasons
from obole.comments.rules.written import Outcome, Sending, Written
from obole.edition import actions
from obole.edition.actions.verifying import verify
from obole.edition.models import BakedPage
from obole.foundation import clock

pytestmark = pytest.mark.django_db(transaction=True)


class Newspaper:
    """Two articles, one of them with comments, all baked; and a reader at the front."""

    def __init__(self) -> None:
        self.site = make_site()
        section = make_section(slug="ville")
        self.article = make_article(section=section, slug="budget")
        self.other = make_article(section=section, slug="marche")
        self.first = make_comment(article=self.article, body="La première remarque.")
        self.second = make_comment(article=self.article, parent=self.first, body="Une réponse.")
        self.paths = {
            "/ville/budget/",
            f"/c/{self.article.pk}/",
            f"/c/{self.article.pk}/newest/",
            f"/c/{self.article.pk}/feed.xml",
        }
        self.front = prompt_reader()
        for path in (*self.paths, "/ville/marche/", "/"):
            self.front.get(path)

    def read(self) -> str:
        return self.front.get("/ville/budget/").body.decode()

    def gone(self) -> set[str]:
        """Return what is stale, and bake it again."""
        stale = set(BakedPage.objects.filter(is_stale=True).values_list("path", flat=True))
        actions.bake_stale(within=timedelta(hours=1))
        assert [each for each in verify() if each.is_wrong] == []
        return stale


@pytest.fixture
def newspaper() -> Newspaper:
    return Newspaper()


def test_each_change_takes_away_exactly_the_pages_of_the_thread(newspaper: Newspaper) -> None:
    user, now = make_user(), clock.now()
    reasons = Reasons(clause="3")
    held = make_comment(article=newspaper.article, state=State.HELD, body="Ce qui attendait.")
    assert newspaper.gone() == set()

    deciding.approve(comment_id=held.pk, user=user, now=now)
    assert newspaper.gone() == newspaper.paths
    assert "Ce qui attendait." in newspaper.read()

    deciding.pin(comment_id=held.pk, is_pinned=True)
    assert newspaper.gone() == newspaper.paths
    assert "comments-pinned" in newspaper.read()

    removed = deciding.remove(comment_id=newspaper.first.pk, user=user, now=now, reasons=reasons)
    assert newspaper.gone() == newspaper.paths
    assert "La première remarque." not in newspaper.read()
    assert "tombstone" in newspaper.read()

    deciding.undo(decision_id=removed.pk, user=user, now=now)
    assert newspaper.gone() == newspaper.paths
    assert "La première remarque." in newspaper.read()

    revising.withdraw_comment(comment=newspaper.second)
    assert newspaper.gone() == newspaper.paths
    assert "Une réponse." not in newspaper.read()


def test_an_edited_comment_reads_so_at_once(newspaper: Newspaper) -> None:
    trusted = make_trusted_reader()
    fresh = make_comment(
        article=newspaper.article, reader=trusted, created_at=clock.now(), body="Dit trop vite."
    )
    newspaper.gone()

    revising.edit_comment(comment=fresh, body="Dit autrement, et mieux.", now=clock.now())

    assert newspaper.gone() == newspaper.paths
    fresh.refresh_from_db()
    assert ("Dit autrement, et mieux." in newspaper.read()) is (fresh.state == State.PUBLISHED)
    assert "Dit trop vite." not in newspaper.read()


def test_a_trusted_reader_s_comment_is_read_before_anybody_bakes(newspaper: Newspaper) -> None:
    reader = make_trusted_reader(email="ana@example.org")

    receipt = submit_comment(
        page_id=newspaper.article.pk,
        parent_id=None,
        written=Written(
            body="Merci pour cette page.", name="Ana", email="ana@example.org", language="fr"
        ),
        sending=Sending(
            client_key="a" * 64,
            network="192.0.2.7",
            has_solved_puzzle=True,
            remembered_reader_id=reader.pk,
        ),
        now=clock.now(),
    )

    assert receipt.outcome is Outcome.PUBLISHED
    assert "Merci pour cette page." in newspaper.read()


def test_what_is_rolled_back_takes_nothing_away(newspaper: Newspaper) -> None:
    with transaction.atomic():
        make_comment(article=newspaper.article, body="Jamais dit.")
        transaction.set_rollback(True)

    assert newspaper.gone() == set()
    assert "Jamais dit." not in newspaper.read()


def test_rules_that_change_are_on_every_article_at_once(newspaper: Newspaper) -> None:
    assert "comment-form" in newspaper.read()

    ThreadRules.objects.create(page=newspaper.article.section, mode=Mode.CLOSED)
    assert "comment-form" not in newspaper.read()

    ThreadRules.objects.all().delete()
    newspaper.gone()
    CommentSettings.objects.create(site=newspaper.site.site, mode=Mode.CLOSED)
    assert "comment-form" not in newspaper.read()


def test_a_thread_that_closes_by_its_age_is_baked_until_then(newspaper: Newspaper) -> None:
    CommentSettings.objects.create(site=newspaper.site.site, closes_after_days=10)
    newspaper.read()

    closes_at = newspaper.article.first_published_at + timedelta(days=10)
    baked = BakedPage.objects.get(path="/ville/budget/")
    assert baked.valid_until is not None
    assert baked.valid_until <= closes_at


def test_what_is_for_one_reader_is_never_kept(newspaper: Newspaper) -> None:
    number = Comment.objects.earliest("number").number
    page_id = newspaper.article.pk

    for path in (
        f"/c/{page_id}/write/",
        f"/c/{page_id}/token/",
        f"/c/{page_id}/after/{number}/",
        f"/c/{page_id}/newest/after/{number}/",
        "/c/me/",
    ):
        assert newspaper.front.get(path).status == 200
        assert not BakedPage.objects.filter(path=path).exists()
    assert clock.now() > MOMENT
