"""The desk of campaigns: amounts as people write them, one campaign below articles."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from factories import make_user
from giving import make_campaign
from hypothesis import given, settings
from hypothesis import strategies as st

from obole.accounts.roles import Role
from obole.donations.forms_money import MinorUnitsField, MoneyField
from obole.donations.models import Campaign
from obole.donations.queries.campaigns import current_campaign
from obole.kernel.money import Money

ADD = "wagtailsnippets_donations_campaign:add"
LIST = "wagtailsnippets_donations_campaign:list"


def at_desk(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role=role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def form(**fields: Any) -> dict[str, Any]:
    return {
        "slug": "eau",
        "currency": "EUR",
        "goal_kind": "amount",
        "goal_minor_units": "42 000,50",
        "goal_donors": "",
        "is_public": "on",
        "shows_wall": "on",
        "texts-TOTAL_FORMS": "1",
        "texts-INITIAL_FORMS": "0",
        "texts-MIN_NUM_FORMS": "1",
        "texts-MAX_NUM_FORMS": "1000",
        "texts-0-language": "fr",
        "texts-0-title": "L'eau",
        "texts-0-story": "null",
        "steps-TOTAL_FORMS": "1",
        "steps-INITIAL_FORMS": "0",
        "steps-MIN_NUM_FORMS": "0",
        "steps-MAX_NUM_FORMS": "1000",
        "steps-0-amount_minor_units": "12 500",
        "steps-0-label_fr": "Nous saisissons le tribunal",
        "updates-TOTAL_FORMS": "0",
        "updates-INITIAL_FORMS": "0",
        **fields,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.TREASURER, Role.EDITOR])
def test_amounts_are_typed_as_people_write_them(newsroom, role):
    client = at_desk(role)
    assert client.get(reverse(ADD), secure=True).status_code == 200

    response = client.post(reverse(ADD), form(), secure=True)

    assert response.status_code == 302, response.context["form"].errors
    campaign = Campaign.objects.get()
    assert campaign.goal == Money(4_200_050, "EUR")
    assert campaign.steps.get().amount_minor_units == 1_250_000
    edit = client.get(
        reverse("wagtailsnippets_donations_campaign:edit", args=[campaign.pk]), secure=True
    ).content.decode()
    assert 'value="42000,50"' in edit
    assert 'value="12500"' in edit
    assert "eau" in client.get(reverse(LIST), secure=True).content.decode()


@pytest.mark.django_db
def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(newsroom):
    client = at_desk(Role.TREASURER)

    response = client.post(
        reverse(ADD),
        form(
            goal_minor_units="beaucoup",
            starts_on="2026-12-01",
            ends_on="2026-11-01",
            **{"steps-0-amount_minor_units": "-5"},
        ),
        secure=True,
    )

    errors = response.context["form"].errors
    assert set(errors) == {"goal_minor_units", "ends_on"}
    assert response.context["form"].formsets["steps"].errors[0].keys() == {"amount_minor_units"}
    assert "beaucoup" in response.content.decode()
    assert not Campaign.objects.exists()


@pytest.mark.django_db
def test_a_currency_without_cents_takes_no_decimals(newsroom):
    client = at_desk(Role.TREASURER)

    refused = client.post(reverse(ADD), form(currency="JPY"), secure=True)
    assert set(refused.context["form"].errors) == {"goal_minor_units"}

    client.post(reverse(ADD), form(currency="JPY", goal_minor_units="42000"), secure=True)
    assert Campaign.objects.get().goal == Money(42_000, "JPY")
    assert Campaign.objects.get().steps.get().amount_minor_units == 12_500


@pytest.mark.django_db
def test_a_goal_in_donors_needs_their_number(newsroom):
    client = at_desk(Role.TREASURER)
    in_donors = form(goal_kind="donors", goal_minor_units="")

    refused = client.post(reverse(ADD), in_donors, secure=True)
    assert set(refused.context["form"].errors) == {"goal_donors"}

    client.post(reverse(ADD), in_donors | {"goal_donors": "500"}, secure=True)
    assert Campaign.objects.get().goal_donors == 500


@pytest.mark.django_db
def test_a_button_puts_a_campaign_below_articles_and_another_closes_it(newsroom):
    campaign = make_campaign()
    client = at_desk(Role.EDITOR)
    url = reverse("donations_campaign_place", args=[campaign.pk])
    assert client.get(url, secure=True).status_code == 200
    assert current_campaign() is None

    client.post(url, {"do": "current"}, secure=True)
    assert current_campaign() == campaign

    client.post(url, {"do": "close"}, secure=True)
    assert current_campaign() is None
    answer = client.post(url, {"do": "current"}, secure=True, follow=True)
    assert answer.status_code == 200
    assert current_campaign() is None

    client.post(url, {"do": "reopen"}, secure=True)
    assert not Campaign.objects.get().is_closed
    assert client.post(url, {"do": "nonsense"}, secure=True).status_code == 302


@pytest.mark.django_db
def test_journalists_and_moderators_change_no_campaign(newsroom):
    campaign = make_campaign()
    for role in (Role.JOURNALIST, Role.MODERATOR):
        client = at_desk(role)
        for url in (reverse(ADD), reverse("donations_campaign_place", args=[campaign.pk])):
            assert client.post(url, {"do": "close"}, secure=True).status_code in (302, 403)
    assert not Campaign.objects.get().is_closed


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0", "negative"),
        ("-5", "negative"),
        ("0.001", "too-precise"),
        ("1e9", "not-a-number"),
        ("1,5,5", "not-a-number"),
        ("9" * 30, "too-large"),
        ("", "required"),
    ],
)
def test_an_amount_that_cannot_be_is_refused_with_its_reason(typed, code):
    with pytest.raises(ValidationError) as refused:
        MoneyField().clean(typed)
    assert refused.value.code == code
    assert "%(" not in refused.value.messages[0]


@pytest.mark.parametrize("typed", ["12,50", "12.50 €", "€12.50", " ١٢٫٥ ".replace("٫", ",")])
def test_amounts_are_read_as_people_write_them(typed):
    assert MoneyField().clean(typed) == Money(1250, "EUR")


@given(minor_units=st.integers(1, 10**9), currency=st.sampled_from(["EUR", "JPY", "TND", "CHF"]))
@settings(max_examples=40)
def test_what_is_shown_for_typing_is_read_as_the_same(minor_units, currency):
    field = MinorUnitsField(currency=currency)

    assert field.clean(field.prepare_value(minor_units)) == minor_units
    assert not field.has_changed(minor_units, field.prepare_value(minor_units))
