"""Finding out what became of posts whose answer was lost, before anything is sent again."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from obole.social.actions import holding, leasing, wording
from obole.social.actions.leasing import Lease
from obole.social.actions.performing import Ended, guarantees_of, perform
from obole.social.actions.picturing import with_pictures
from obole.social.actions.recording import Try, record
from obole.social.actions.stepping import NextStep, known_ids, next_step
from obole.social.models import Delivery
from obole.social.networks.registry import abilities_of
from obole.social.rules.delivering import Ending
from obole.social.rules.limits import read_limits
from obole.social.rules.network import Network, Post, Prepared, Remote
from obole.social.rules.posts import thawed
from obole.social.rules.steps import done_of
from obole.social.rules.vocabulary import DeliveryState, Operation

RESCUED_AT_ONCE = 200


def rescue(*, now: datetime) -> int:
    """Take back what dead workers were sending: it may be there, or not. Return how many.

    The token stays: if the worker lives after all, its answer still counts.
    """
    gone = (
        Q(lease_until=None)
        | Q(lease_until__lte=now)
        | Q(lease_until__gt=now + leasing.NEVER_SO_LONG)
    )
    found = Delivery.objects.filter(gone, state=DeliveryState.SENDING).order_by("pk")
    numbers = list(found.values_list("pk", flat=True)[:RESCUED_AT_ONCE])
    return sum(_rescue(number, now=now) for number in numbers)


@transaction.atomic
def _rescue(number: int, *, now: datetime) -> bool:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("channel")
    delivery = rows.filter(pk=number, state=DeliveryState.SENDING).first()
    if delivery is None:
        return False
    step = done_of(remote_id=delivery.remote_id, steps=delivery.steps)
    abilities = abilities_of(delivery.channel)
    tried = Try(
        delivery_id=delivery.pk,
        token=delivery.lease_token,
        phase="comment" if step and delivery.operation == Operation.CREATE else delivery.operation,
        guarantees=guarantees_of(abilities=abilities, delivery=delivery, step=step),
        now=now,
    )
    return record(tried=tried, ended=Ended(ending=Ending.UNCERTAIN, reason=wording.WORKER_LOST))


def look(*, delivery: Delivery, network: Network, lease: Lease) -> Ended | None:
    """Look for a post on the network by its marker, and write down what was found.

    None if somebody decided about it meanwhile.
    """
    token = holding.claim(delivery=delivery)
    if token is None:
        return None
    step = next_step(delivery=delivery, network=network, token=token)
    found: list[Remote | None] = []

    def search() -> None:
        post = _sought(delivery, step)
        prepared = Prepared(values=delivery.prepared)
        found.append(network.find(post, marker=step.marker, prepared=prepared))

    ended = perform(call=search, changes=False)
    if ended.ending is Ending.SENT:
        ended = _with_finding(ended, found[0], known_ids(delivery=delivery))
    tried = Try(
        delivery_id=delivery.pk,
        token=token,
        phase="find",
        guarantees=step.guarantees,
        now=lease.moment(),
        more_steps=step.more_steps,
        in_place=step.in_place,
    )
    record(tried=tried, ended=ended)
    return ended


def _sought(delivery: Delivery, step: NextStep) -> Post:
    """Return the post as it would stand; a look needs no pictures."""
    composed = replace(thawed(delivery.post), card_picture=None, pictures=())
    post = with_pictures(
        composed=composed,
        limits=read_limits(delivery.channel.identity.get("limits")),
        options=delivery.channel.options,
    )
    return replace(post, text=step.text, parts=(), first_comment="") if step.number else post


def _with_finding(ended: Ended, remote: Remote | None, known: set[str]) -> Ended:
    if remote is None or remote.id in known:
        # A post that was there before says nothing about the answer below it.
        return replace(ended, ending=Ending.NOT_THERE, remote=None)
    return replace(ended, remote=remote)
