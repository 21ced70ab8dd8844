"""The next step of a delivery: what is called, with which marker, and what it guarantees."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from obole.social.actions import wording
from obole.social.actions.attaching import Refused, recording_of
from obole.social.actions.performing import guarantees_of, is_answer
from obole.social.actions.picturing import with_pictures
from obole.social.models import Delivery
from obole.social.rules.delivering import Guarantees
from obole.social.rules.limits import read_limits
from obole.social.rules.network import (
    Limits,
    Marker,
    Network,
    Post,
    Prepared,
    Rejected,
    Remote,
)
from obole.social.rules.posts import Recorded, UnreadablePost, thawed
from obole.social.rules.reasons import together
from obole.social.rules.steps import done_of, marker_of_step, steps_of
from obole.social.rules.vocabulary import Operation


class Unmakable(Rejected):
    """The post cannot be made as it is kept: a picture is gone, or it is of another version."""


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """One irreversible call."""

    delivery_id: int
    token: str
    number: int
    """0: the post itself, or the whole of a change or deletion."""
    phase: str
    text: str
    marker: Marker
    guarantees: Guarantees
    more_steps: bool
    in_place: bool


def next_step(*, delivery: Delivery, network: Network, token: str) -> NextStep:
    """Return the step that comes next, counted from what stands."""
    steps = steps_of(delivery.post)
    is_create = delivery.operation == Operation.CREATE
    done = done_of(remote_id=delivery.remote_id, steps=delivery.steps)
    number = done if is_create else 0
    step = steps[min(number, len(steps) - 1)]
    operation = Operation(delivery.operation)
    abilities = network.abilities
    return NextStep(
        delivery_id=delivery.pk,
        token=token,
        number=step.number,
        phase="comment" if step.number else operation.value,
        text=step.text,
        marker=marker_of(delivery=delivery, number=step.number),
        guarantees=guarantees_of(abilities=abilities, delivery=delivery, step=step.number),
        more_steps=operation is Operation.CREATE and step.number < len(steps) - 1,
        in_place=not is_answer(operation=operation, step=step.number, abilities=abilities),
    )


def uploaded_before(*, delivery: Delivery) -> dict[str, Any]:
    """Return what was prepared for the post that is changed, if its film or sound stays.

    It is not uploaded again for a headline. Empty where there is none, or it is another.
    """
    creation, recording = delivery.creation, delivery.post.get("recording")
    if creation is None or recording is None or creation.post.get("recording") != recording:
        return {}
    return dict(creation.prepared)


def marker_of(*, delivery: Delivery, number: int) -> Marker:
    """Return how a step is recognised on the other side. A change keeps the post's address."""
    return marker_of_step(
        key=delivery.key,
        url=str(delivery.post.get("url", "")),
        made_at=delivery.made_at,
        number=number,
    )


def post_of(*, delivery: Delivery) -> Post:
    """Return the post with its pictures. Raise Unmakable, or NotSent while they are away."""
    try:
        composed = thawed(delivery.post)
        limits = read_limits(delivery.channel.identity.get("limits"))
        post = with_pictures(composed=composed, limits=limits, options=delivery.channel.options)
        if composed.recording is None or not _carries_files(delivery):
            return post
        return _attached(delivery, post, composed.recording, limits)
    except Refused as refusal:
        raise Unmakable(refusal.reason) from refusal
    except (UnreadablePost, LookupError, TypeError, ValueError) as fault:
        raise Unmakable(together(wording.BROKEN_POST, f"({type(fault).__name__})")) from fault


def _carries_files(delivery: Delivery) -> bool:
    """Tell whether files go along: with a change, and with the post itself, not with its parts."""
    is_new = delivery.operation == Operation.CREATE and not delivery.remote_id
    return is_new or delivery.operation == Operation.UPDATE


def _attached(delivery: Delivery, post: Post, kept: Recorded, limits: Limits) -> Post:
    try:
        found = recording_of(kept=kept, channel=delivery.channel, limits=limits)
    except Refused:
        if delivery.operation == Operation.CREATE:
            raise
        # What stands stays as it is; only its words are changed.
        return post
    return replace(post, recording=found)


def call_of(
    *, delivery: Delivery, network: Network, step: NextStep, post: Post
) -> Callable[[], Remote | None]:
    """Return the one irreversible call of a step."""
    prepared = Prepared(values=delivery.prepared)
    marker = step.marker
    if delivery.operation == Operation.DELETE:
        return lambda: _take_away(delivery, network, marker)
    if delivery.operation == Operation.UPDATE:
        return lambda: network.update(root_of(delivery), post, prepared, marker=marker)
    if step.number:
        return lambda: network.comment(_above(delivery), step.text, marker=marker)
    return lambda: network.create(post, prepared, marker=marker)


def known_ids(*, delivery: Delivery) -> set[str]:
    """Return the numbers of the posts that are known to stand: a look that finds one is none."""
    creation = delivery.creation or delivery
    known = {creation.remote_id, *(str(each["id"]) for each in creation.steps)}
    changes = creation.followers.filter(operation=Operation.UPDATE).exclude(pk=delivery.pk)
    return {*known, *changes.values_list("remote_id", flat=True)} - {""}


def root_of(delivery: Delivery) -> Remote:
    """Return where the post stands that is changed or taken away.

    Where networks know a post by our key, that is known though no answer ever came.
    """
    creation = delivery.creation or delivery
    if not creation.remote_id:
        return Remote(id=creation.key, url=str(creation.shows.get("address", "")))
    return Remote(id=creation.remote_id, url=creation.remote_url, revision=creation.remote_revision)


def _take_away(delivery: Delivery, network: Network, marker: Marker) -> None:
    """Delete all that stands, the answers before what they answer. Safe to begin anew."""
    for remote in _all_that_stands(delivery):
        network.delete(remote, marker=marker)


def _all_that_stands(delivery: Delivery) -> list[Remote]:
    root = root_of(delivery)
    creation = delivery.creation or delivery
    answers = creation.followers.filter(operation=Operation.UPDATE).exclude(remote_id="")
    below = [
        Remote(id=each.remote_id, url=each.remote_url, revision=each.remote_revision)
        for each in answers.exclude(remote_id=root.id).order_by("-sequence")
    ]
    parts = [_remote_of(each) for each in reversed(_numbered(creation))]
    return [*below, *parts, root]


def _above(delivery: Delivery) -> Remote:
    numbered = _numbered(delivery)
    return _remote_of(numbered[-1]) if numbered else root_of(delivery)


def _numbered(delivery: Delivery) -> list[dict[str, str]]:
    """Return the parts that stand and can be named: not what a person saw."""
    return [each for each in delivery.steps if each["id"]]


def _remote_of(kept: dict[str, str]) -> Remote:
    return Remote(id=kept["id"], url=kept["url"], revision=kept["revision"])
