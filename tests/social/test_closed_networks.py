"""Telegram, Meta's, X and LinkedIn: changed, answered, taken away, and what no log shows.

That nothing stands twice is in test_guarantees.py. Against stand-ins that encode our reading of
the documentation (closed_servers.py).
"""

import logging

import pytest
from closed_posts import a_marker, a_post, deliver
from closed_servers import Canned
from closed_stages import KINDS, SECRET, staged

from obole.foundation.outbound_http import OutboundClient
from obole.social.networks import calling
from obole.social.rules.network import NotOffered, NotSent, Prepared, Uncertain


@pytest.fixture(params=KINDS)
def stage(request, monkeypatch):
    with staged(request.param, monkeypatch) as found:
        yield found


def test_a_post_changes_gets_an_answer_and_goes_twice_away(stage):
    marker = a_marker()
    network = stage.network()
    remote = deliver(network, a_post(marker, kind=stage.kind), marker)
    changed = a_post(marker, kind=stage.kind, text="Rectifié (encore)")

    if network.abilities.can_update:
        network.update(remote, changed, Prepared(), marker=a_marker())
        network.update(remote, changed, Prepared(), marker=a_marker())
        assert "Rectifié" in str(stage.api.posts)
    elif network.abilities.updates_by_reply:
        network.update(remote, changed, Prepared(), marker=a_marker())
        assert "Rectifié" in str(stage.api.answers)
    else:
        with pytest.raises(NotOffered):
            network.update(remote, changed, Prepared(), marker=a_marker())
    if stage.kind != "instagram":
        network.comment(remote, "La suite", marker=a_marker())
        assert "La suite" in str(stage.api.answers)
    if network.abilities.can_delete:
        network.delete(remote, marker=a_marker())
        network.delete(remote, marker=a_marker())
        assert stage.api.standing(marker.url) == 0
    else:
        with pytest.raises(NotOffered):
            network.delete(remote, marker=a_marker())


@pytest.mark.parametrize("images", [1, 3])
def test_pictures_go_with_what_they_show_in_words(stage, images):
    marker = a_marker()
    network = stage.network()

    remote = deliver(network, a_post(marker, images=images), marker)

    assert stage.api.standing(marker.url) == 1
    said = b"".join(each.body for each in stage.stand_in.seen).decode(errors="replace")
    assert "rompue" in said or stage.kind == "telegram"
    if network.abilities.can_delete:
        network.delete(remote, marker=marker)
        assert stage.api.posts == {}


def test_an_answer_that_never_comes_is_uncertain_and_one_never_asked_for_is_not_sent(
    stage, monkeypatch
):
    marker = a_marker()
    network = stage.network()
    post = a_post(marker, kind=stage.kind)
    prepared = network.prepare(post, marker=marker)
    monkeypatch.setattr(calling, "OutboundClient", _impatient)
    reads_first = stage.kind in ("instagram", "threads")
    stage.stand_in.plan(*([None] if reads_first else []), "slow")

    with pytest.raises(Uncertain):
        network.create(post, prepared, marker=marker)
    with pytest.raises(NotSent):
        _nowhere(stage, monkeypatch).create(post, prepared, marker=marker)


def _impatient(*, total_seconds, neighbours):
    return OutboundClient(total_seconds=min(total_seconds, 0.3), neighbours=neighbours)


def _nowhere(stage, monkeypatch):
    closed = "http://127.0.0.1:9"
    for owner, name in KINDS[stage.kind].rooted:
        monkeypatch.setattr(owner, name, closed)
    calling._neighbours.append(closed)
    try:
        return stage.network()
    finally:
        monkeypatch.setattr(calling, "_neighbours", [*calling._neighbours])


@pytest.mark.parametrize("fault", ["answer-lost", "huge", "half-written", "quoting"])
def test_no_secret_is_in_what_is_raised_or_logged(stage, fault, caplog):
    caplog.set_level(logging.DEBUG)
    marker = a_marker()
    network = stage.network()
    post = a_post(marker, kind=stage.kind)
    prepared = network.prepare(post, marker=marker)
    sent = dict(stage.stand_in.seen[-1].headers) if stage.stand_in.seen else {}
    secrets = KINDS[stage.kind].secrets
    words = f"{secrets} {sent}"
    shapes = {"message": words, "description": words, "title": words, "detail": words}
    quoted = Canned(400, {**shapes, "error": {"code": 100, "message": words}})
    reads_first = stage.kind in ("instagram", "threads")
    planned = quoted if fault == "quoting" else fault
    stage.stand_in.plan(*([None] if reads_first else []), planned)

    with pytest.raises(Exception) as failure:  # noqa: PT011 - whichever it is
        network.create(post, prepared, marker=marker)

    said = f"{failure.value!r} {vars(failure.value)} {network!r} {caplog.text}"
    assert SECRET not in said


def test_a_container_that_expired_is_prepared_anew(monkeypatch):
    for kind in ("instagram", "threads"):
        with staged(kind, monkeypatch) as stage:
            marker = a_marker()
            network = stage.network()
            post = a_post(marker, kind=kind)
            old = network.prepare(post, marker=marker)
            stage.api.containers[old.values["container"]]["standing"] = "EXPIRED"

            with pytest.raises(NotSent):
                network.create(post, old, marker=marker)
            deliver(network, post, marker)

            assert stage.api.standing(marker.url) == 1
