"""What is asked of a provider: a row before it is sent, sent again with the same key.

A crash at any moment, or a provider that does not answer, leaves the row; a task sends it until
there is an answer.
"""

from datetime import datetime

from django.db import transaction

from obole.donations.actions.ending import mark_ended
from obole.donations.events import LookWanted, RequestMade
from obole.donations.gateways.registry import gateway_named
from obole.donations.models import Gift, Plan, ProviderRequest
from obole.donations.rules.gateway import About, GatewayDown, GatewayRefused
from obole.foundation.facts import emit
from obole.kernel.money import Money


def make_request(  # noqa: PLR0913 - all that a request says
    *,
    kind: ProviderRequest.Kind,
    key: str,
    by: str,
    now: datetime,
    gift: Gift | None = None,
    plan: Plan | None = None,
    amount: Money | None = None,
    fee_cover: Money | None = None,
) -> ProviderRequest:
    """Write down what is asked, and the task that asks it, in the caller's transaction.

    The same key again returns the request that stands; one that was refused is asked again.
    """
    about = gift or plan
    assert about is not None, "A request is about a gift or a plan."
    request, is_new = ProviderRequest.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "gateway": about.gateway,
            "gift": gift,
            "plan": plan,
            "amount_minor_units": amount.minor_units if amount else None,
            "fee_cover_minor_units": fee_cover.minor_units if fee_cover else 0,
            "currency": amount.currency if amount else "",
            "asked_by": by[:150],
            "asked_at": now,
        },
    )
    if request.refusal:
        request.refusal, request.answered_at = "", None
        request.save(update_fields=["refusal", "answered_at"])
        is_new = True
    if is_new:
        emit(RequestMade(request_id=request.pk))
    return request


def send_now(*, request: ProviderRequest, now: datetime) -> bool:
    """Ask at once; False where the provider does not answer: the task asks again.

    Raise GatewayRefused.
    """
    try:
        send_request(request_id=request.pk, now=now)
    except GatewayDown:
        return False
    request.refresh_from_db()
    if request.refusal:
        raise GatewayRefused(request.refusal)
    return True


def send_request(*, request_id: int, now: datetime) -> None:
    """Ask a provider, unless it has answered, and write its answer down. Raise GatewayDown.

    Goes over the network: call it outside any transaction.
    """
    request = ProviderRequest.objects.select_related("gift", "plan").get(pk=request_id)
    if request.answered_at is not None:
        return
    try:
        url = _send(request)
    except GatewayRefused as refusal:
        _note(request, now=now, refusal=str(refusal) or "refused")
        return
    _note(request, now=now, url=url)


def withdraw(*, request: ProviderRequest, now: datetime) -> None:
    """Do not ask again; what the provider did all the same, its next report tells."""
    ProviderRequest.objects.filter(pk=request.pk, answered_at=None).update(
        answered_at=now, refusal="no answer"
    )


def _send(request: ProviderRequest) -> str:
    gateway = gateway_named(request.gateway)
    amount = request.amount
    if request.kind == ProviderRequest.Kind.REFUND:
        assert request.gift is not None, request.key
        assert amount is not None, request.key
        gateway.refund(request.gift.payment_reference, amount=amount, key=request.key)
        return ""
    assert request.plan is not None, request.key
    if request.kind == ProviderRequest.Kind.END_PLAN:
        gateway.end_plan(request.plan.reference, key=request.key)
        return ""
    assert amount is not None, request.key
    return gateway.change_plan(request.plan.reference, amount=amount, key=request.key)


@transaction.atomic
def _note(request: ProviderRequest, *, now: datetime, refusal: str = "", url: str = "") -> None:
    waiting = ProviderRequest.objects.filter(pk=request.pk, answered_at=None)
    if not waiting.update(answered_at=now, refusal=refusal[:300], answer_url=url) or refusal:
        return
    if request.kind == ProviderRequest.Kind.REFUND and request.gift is not None:
        # The books follow what the provider says, not what it was asked: its notice may be lost.
        emit(
            LookWanted(
                gateway=request.gateway,
                about=About.PAYMENT.value,
                reference=request.gift.payment_reference,
            )
        )
        return
    assert request.plan_id is not None, request.key
    plan = Plan.objects.select_for_update().get(pk=request.plan_id)
    if request.kind == ProviderRequest.Kind.END_PLAN:
        mark_ended(plan=plan, by=request.asked_by, at=now)
    elif not url and request.amount_minor_units is not None:
        plan.amount_minor_units = request.amount_minor_units - request.fee_cover_minor_units
        plan.fee_cover_minor_units = request.fee_cover_minor_units
        plan.save(update_fields=["amount_minor_units", "fee_cover_minor_units"])
