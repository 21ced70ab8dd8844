"""Smaller choices of a channel: its picture, who sees its posts, any or all of its conditions."""

import pytest
from closed_posts import a_marker, a_post, deliver
from closed_stages import staged
from factories import make_article, make_picture
from networking import fake_network, make_channel

from obole.social.forms.channels import ChannelForm
from obole.social.forms.connecting import ConnectForm
from obole.social.models import Delivery
from obole.social.networks.linkedin import PERSON_KIND
from obole.social.rules.posts import thawed
from obole.social.rules.vocabulary import Method, PictureSource


@pytest.fixture
def pictures(newsroom):
    return {each: make_picture(description=each) for each in ("lead", "text", "channel")}


def shown(pictures, source, *, has_lead=True, has_text=True):
    """Return which picture a post shows first."""
    with fake_network():
        make_channel(
            picture_source=source, default_picture=pictures["channel"], method=Method.IMAGE
        )
        block = {"picture": pictures["text"], "alt": "", "decorative": False}
        make_article(
            picture=pictures["lead"] if has_lead else None,
            body=[("image", block)] if has_text else [("paragraph", "<p>Un mot.</p>")],
        )
        post = thawed(Delivery.objects.get().post)
        return post.pictures[0].alt_text if post.pictures else ""


@pytest.mark.parametrize(
    ("source", "has_lead", "has_text", "first"),
    [
        (PictureSource.LEAD, True, True, "lead"),
        (PictureSource.LEAD, False, True, "text"),
        (PictureSource.LEAD, False, False, "channel"),
        (PictureSource.TEXT, True, True, "text"),
        (PictureSource.TEXT, True, False, "lead"),
        (PictureSource.CHANNEL, True, True, "channel"),
    ],
)
def test_a_channel_says_which_picture_comes_first(pictures, source, has_lead, has_text, first):
    assert shown(pictures, source, has_lead=has_lead, has_text=has_text) == first


@pytest.mark.django_db
def test_the_first_picture_is_a_setting_of_the_channel():
    channel = make_channel(picture_source=PictureSource.TEXT)

    form = ChannelForm(channel=channel)

    assert form.initial["picture_source"] == PictureSource.TEXT
    assert "picture_source" in form.fields


def test_a_person_on_linkedin_may_post_for_connections_only(monkeypatch):
    with staged(PERSON_KIND, monkeypatch) as stage:
        marker = a_marker()
        network = stage.network(visibility="CONNECTIONS")

        deliver(network, a_post(marker), marker)

        (post,) = stage.api.posts.values()
        assert post["visibility"] == "CONNECTIONS"
    form = ConnectForm({"name": "x"}, network=PERSON_KIND)
    choices = [value for value, _label in form.fields["network-visibility"].choices]
    assert choices == ["PUBLIC", "CONNECTIONS"]
