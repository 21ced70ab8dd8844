"""What each documented answer comes to, network by network (fixtures/*.json, of our own making)."""

import json
from pathlib import Path

import pytest
from closed_posts import a_marker, a_post
from closed_servers import Canned
from closed_stages import staged

from obole.social.rules import network as outcomes
from obole.social.rules.network import NotOffered, NotSent

FIXTURES = Path(__file__).with_name("fixtures")
KINDS_OF = {
    "telegram": ("telegram",),
    "meta": ("facebook", "instagram", "threads"),
    "x": ("x",),
    "linkedin": ("linkedin", "linkedin-person"),
}
CASES = [
    pytest.param(kind, answer, id=f"{kind}: {answer['name']}")
    for name, kinds in KINDS_OF.items()
    for answer in json.loads((FIXTURES / f"{name}.json").read_text())["answers"]
    for kind in kinds
]


@pytest.mark.parametrize(("kind", "answer"), CASES)
def test_an_answer_to_a_post_means_what_is_documented(kind, answer, monkeypatch):
    canned = Canned(answer["status"], answer["body"], answer.get("headers", {}))
    with staged(kind, monkeypatch) as stage:
        network = stage.network()
        marker = a_marker()
        post = a_post(marker, kind=kind)
        prepared = network.prepare(post, marker=marker)
        reads_first = kind in ("instagram", "threads")
        stage.stand_in.plan(*([None] if reads_first else []), canned)

        with pytest.raises(Exception) as failure:  # noqa: PT011 - the type is compared below
            network.create(post, prepared, marker=marker)

    assert type(failure.value).__mro__.count(getattr(outcomes, answer["outcome"])) == 1
    if answer["outcome"] != "LoginLost":
        assert not isinstance(failure.value, outcomes.LoginLost)
    assert answer.get("says", "") in failure.value.reason
    if "wait" in answer:
        assert failure.value.retry_after_seconds == answer["wait"]
        assert failure.value.is_throttled


@pytest.mark.parametrize(("kind", "answer"), CASES)
def test_the_same_answer_to_a_look_leaves_the_post_as_unknown_as_it_was(kind, answer, monkeypatch):
    canned = Canned(answer["status"], answer["body"], answer.get("headers", {}))
    with staged(kind, monkeypatch) as stage:
        network = stage.network()
        marker = a_marker()
        post = a_post(marker, kind=kind)
        prepared = network.prepare(post, marker=marker)
        stage.stand_in.plan(canned)
        if not network.abilities.can_find:
            with pytest.raises(NotOffered):
                network.find(post, marker=marker, prepared=prepared)
            return

        with pytest.raises((NotSent, outcomes.Rejected)):
            network.find(post, marker=marker, prepared=prepared)
