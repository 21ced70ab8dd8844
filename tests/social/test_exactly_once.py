"""Whatever fails, in whatever order: one post for each article, and it follows the article."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networking import (
    FAULTS,
    LATE_FAULTS,
    START,
    Killed,
    fake_network,
    make_channel,
    make_published_article,
    run_until_quiet,
)

from obole.foundation import clock
from obole.newsroom.models import ArticlePage
from obole.social.actions.queueing import queue_article, queue_change, queue_withdrawal
from obole.social.actions.sending import send_due
from obole.social.models import ArticleChannel, Channel, ChannelTemplate, Delivery
from obole.social.rules.vocabulary import DeliveryState, LateNews

ARTICLES = 2
PHASES = ("prepare", "create", "update", "delete", "find", "comment")

which_article = st.integers(0, ARTICLES - 1)
happenings = st.one_of(
    st.tuples(st.sampled_from(["publish", "change", "withdraw", "schedule"]), which_article),
    st.tuples(st.just("send"), st.integers(1, 3)),
    st.tuples(st.just("pass"), st.sampled_from([5, 45, 300, 1000])),
)
# What goes wrong at each call of a kind, one after another; "" goes well.
faults = st.fixed_dictionaries(
    {
        phase: st.lists(st.sampled_from(["", *FAULTS, *LATE_FAULTS, "slow"]), max_size=4)
        for phase in PHASES
    }
)


class Story:
    """Two articles, one channel, and a clock."""

    def __init__(self, network, articles):
        self.network = network
        self.articles = articles
        self.now = START
        self.published = [False] * ARTICLES
        network.meanwhile = self._other_worker

    def run(self, happenings):
        for what, which in happenings:
            getattr(self, f"_{what}")(which)
            assert self._most_at_once() <= 1
        self.now = run_until_quiet(now=self.now)

    def _publish(self, number):
        article = self.articles[number]
        ArticlePage.objects.filter(pk=article.pk).update(live=True)
        queue = queue_change if self.published[number] else queue_article
        self.published[number] = True
        queue(page_id=article.pk, now=self.now)

    def _change(self, number):
        article = self.articles[number]
        article.title = f"Titre {len(article.title)}{'!' * (len(article.title) % 7)}"
        ArticlePage.objects.filter(pk=article.pk).update(title=article.title)
        if self.published[number]:
            queue_change(page_id=article.pk, now=self.now)

    def _schedule(self, number):
        """Somebody chooses another hour for the article's post, before or after it went."""
        ArticleChannel.objects.update_or_create(
            page_id=self.articles[number].pk,
            channel=Channel.objects.get(),
            defaults={"send_at": self.now + timedelta(minutes=5), "changed_at": self.now},
        )

    def _withdraw(self, number):
        article = self.articles[number]
        ArticlePage.objects.filter(pk=article.pk).update(live=False)
        queue_withdrawal(page_id=article.pk, now=self.now)

    def _send(self, times):
        for _ in range(times):
            try:
                send_due(now=self.now)
            except Killed:
                continue

    def _pass(self, seconds):
        self.now += timedelta(seconds=seconds)

    def _other_worker(self):
        """Another worker comes by: at once, and when the lease has run out under the first."""
        for later in (timedelta(seconds=1), timedelta(minutes=10)):
            try:
                send_due(now=self.now + later)
            except Killed:
                continue

    def _most_at_once(self):
        return max(len(texts_of(self.network, article)) for article in self.articles)


def texts_of(network, article):
    """Return the posts about an article that stand now."""
    keys = set(Delivery.objects.filter(page_id_then=article.pk).values_list("key", flat=True))
    return [post.text for post in network.roots if post.key in keys]


@pytest.fixture
def articles(newsroom):
    made = [make_published_article() for _ in range(ARTICLES)]
    ArticlePage.objects.filter(pk__in=[each.pk for each in made]).update(live=False)
    return made


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(happenings, min_size=3, max_size=12), faults, st.booleans())
def test_each_article_stands_exactly_once_and_as_it_is_now(articles, happening, wrong, repeats):
    with transaction.atomic(), fake_network(changes={"repeats_safely": repeats}) as network:
        make_channel(late_news=LateNews.POST)
        for article in articles:
            article.refresh_from_db()
        for phase, planned in wrong.items():
            network.plan(phase, *planned)
        Story(network, articles).run([("publish", 0), *happening])

        shown = ArticlePage.objects.live().filter(pk__in=[each.pk for each in articles])
        live = dict(shown.values_list("pk", "title"))
        for article in articles:
            texts = texts_of(network, article)
            title = live.get(article.pk)
            assert len(texts) == (0 if title is None else 1)
            assert all(title in text for text in texts)
        assert len(network.created) == len(set(network.created))
        assert not Delivery.objects.filter(
            state__in=(DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.NEEDS_HUMAN)
        ).exists()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("step", "fault"), [("create", "drop-answer"), *(("comment", fault) for fault in FAULTS)]
)
def test_a_thread_stands_once_whole_whatever_fails_at_a_step(newsroom, step, fault):
    words = " ".join(f"Phrase numéro {number}." for number in range(80))
    with fake_network(changes={"repeats_safely": True}) as network:
        channel = make_channel()
        ChannelTemplate.objects.create(
            channel=channel, language="fr", text="{title} {POST_CONTENT} {thread}"
        )
        make_published_article(body=[("paragraph", f"<p>{words}</p>")])
        network.plan(step, fault)

        run_until_quiet(now=clock.now())

    delivery = Delivery.objects.get()
    parts = delivery.post["parts"]
    assert delivery.state == DeliveryState.SENT
    assert len(parts) > 1
    texts = [post.text for post in network.posts.values()]
    assert texts == [delivery.post["text"], *parts]
