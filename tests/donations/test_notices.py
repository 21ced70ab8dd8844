"""Notices as they arrive at the site: stored once, or refused with a status that says why."""

import json
from unittest import mock

import pytest
from django.test import Client
from giving import NOW, make_campaign, make_gift, order_of, received
from rehearsing import PAYPAL_KEYS, STRIPE_KEYS, rehearsal
from stages import PayPalStage, StripeStage, an_order

from obole.donations.actions import connecting
from obole.donations.gateways.registry import gateway_named
from obole.donations.models import Gift, PaymentAccount
from obole.donations.rules.gateway import GatewayDown
from obole.donations.rules.vocabulary import GiftState
from obole.donations.views import notices
from obole.foundation.models import InboxMessage

pytestmark = pytest.mark.django_db

STAGES = {"stripe": StripeStage, "paypal": PayPalStage}


@pytest.fixture(scope="module")
def stand_ins():
    with rehearsal() as found:
        yield found


@pytest.fixture(params=["stripe", "paypal"])
def stage(request, stand_ins, db):
    stand_ins.deliveries.take()
    keys = {"stripe": STRIPE_KEYS, "paypal": PAYPAL_KEYS}[request.param]
    connecting.connect_account(gateway=request.param, values=keys, by=None, now=NOW)
    return STAGES[request.param](stand_ins)


def post(gateway, headers, body, **extra):
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    named.pop("HTTP_CONTENT_TYPE", None)
    client = Client(enforce_csrf_checks=True)
    return client.post(
        f"/payments/{gateway}/", body, content_type="application/json", **named, **extra
    )


def notices_of_a_payment(stage):
    session = stage.gateway.begin(an_order(stage.gateway))
    stage.pay(session)
    return stage.notices()


def test_a_notice_is_stored_once_however_often_it_comes(stage):
    sent = notices_of_a_payment(stage)

    for headers, body in sent * 3:
        assert post(stage.gateway.name, headers, body).status_code == 200

    stored = InboxMessage.objects.all()
    assert len(stored) == len(sent)
    assert {each.source for each in stored} == {f"payments:{stage.gateway.name}"}
    assert sorted(bytes(each.body) for each in stored) == sorted(body for _, body in sent)


def test_a_forged_notice_stores_nothing(stage):
    headers, body = notices_of_a_payment(stage)[0]
    said = json.loads(body)

    for forged in (body + b" ", json.dumps(said | {"id": "evt_mine"}).encode(), b""):
        assert post(stage.gateway.name, headers, forged).status_code == 400
    assert post(stage.gateway.name, {}, body).status_code == 400

    assert not InboxMessage.objects.exists()


def test_a_source_of_many_forgeries_is_told_to_wait(stage):
    headers, body = notices_of_a_payment(stage)[0]

    statuses = [post(stage.gateway.name, {}, body).status_code for _ in range(32)]

    assert statuses == [400] * 30 + [429] * 2
    assert post(stage.gateway.name, headers, body).status_code == 200


def test_what_is_no_notice_has_a_status_of_its_own(stage):
    headers, body = notices_of_a_payment(stage)[0]
    large = b"x" * (notices.LARGEST_BYTES + 1)

    assert post("nobody", headers, body).status_code == 404
    assert post(stage.gateway.name, headers, large).status_code == 413
    assert Client().get(f"/payments/{stage.gateway.name}/").status_code == 405


def test_a_signature_that_cannot_be_checked_now_is_asked_for_again(stage):
    headers, body = notices_of_a_payment(stage)[0]
    broken = mock.Mock(read_notice=mock.Mock(side_effect=GatewayDown("no certificate")))

    with mock.patch.object(notices, "gateway_named", return_value=broken):
        answer = post(stage.gateway.name, headers, body)

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0


def test_cookies_and_addresses_of_the_sender_are_not_stored(stage):
    headers, body = notices_of_a_payment(stage)[0]

    post(stage.gateway.name, headers, body, HTTP_COOKIE="a=b", HTTP_X_FORWARDED_FOR="192.0.2.1")

    stored = str(InboxMessage.objects.get().headers)
    assert "192.0.2.1" not in stored
    assert "a=b" not in stored


def test_a_payment_at_the_stand_in_moves_the_meter(stage):
    from obole.foundation.inbox import handle_message

    campaign = make_campaign()
    gift = make_gift(campaign=campaign, means=stage.gateway.means()[0], amount="50")
    begun = stage.gateway.begin(order_of(gift))
    Gift.objects.filter(pk=gift.pk).update(session_reference=begun.reference)
    stage.pay(begun)

    for headers, body in stage.notices()[::-1] * 2:
        post(stage.gateway.name, headers, body)
    for message in InboxMessage.objects.order_by("pk"):
        handle_message.func(message_id=message.pk)

    gift.refresh_from_db()
    assert gift.state == GiftState.SETTLED
    assert received(campaign).minor_units == 5_000


def test_an_account_is_opened_with_what_was_sealed(stage):
    stored = PaymentAccount.objects.get(gateway=stage.gateway.name)

    assert gateway_named(stage.gateway.name).begin(an_order(stage.gateway)).reference
    for secret in (*STRIPE_KEYS.values(), PAYPAL_KEYS["client_secret"]):
        assert secret not in stored.sealed_credentials
