"""What a form asks for is kept once, and nothing that was known is lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from factories import Newsroom

from obole.donations.actions.beginning import (
    CampaignClosed,
    MeansNotOffered,
    begin_gift,
)
from obole.donations.actions.donors import find_or_make_donor
from obole.donations.gateways.offers import offer_of
from obole.donations.models import Campaign, DonationSettings, Donor, Gift
from obole.donations.rules.references import is_reference
from obole.donations.rules.vocabulary import Means, Rhythm
from obole.donations.rules.wishes import Giver, UnfitWish, Wish
from obole.kernel.money import Money

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def campaign(newsroom: Newsroom) -> Campaign:
    """Give a campaign of a newsroom that takes transfers and cheques."""
    DonationSettings.objects.create(
        site=newsroom.site,
        holder="Association La Gazette",
        iban="FR7630006000011234567890189",
        takes_transfers=True,
        takes_cheques=True,
        cheque_payee="Association La Gazette",
    )
    return Campaign.objects.create(slug="hiver", goal_minor_units=4_200_000)


def wish_for(campaign: Campaign, **fields: object) -> Wish:
    """Return a wish for a transfer of 50 €."""
    wish = Wish(
        campaign_id=campaign.pk,
        amount=Money(50_00, "EUR"),
        fee_cover=Money(0, "EUR"),
        rhythm=Rhythm.ONCE,
        means=Means.TRANSFER,
        giver=Giver(email="nour@example.org", given_name="Nour", family_name="El Khatib"),
        language="fr",
        form_key="a" * 64,
    )
    return replace(wish, **fields)  # type: ignore[arg-type]


def test_the_same_form_sent_twice_is_one_gift(campaign: Campaign) -> None:
    first = begin_gift(wish=wish_for(campaign), now=NOW)
    second = begin_gift(wish=wish_for(campaign), now=NOW + timedelta(minutes=5))

    assert first == second
    assert is_reference(first.number)
    assert Gift.objects.count() == Donor.objects.count() == 1


def test_a_monthly_transfer_is_a_plan_with_the_key_of_its_first_gift(campaign: Campaign) -> None:
    gift = begin_gift(wish=wish_for(campaign, rhythm=Rhythm.MONTHLY), now=NOW)

    assert gift.plan is not None
    assert (gift.plan.key, gift.plan.rhythm, gift.plan.gateway) == (gift.key, "monthly", "")


def test_nobody_is_named_who_did_not_ask_for_it(campaign: Campaign) -> None:
    gift = begin_gift(wish=wish_for(campaign, shown_name="Nour", message="Merci"), now=NOW)

    assert (gift.is_public, gift.shown_name, gift.message) == (False, "", "Merci")


def test_a_means_that_is_not_offered_begins_nothing(campaign: Campaign) -> None:
    with pytest.raises(MeansNotOffered):
        begin_gift(wish=wish_for(campaign, means=Means.CARD), now=NOW)

    assert not Donor.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"is_closed": True},
        {"is_public": False},
        {"starts_on": (NOW + timedelta(days=1)).date()},
        {"ends_on": (NOW - timedelta(days=1)).date()},
    ],
)
def test_a_campaign_that_takes_no_gifts_begins_nothing(
    campaign: Campaign, fields: dict[str, object]
) -> None:
    Campaign.objects.update(**fields)

    with pytest.raises(CampaignClosed):
        begin_gift(wish=wish_for(campaign), now=NOW)


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": Money(0, "EUR")},
        {"amount": Money(-500, "EUR")},
        {"fee_cover": Money(50, "EUR")},
        {"means": Means.CHEQUE, "rhythm": Rhythm.MONTHLY},
    ],
)
def test_some_wishes_cannot_be(campaign: Campaign, fields: dict[str, object]) -> None:
    with pytest.raises(UnfitWish):
        wish_for(campaign, **fields)


def test_what_is_known_of_a_donor_is_never_overwritten(campaign: Campaign) -> None:
    known = find_or_make_donor(email="Nour@example.org", given_name="Nour", now=NOW)

    found = find_or_make_donor(
        email="nour@EXAMPLE.org",
        given_name="Somebody",
        family_name="Else",
        street="3 rue des Lilas",
        postcode="75020",
        city="Paris",
        now=NOW,
    )

    assert found == known
    found.refresh_from_db()
    assert (found.given_name, found.family_name, found.city) == ("Nour", "", "Paris")
    assert [note.text for note in found.notes.all()] == ["Somebody, Else"]


def test_gifts_of_a_merged_donor_are_those_of_whom_they_were_merged_into(
    campaign: Campaign,
) -> None:
    remaining = find_or_make_donor(email="nour@example.org", now=NOW)
    merged = find_or_make_donor(email="n.elkhatib@example.org", now=NOW)
    Donor.objects.filter(pk=merged.pk).update(merged_into=remaining)

    assert find_or_make_donor(email="n.elkhatib@example.org", now=NOW) == remaining


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"iban": "FR7630006000011234567890188"}, "iban"),
        ({"bic": "AGRI"}, "bic"),
        ({"iban": ""}, "iban"),
        ({"cheque_payee": ""}, "cheque_payee"),
    ],
)
def test_an_account_that_no_bank_knows_is_refused_and_not_offered(
    campaign: Campaign, fields: dict[str, str], field: str
) -> None:
    decided = DonationSettings.objects.get()
    for name, value in fields.items():
        setattr(decided, name, value)

    with pytest.raises(ValidationError) as refusal:
        decided.clean()

    assert list(refusal.value.message_dict) == [field]
    DonationSettings.objects.update(**fields)
    means = Means.CHEQUE if field == "cheque_payee" else Means.TRANSFER
    assert (offer_of(means) is None) == (field != "bic")
