"""A film or a sound goes with a post where the network takes it; else the post says why not."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from factories import make_article, make_user
from films import film_bytes, make_document
from networking import ALL_ABILITIES, fake_network, make_channel, run_until_quiet
from wagtail.models import Collection, CollectionViewRestriction

from obole.foundation import clock
from obole.foundation.storage import DurableStorage, MediaOutOfReach
from obole.social.actions import deciding, leasing, wording
from obole.social.actions.article_choices import save_choices
from obole.social.actions.previewing import preview_of
from obole.social.actions.sending import send_due
from obole.social.models import ArticleChannel, Delivery
from obole.social.rules.limits import read_limits, written_limits
from obole.social.rules.network import Limits, Recording
from obole.social.rules.posts import thawed
from obole.social.rules.recordings import FILMS, MP3, MP4
from obole.social.rules.vocabulary import DeliveryState, Method

pytestmark = pytest.mark.usefixtures("newsroom")
ROOMY = Limits(text=500, recording_bytes=5_000, film_seconds=60)


@pytest.fixture
def network():
    with fake_network(changes={"recordings": FILMS}) as found:
        found.got = []
        found.limits = ROOMY
        yield found


@pytest.fixture
def got(network, monkeypatch):
    """Return the posts that were prepared."""
    posts = []
    kind = type(network(make_channel(is_default=False)))
    before = kind.prepare

    def prepare(self, post, *, marker):
        posts.append(post)
        return before(self, post, marker=marker)

    monkeypatch.setattr(kind, "prepare", prepare)
    return posts


def channel_of(limits=ROOMY, **fields):
    identity = {"handle": "@gazette", "limits": written_limits(limits)}
    return make_channel(**{"method": Method.VIDEO, "identity": identity, **fields})


def article_with(*documents, **fields):
    kinds = {"mp4": "video", "webm": "video"}
    body = [
        (
            kinds.get(each.file_extension, "audio"),
            {"file": each, "title": f"Titre {each.pk}"},
        )
        for each in documents
    ]
    return make_article(body=[("paragraph", "<p>Un mot.</p>"), *body], **fields)


def warnings_of(article, channel, choice=None):
    preview = preview_of(article=article, channel=channel, choice=choice, now=clock.now())
    return " ".join(map(str, preview.warnings))


def test_the_first_film_of_the_article_goes_with_its_title_and_its_shape(network, got):
    content = film_bytes(seconds=12, width=720, height=1280, is_turned=True)
    channel_of()
    film = make_document(content)
    sound = make_document(b"ID3", name="voix.mp3")
    article_with(sound, film)

    send_due(now=clock.now())

    recording: Recording = got[0].recording
    assert Delivery.objects.get().state == DeliveryState.SENT
    assert (recording.width, recording.height, recording.seconds) == (720, 1280, 12)
    assert (recording.content_type, recording.alt_text) == (MP4, f"Titre {film.pk}")
    assert recording.url == f"https://testserver{film.url}"
    # However often it is asked for.
    assert b"".join(recording) == b"".join(recording) == content


def test_the_film_that_an_editor_chose_comes_first_and_needs_no_other_word(network, got):
    channel = channel_of(method=Method.LINK)
    chosen = make_document(title="La crue")
    article = article_with(make_document(), live=False)
    said = {"is_on": None, "text": "", "method": "", "image": None, "send_at": None}
    save_choices(
        page=article,
        choices={channel: {**said, "recording": chosen}},
        by=make_user(),
        now=clock.now(),
    )

    article.save_revision().publish()
    send_due(now=clock.now())

    assert got[0].recording.alt_text == "La crue"
    assert got[0].method is Method.VIDEO


@pytest.mark.parametrize(
    ("documents", "abilities", "says"),
    [
        ([], {}, "There is no video or sound"),
        ([("voix.mp3", b"ID3")], {}, "of this kind"),
        ([("film.mp4", film_bytes(filling=9_000))], {}, "too large"),
        ([("film.mp4", film_bytes())], {"recordings": ()}, "of this kind"),
    ],
)
def test_what_a_network_does_not_take_is_said_before_and_goes_as_a_card(documents, abilities, says):
    with fake_network(changes={"recordings": FILMS, **abilities}):
        channel = channel_of()
        made = [make_document(content, name=name) for name, content in documents]
        article = article_with(*made, live=False)

        told = warnings_of(article, channel)
        article.save_revision().publish()

        post = thawed(Delivery.objects.get().post)
        assert says in told
        assert "Text with a card of the article" in told
        assert (post.method, post.recording) == (Method.LINK, None)
        assert post.card_title


def closed(film):
    collection = Collection.get_first_root_node().add_child(name="Fermée")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    film.collection = collection
    film.save()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda film: film.delete(), wording.RECORDING_GONE),
        (lambda film: film.file.storage.delete(film.file.name), wording.RECORDING_GONE),
        (closed, wording.RECORDING_CLOSED),
    ],
)
def test_a_film_that_is_gone_refuses_the_post_with_a_reason_and_nothing_is_lost(
    network, spoil, reason
):
    channel_of()
    film = make_document()
    article = article_with(film)
    spoil(film)

    run_until_quiet(now=clock.now())

    refused = Delivery.objects.get()
    assert (refused.state, refused.reason) == (DeliveryState.REJECTED, reason)
    assert network.calls == []
    channel = refused.channel
    ArticleChannel.objects.create(
        page=article, channel=channel, recording=make_document(), changed_at=clock.now()
    )
    deciding.retry(delivery=refused, by=make_user(), now=clock.now())
    send_due(now=clock.now())
    assert Delivery.objects.get().state == DeliveryState.SENT


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (film_bytes(seconds=61), wording.RECORDING_LENGTH),
        (b"<script>alert(1)</script>", wording.RECORDING_BROKEN),
    ],
)
def test_a_film_that_cannot_go_is_named_in_the_preview_and_when_it_is_sent(
    network, content, reason
):
    channel = channel_of()
    article = article_with(make_document(content))

    assert reason in warnings_of(article, channel)
    run_until_quiet(now=clock.now())
    assert Delivery.objects.get().reason == reason
    assert network.calls == []


def test_while_media_are_out_of_reach_the_post_waits(network):
    channel_of()
    article_with(make_document())

    with patch.object(DurableStorage, "facts", side_effect=MediaOutOfReach):
        send_due(now=clock.now())
    waiting = Delivery.objects.get()
    run_until_quiet(now=clock.now())

    assert waiting.state == DeliveryState.WAITING
    assert Delivery.objects.get().state == DeliveryState.SENT
    assert len(network.posts) == 1


def test_a_new_headline_uploads_no_film_anew_and_changes_the_post(network, got):
    channel_of()
    article = article_with(make_document())
    send_due(now=clock.now())

    article.title = "Un autre titre"
    article.save_revision().publish()
    run_until_quiet(now=clock.now())

    assert network.count("update") == 1
    assert len(got) == 1
    assert "Un autre titre" in network.roots[0].text


@pytest.mark.parametrize("fault", ["503-before", "503-after", "kill-before", "kill-after"])
def test_a_film_is_uploaded_once_however_often_its_post_is_tried(network, got, fault):
    channel_of()
    article_with(make_document())
    network.plan("create", fault)

    run_until_quiet(now=clock.now())

    assert Delivery.objects.get().state == DeliveryState.SENT
    assert len(network.posts) == len(got) == 1


def test_an_upload_that_fails_is_done_again_and_nothing_was_posted(network, got):
    channel_of()
    article_with(make_document())
    network.plan("prepare", "drop-request", "kill-before")

    run_until_quiet(now=clock.now())

    assert network.count("create") == len(network.posts) == 1
    assert len(got) == 3


def test_whoever_uploads_a_film_holds_the_channel_until_it_is_there(network, monkeypatch):
    channel = channel_of()
    article_with(make_document())
    held = []
    network.meanwhile = lambda: held.append(channel_now(channel).lease_until - clock.now())
    network.plan("prepare", "slow")

    send_due(now=clock.now())

    assert held[0] > leasing.LEASE
    assert held[0] <= leasing.UPLOAD_LEASE + timedelta(seconds=5)
    assert channel_now(channel).lease_until is None


def channel_now(channel):
    return type(channel).objects.get(pk=channel.pk)


def test_limits_of_films_are_kept_with_the_channel_and_older_ones_still_read():
    limits = Limits(text=500, recordings=(MP4, MP3), recording_bytes=99_000_000)
    older = {"text": 500, "unit": "characters"}

    assert read_limits(written_limits(limits)) == limits
    assert read_limits(older).recordings is None
    assert ALL_ABILITIES.recordings == ()
