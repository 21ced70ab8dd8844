"""Accounts at providers in the desk: tried, sealed, never shown again, by whom it may."""

from dataclasses import replace
from importlib.metadata import EntryPoint
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from factories import make_user
from fake_gateway import FakeGateway
from giving import make_plan
from rehearsing import PAYPAL_KEYS, STRIPE_KEYS, rehearsal

from obole.accounts.middleware import CONFIRMED_AT
from obole.accounts.roles import Role
from obole.donations.actions.connecting import connect_rehearsal
from obole.donations.gateways import registry
from obole.donations.gateways.offers import offers
from obole.donations.gateways.provider import Account, CredentialField, Provider
from obole.donations.gateways.registry import NoGateway, gateway_named, gateways_for_donors
from obole.donations.models import PaymentAccount, Plan
from obole.donations.rules.vocabulary import Means, PlanState
from obole.foundation import clock
from obole.foundation.models import InboxMessage
from obole.foundation.sealing import seal
from obole.project.health.payments import accounts, ask_provider

pytestmark = pytest.mark.django_db

KEYS = {"stripe": dict(STRIPE_KEYS), "paypal": dict(PAYPAL_KEYS)}
SECRETS = (*STRIPE_KEYS.values(), PAYPAL_KEYS["client_secret"])


@pytest.fixture(scope="module")
def stand_ins():
    with rehearsal() as found:
        yield found


@pytest.fixture
def desk(newsroom, stand_ins):
    return logged_in(Role.TREASURER)


def logged_in(role, *, is_confirmed=True):
    client = Client()
    client.force_login(make_user(role=role), backend="django.contrib.auth.backends.ModelBackend")
    if is_confirmed:
        session = client.session
        session[CONFIRMED_AT] = clock.now().timestamp()
        session.save()
    return client


def url(gateway):
    return reverse("donations_account", args=[gateway])


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("gateway", KEYS)
def test_keys_are_tried_sealed_and_never_shown_again(desk, gateway):
    answer = desk.post(url(gateway), {"do": "connect", **KEYS[gateway]}, follow=True)

    account = PaymentAccount.objects.get(gateway=gateway)
    assert answer.status_code == 200
    assert account.is_test
    assert account.is_on
    pages = (
        text(answer) + text(desk.get(url(gateway))) + text(desk.get(reverse("donations_accounts")))
    )
    assert account.hint in pages
    for secret in SECRETS:
        assert secret not in pages
        assert secret not in account.sealed_credentials
    assert gateway_named(gateway).name == gateway


@pytest.mark.parametrize(
    ("gateway", "wrong", "field"),
    [
        ("stripe", {"secret_key": "pk_test_public"}, "secret_key"),
        ("stripe", {"secret_key": "sk_test_of_nobody"}, "secret_key"),
        ("stripe", {"secret_key": "sk_live_x"}, None),
        ("stripe", {"webhook_secret": "https://gazette.example/"}, "webhook_secret"),
        ("stripe", {"secret_key": "sk_test_é"}, "secret_key"),
        ("stripe", {"secret_key": ""}, "secret_key"),
        ("paypal", {"client_secret": "wrong"}, "client_secret"),
        ("paypal", {"webhook_id": "UNKNOWN"}, "webhook_id"),
    ],
)
def test_keys_that_open_nothing_are_refused_where_they_stand(desk, gateway, wrong, field):
    answer = desk.post(url(gateway), {"do": "connect", **KEYS[gateway], **wrong})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field or "__all__"]
    assert not PaymentAccount.objects.exists()
    for secret in SECRETS:
        assert f'value="{secret}"' not in text(answer)


def test_a_provider_that_does_not_answer_changes_nothing(desk, stand_ins):
    desk.post(url("stripe"), {"do": "connect", **KEYS["stripe"]})
    before = PaymentAccount.objects.get()
    stand_ins.faults.plan("error-500")

    answer = desk.post(url("stripe"), {"do": "connect", **KEYS["stripe"]})

    assert answer.status_code == 422
    assert PaymentAccount.objects.get().sealed_credentials == before.sealed_credentials


def test_a_switched_off_account_is_offered_to_nobody_and_goes_on_being_followed(desk):
    desk.post(url("stripe"), {"do": "connect", **KEYS["stripe"]})
    desk.post(url("stripe"), {"do": "off"})

    assert gateways_for_donors() == []
    assert gateway_named("stripe")
    desk.post(url("stripe"), {"do": "on"})
    assert [offer.means for offer in offers()] == [Means.CARD, Means.SEPA]
    desk.post(url("stripe"), {"do": "forget"})
    with pytest.raises(NoGateway):
        gateway_named("stripe")


def test_keys_are_not_deleted_while_a_recurring_gift_runs(desk):
    desk.post(url("stripe"), {"do": "connect", **KEYS["stripe"]})
    plan = make_plan()
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.ACTIVE)

    desk.post(url("stripe"), {"do": "forget"})
    assert PaymentAccount.objects.exists()

    Plan.objects.filter(pk=plan.pk).update(state=PlanState.ENDED)
    desk.post(url("stripe"), {"do": "forget"})
    assert not PaymentAccount.objects.exists()


def test_only_who_keeps_the_money_connects_and_only_with_the_password(newsroom, stand_ins):
    for role in (Role.JOURNALIST, Role.EDITOR, Role.MODERATOR):
        assert logged_in(role).get(url("stripe")).status_code in (302, 403)
        assert logged_in(role).get(reverse("donations_accounts")).status_code in (302, 403)

    unsure = logged_in(Role.TREASURER, is_confirmed=False)
    answer = unsure.post(url("stripe"), {"do": "connect", **KEYS["stripe"]})

    assert answer.url.startswith(reverse("confirm_password"))
    assert not PaymentAccount.objects.exists()


def test_getting_a_page_changes_nothing_and_unknown_providers_are_not_found(desk):
    desk.get(url("stripe"), {"do": "connect", **KEYS["stripe"]})

    assert not PaymentAccount.objects.exists()
    assert desk.get(url("nobody")).status_code == 404


def test_a_broken_seal_takes_the_account_out_of_the_form_not_the_form_down(desk):
    desk.post(url("paypal"), {"do": "connect", **KEYS["paypal"]})
    PaymentAccount.objects.update(sealed_credentials=seal("{}", purpose="something-else"))

    assert gateways_for_donors() == []


def test_a_site_that_rehearses_has_its_accounts_by_itself_once(db, stand_ins, settings):
    for _ in range(2):
        connect_rehearsal(now=clock.now())

    assert [gateway.name for gateway in gateways_for_donors()] == ["paypal", "stripe"]
    PaymentAccount.objects.all().delete()
    settings.PAYMENT_REHEARSAL = ""
    connect_rehearsal(now=clock.now())
    assert not PaymentAccount.objects.exists()


HOUSE_BANK = Provider(
    name="house-bank",
    label="House bank",
    fields=(CredentialField(name="token", label="Token"),),
    main_field="token",
    events=(),
    open_account=lambda credentials, offered: FakeGateway(name="house-bank", offered=offered),
    check=lambda values: Account(name="House", is_test=False, means=(Means.CARD,)),
)


@pytest.fixture
def installed():
    """Return a way to install packages with entry points of the group."""

    def install(**objects):
        points = []
        for name, loaded in objects.items():
            point = mock.Mock(spec=EntryPoint, value=f"somewhere:{name}")
            point.name = name
            point.load.return_value = loaded
            points.append(point)
        return mock.patch.object(registry, "entry_points", return_value=points)

    registry.providers.cache_clear()
    yield install
    registry.providers.cache_clear()


def test_a_provider_of_a_third_party_is_connected_and_offered_like_ours(desk, installed):
    with installed(bank=HOUSE_BANK):
        answer = desk.post(url("house-bank"), {"do": "connect", "token": "abcdefgh"}, follow=True)

        assert answer.status_code == 200
        assert "…efgh" in text(answer)
        assert [gateway.name for gateway in gateways_for_donors()] == ["house-bank"]


@pytest.mark.parametrize(
    "loaded", ["not a provider", Provider(**{**vars(HOUSE_BANK), "name": "stripe"})]
)
def test_a_stranger_in_the_place_of_a_provider_is_refused(installed, loaded):
    with installed(bank=loaded), pytest.raises(registry.MisnamedProvider):
        registry.providers()


def findings_of(name):
    return [str(each).split()[0] for each in ask_provider(name)]


def test_the_check_says_whose_account_the_keys_open_and_what_was_heard(desk, stand_ins):
    desk.post(url("stripe"), {"do": "connect", **KEYS["stripe"]})
    assert findings_of("stripe") == ["ok", "warn"]

    InboxMessage.objects.create(
        source="payments:stripe", key="evt_1", body=b"{}", headers={}, received_at=clock.now()
    )
    assert findings_of("stripe") == ["ok", "ok"]
    assert findings_of("paypal") == ["fail"]

    stand_ins.faults.plan("error-500")
    assert findings_of("stripe") == ["fail"]
    PaymentAccount.objects.update(sealed_credentials=seal("{}", purpose="something-else"))
    assert findings_of("stripe") == ["fail"]


def test_the_doctor_sees_a_test_account_on_a_site_of_real_readers(desk, settings):
    desk.post(url("stripe"), {"do": "connect", **KEYS["stripe"]})
    secure = replace(settings.ENVIRONMENT, address="https://gazette.example")

    plain = replace(settings.ENVIRONMENT, address="http://localhost:8000")

    assert [str(each).split()[0] for each in accounts(plain, clock.now())] == ["ok"]
    found = [str(each) for each in accounts(secure, clock.now())]
    assert [each.split()[0] for each in found] == ["warn", "warn"]
    assert "no money moves" in found[0]
    assert "test account" in found[1]
