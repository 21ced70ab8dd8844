"""A thread is one order of reading, and its pages are that order cut into pieces."""

import json
import re
from datetime import timedelta

import feedparser
import pytest
from commenting import MOMENT, make_comment, make_reader
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import Newsroom, make_article, make_user
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from obole.comments.actions.showing import hide
from obole.comments.models import Comment, CommentSettings, Thread
from obole.comments.queries import threads
from obole.comments.queries.threads import NoSuchComment, number_before, thread_page
from obole.comments.rules.orders import Order
from obole.comments.rules.states import Mode, State
from obole.foundation.ingredients import gather
from obole.newsroom.models import ArticlePage

PAGE = 4


def pages_of(article: ArticlePage, order: Order) -> list[list[int]]:
    """Return the comments of all pages, walking from link to link."""
    pages, after = [], None
    while True:
        page = thread_page(page=article, order=order, now=MOMENT, after=after)
        pages.append([line.comment.pk for line in page.lines])
        after = page.after_this
        if after is None:
            return pages


def whole(article: ArticlePage, order: Order) -> list[int]:
    """Return the thread in its order, sorted here."""
    shown = Comment.objects.filter(thread=article.pk, is_shown=True)
    key = (
        (lambda each: each.path)
        if order is Order.OLDEST
        else (lambda each: (-int(each.root_path), each.path))
    )
    return [each.pk for each in sorted(shown, key=key)]


# Each number is the comment that is answered, if there are so many; and whether it is taken away.
SHAPES = some.lists(
    some.tuples(some.integers(0, 30), some.sampled_from(["stays", "stays", "goes", "never"])),
    min_size=1,
    max_size=24,
)


class TestOrder(TestCase):
    """Hypothesis needs Django's own test case: each example is rolled back."""

    databases = "__all__"

    def setUp(self) -> None:
        from factories import make_site

        make_site()
        self.article = make_article()
        self.length, threads.PAGE_LENGTH = threads.PAGE_LENGTH, PAGE

    def tearDown(self) -> None:
        threads.PAGE_LENGTH = self.length

    @settings(max_examples=20, deadline=None)
    @given(SHAPES)
    def test_page_by_page_is_the_whole_in_both_orders(self, shape) -> None:
        made = []
        for answered, fate in shape:
            parent = made[answered] if answered < len(made) else None
            state = State.HELD if fate == "never" else State.PUBLISHED
            made.append(make_comment(article=self.article, parent=parent, state=state))
        for comment, (_, fate) in zip(made, shape, strict=True):
            if fate == "goes":
                hide(comment=comment, state=State.REMOVED, clause="3")

        for order in Order:
            pages = pages_of(self.article, order)
            assert [each for page in pages for each in page] == whole(self.article, order)
            assert all(len(page) <= PAGE for page in pages)
            self._the_way_back_skips_nothing(order)
        for comment in Comment.objects.filter(is_shown=True):
            after = number_before(comment=comment)
            page = thread_page(page=self.article, order=Order.OLDEST, now=MOMENT, after=after)
            assert comment.pk in {line.comment.pk for line in page.lines}

    def _the_way_back_skips_nothing(self, order: Order) -> None:
        everything = whole(self.article, order)
        page = thread_page(page=self.article, order=order, now=MOMENT)
        while page.after_this is not None:
            page = thread_page(page=self.article, order=order, now=MOMENT, after=page.after_this)
        while not page.is_first:
            first = everything.index(page.lines[0].comment.pk)
            page = thread_page(
                page=self.article, order=order, now=MOMENT, after=page.after_previous
            )
            last = everything.index(page.lines[-1].comment.pk)
            assert first - 1 <= last
            assert everything.index(page.lines[0].comment.pk) < first


def test_thirty_three_levels_are_three_indents_and_say_what_they_answer(
    newsroom: Newsroom,
) -> None:
    article, comment = make_article(), None
    for _ in range(33):
        comment = make_comment(article=article, parent=comment)

    lines = thread_page(page=article, order=Order.OLDEST, now=MOMENT).lines

    assert [line.indent for line in lines] == [0, 1, 2, *[3] * 30]
    assert [line.names_answered for line in lines] == [False] * 4 + [True] * 29
    assert all(line.is_answered_here for line in lines[1:])


def test_a_page_takes_as_many_queries_for_a_long_thread_as_for_a_short_one(
    newsroom: Newsroom,
) -> None:
    few, many = make_article(), make_article()
    for article, conversations in ((few, 2), (many, 40)):
        for _ in range(conversations):
            make_comment(article=article, parent=make_comment(article=article))

    counts = set()
    # Where sites begin is remembered from the first time on.
    thread_page(page=few, order=Order.OLDEST, now=MOMENT)
    for article in (few, many):
        with CaptureQueriesContext(connection) as queries:
            thread_page(page=article, order=Order.OLDEST, now=MOMENT)
        counts.add(len(queries))

    assert len(counts) == 1
    assert counts.pop() <= 7


def test_a_number_that_no_comment_has_is_not_found(newsroom: Newsroom, client: Client) -> None:
    article = make_article()
    make_comment(article=article)

    with pytest.raises(NoSuchComment):
        thread_page(page=article, order=Order.OLDEST, now=MOMENT, after=7)
    assert client.get(reverse("comments:thread_after", args=[article.pk, 7])).status_code == 404
    huge = reverse("comments:thread_after", args=[article.pk, 10**30])
    assert client.get(huge).status_code == 404


def test_a_page_ends_when_the_thread_closes(newsroom: Newsroom) -> None:
    CommentSettings.objects.create(site=newsroom.site, closes_after_days=3)
    article = make_article()
    published = article.first_published_at

    with gather() as recipe:
        page = thread_page(page=article, order=Order.OLDEST, now=published)

    assert recipe.ingredients == {"site", f"thread:{article.pk}"}
    assert recipe.valid_until == published + timedelta(days=3)
    assert not page.is_closed
    after = published + timedelta(days=3)
    assert thread_page(page=article, order=Order.OLDEST, now=after).is_closed


def test_pinned_comments_stand_first_and_in_their_place(newsroom: Newsroom, client: Client) -> None:
    article = make_article()
    make_comment(article=article)
    pinned = make_comment(article=article, is_pinned=True, body="À lire avant les autres.")

    text = client.get(article.url).content.decode()

    assert text.count("À lire avant les autres.") == 3  # The third is for machines.
    assert text.index('class="comments-pinned"') < text.index(f'id="c-{pinned.pk}"')


def test_an_article_shows_its_comments_under_their_label(
    newsroom: Newsroom, client: Client
) -> None:
    article = make_article()
    first = make_comment(article=article, author_name="Nour El Khatib", body="Une *nuance*.")
    make_comment(article=article, parent=first)

    text = client.get(article.url).content.decode()

    assert "2 contributions de lecteurs" in text or "2 contributions from readers" in text
    assert f'id="c-{first.pk}"' in text
    assert "<bdi>Nour El Khatib</bdi>" in text
    assert "<em>nuance</em>" in text
    assert f"/c/{article.pk}/write/?reply={first.pk}" in text


def test_tombstones_say_who_took_a_comment_away_and_keep_its_answers(
    newsroom: Newsroom, client: Client
) -> None:
    article = make_article()
    removed, withdrawn = make_comment(article=article), make_comment(article=article)
    answers = [make_comment(article=article, parent=each) for each in (removed, withdrawn)]
    hide(comment=removed, state=State.REMOVED, clause="4")
    hide(comment=withdrawn, state=State.WITHDRAWN)

    text = client.get(article.url).content.decode()

    assert removed.body not in text
    assert withdrawn.author_name not in text
    assert re.search(rf'tombstone[^>]* id="c-{removed.pk}"', text)
    assert " 4 " in text[text.index(f'id="c-{removed.pk}"') :][:600]
    assert all(f'id="c-{answer.pk}"' in text for answer in answers)


def test_what_no_reader_may_see_is_not_there(newsroom: Newsroom, client: Client) -> None:
    article = make_article()
    for state in (State.UNPROVEN, State.HELD, State.REJECTED, State.SPAM):
        make_comment(article=article, state=state, body=f"Secret {state}.")

    for path in (article.url, f"/c/{article.pk}/", f"/c/{article.pk}/feed.xml"):
        assert "Secret" not in client.get(path).content.decode()


def test_machines_are_told_of_published_comments_alone(newsroom: Newsroom, client: Client) -> None:
    article = make_article()
    gone = make_comment(article=article)
    answer = make_comment(article=article, parent=gone, body="Non </script> du tout.")
    hide(comment=gone, state=State.REMOVED, clause="1")

    text = client.get(article.url).content.decode()
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    data = json.loads(scripts[-1])

    assert data["@id"] == article.full_url
    assert data["commentCount"] == 1
    (told,) = data["comment"]
    assert told["text"] == "Non </script> du tout."
    assert told["author"] == {"@type": "Person", "name": answer.author_name}
    assert told["url"].endswith(f"/c/to/{answer.pk}/")


def test_a_permanent_address_leads_to_where_the_comment_stands(
    newsroom: Newsroom, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "PAGE_LENGTH", PAGE)
    article = make_article()
    made = [make_comment(article=article) for _ in range(10)]
    hidden = make_comment(article=article, state=State.HELD)

    def leads_to(comment: Comment) -> str:
        return client.get(reverse("comments:to", args=[comment.pk])).headers["Location"]

    assert leads_to(made[0]) == f"{article.url}#c-{made[0].pk}"
    assert leads_to(made[9]) == f"/c/{article.pk}/after/9/#c-{made[9].pk}"
    assert client.get(reverse("comments:to", args=[hidden.pk])).status_code == 404
    assert client.get(reverse("comments:to", args=[10**30])).status_code == 404


def test_pages_in_full_speak_the_language_of_their_article(
    newsroom: Newsroom, client: Client
) -> None:
    from factories import make_section

    english = make_article(section=make_section(home=newsroom.english))
    make_comment(article=english)

    for path in (f"/c/{english.pk}/", f"/c/{english.pk}/newest/"):
        answer = client.get(path)
        assert answer.headers["Content-Language"] == "en"
        assert '<html lang="en"' in answer.content.decode()
        assert "Contributions from readers" in answer.content.decode()


def test_comments_of_what_readers_may_not_read_are_not_found(
    newsroom: Newsroom, client: Client
) -> None:
    draft = make_article(live=False)
    from obole.foundation import clock

    embargoed = make_article(embargo_until=clock.now() + timedelta(days=1))

    for page in (draft, embargoed, newsroom.french):
        for name in ("thread", "newest", "feed", "write", "token"):
            assert client.get(reverse(f"comments:{name}", args=[page.pk])).status_code == 404


def test_the_feed_holds_what_was_published_last(newsroom: Newsroom, client: Client) -> None:
    article = make_article()
    make_comment(article=article, body="Première.", author_name="Ada & Co")
    newest = make_comment(article=article, body="Un **deuxième** mot.")

    feed = feedparser.parse(client.get(f"/c/{article.pk}/feed.xml").content)

    assert not feed.bozo
    assert feed.entries[0].link.endswith(f"/c/to/{newest.pk}/")
    assert feed.entries[1].author == "Ada & Co"
    assert "<strong>deuxième</strong>" in feed.entries[0].summary


def test_a_closed_thread_asks_for_nothing(newsroom: Newsroom, client: Client) -> None:
    CommentSettings.objects.create(site=newsroom.site, mode=Mode.CLOSED)
    article = make_article()
    comment = make_comment(article=article)

    text = client.get(article.url).content.decode()

    assert comment.author_name in text
    assert '<form class="form comment-form"' not in text
    assert "?reply=" not in text


def test_a_colleague_has_a_badge(newsroom: Newsroom, client: Client) -> None:
    article = make_article()
    make_comment(article=article, user=make_user(), author_name="Dominique Morel")

    assert "comment-badge" in client.get(article.url).content.decode()


def test_the_count_is_kept_with_the_thread(newsroom: Newsroom) -> None:
    article = make_article()
    make_comment(article=article, reader=make_reader())

    assert Thread.objects.get(pk=article.pk).published_count == 1
    assert thread_page(page=article, order=Order.NEWEST, now=MOMENT).published_count == 1
