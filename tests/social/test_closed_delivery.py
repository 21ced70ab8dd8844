"""Articles go out through delivery itself to networks that cannot run here (closed_servers.py)."""

import pytest
from closed_servers import FAULTS
from closed_stages import KINDS, staged
from networking import make_channel, make_published_article, run_until_quiet

from obole.foundation import clock
from obole.social.models import Delivery
from obole.social.networks.credentials import sealed_credentials
from obole.social.networks.registry import abilities_of
from obole.social.rules.limits import written_limits
from obole.social.rules.vocabulary import DeliveryState, Method

pytestmark = pytest.mark.usefixtures("newsroom")
# What is asked before the one irreversible call, on which the fault falls.
ASKED_FIRST = {"threads": 3, "linkedin-person": 1}


@pytest.fixture(params=[kind for kind in KINDS if kind != "instagram"])
def stage(request, monkeypatch):
    with staged(request.param, monkeypatch) as found:
        yield found


def connected(stage):
    """Make a channel that is connected to the stand-in."""
    kind = KINDS[stage.kind]
    limits = written_limits(stage.network().check().limits)
    return make_channel(
        network=stage.kind,
        method=Method.TEXT,
        options=kind.options,
        identity={"limits": limits},
        sealed_credentials=sealed_credentials(kind.secrets),
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_is_lost_an_article_stands_once_or_a_person_is_asked(stage, fault):
    channel = connected(stage)
    make_published_article(title="La digue (nord) a cédé")
    delivery = Delivery.objects.get()
    stage.stand_in.plan(*[None] * ASKED_FIRST.get(stage.kind, 0), fault)

    run_until_quiet(now=clock.now())

    delivery.refresh_from_db()
    assert not stage.stand_in.faults
    if abilities_of(channel).can_find or delivery.state == DeliveryState.SENT:
        assert (delivery.state, stage.api.standing(delivery.key)) == (DeliveryState.SENT, 1)
    else:
        assert delivery.state == DeliveryState.NEEDS_HUMAN
        assert stage.api.standing(delivery.key) <= 1


def test_an_expired_container_is_prepared_anew_and_posted_once(monkeypatch):
    with staged("threads", monkeypatch) as stage:
        connected(stage)
        make_published_article()
        old = {"user": "777", "container": "k1"}
        Delivery.objects.update(prepared=old)
        stage.api.containers["k1"] = {"standing": "EXPIRED"}

        run_until_quiet(now=clock.now())

        delivery = Delivery.objects.get()
        assert (delivery.state, stage.api.standing(delivery.key)) == (DeliveryState.SENT, 1)


def test_a_post_that_instagram_cannot_take_is_rejected_with_words(monkeypatch):
    with staged("instagram", monkeypatch) as stage:
        connected(stage)
        make_published_article()

        run_until_quiet(now=clock.now())

        delivery = Delivery.objects.get()
        assert delivery.state == DeliveryState.REJECTED
        assert delivery.reason
