"""Campaigns: made, put below articles, closed; their meters are what the books say."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.template import engines
from django.utils import translation

from obole.donations.actions.campaigns import (
    CampaignClosed,
    SlugTaken,
    close_campaign,
    create_campaign,
    make_current,
)
from obole.donations.models import Campaign, CampaignStep, CampaignText
from obole.donations.queries.campaigns import (
    current_campaign,
    open_campaigns,
    takes_gifts,
    text_of,
)
from obole.donations.queries.meter import meter_of
from obole.donations.rules import ingredients as names
from obole.kernel.money import CurrencyMismatch, Money
from obole.ledger.actions.posting import post_entry
from obole.ledger.rules.chart import BANK, FEE_COVER, FEES, GIFTS
from obole.ledger.rules.drafts import Draft, Posting

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


def make(slug: str = "enquetes", **fields: object) -> Campaign:
    campaign = create_campaign(
        slug=slug,
        title="Des enquêtes sur l’eau",
        language="fr",
        goal=euros("42000"),
        currency="EUR",
        now=NOW,
    )
    for name, value in fields.items():
        setattr(campaign, name, value)
    campaign.save()
    return campaign


def post(campaign: Campaign, reference: str, amount: str, *, cover: str = "0") -> None:
    """Put a gift into the books, with a fee of 1 € and what covers it."""
    given, added, fee = euros(amount), euros(cover), euros("1")
    fund = names.fund(campaign.pk)
    postings = [
        Posting(account=BANK, amount=given + added - fee),
        Posting(account=FEES, amount=fee),
        Posting(account=GIFTS, amount=-given, fund=fund, gifts=1),
    ]
    if added:
        postings.append(Posting(account=FEE_COVER, amount=-added, fund=fund))
    draft = Draft(
        reference=reference, kind="gift", day=NOW.date(), text="Gift", postings=tuple(postings)
    )
    post_entry(draft=draft, now=NOW)


def test_a_meter_is_gross_of_fees_and_leaves_out_what_covers_them():
    campaign = make()
    other = make("autre")

    post(campaign, "a", "11000", cover="12")
    post(campaign, "b", "382")
    post(other, "c", "5")

    meter = meter_of(campaign=campaign)
    assert (meter.received, meter.gifts) == (euros("11382"), 2)
    assert meter.percent_hundredths == 2710
    assert meter.last_movement_at == NOW
    assert meter_of(campaign=other).received == euros("5")


def test_a_campaign_without_a_gift_has_received_nothing():
    meter = meter_of(campaign=make())

    assert (meter.received, meter.gifts, meter.last_movement_at) == (euros("0"), 0, None)


def test_the_drawn_meter_says_the_sentence_and_has_no_inline_style():
    campaign = make()
    post(campaign, "a", "11382")
    for amount, label in ((2_000_000, "Nous saisissons le tribunal"), (2_100_000, "Trop près")):
        CampaignStep.objects.create(campaign=campaign, amount_minor_units=amount, label_fr=label)
    template = engines["django"].from_string("{% load campaigns %}{% meter campaign %}")

    with translation.override("fr"):
        html = template.render({"campaign": Campaign.objects.get()})

    assert 'aria-valuenow="27.10" aria-valuetext="27,10\u00a0% récoltés, 30\u202f618' in html
    assert 'class="meter-filled" y="3" width="27.10%"' in html
    assert 'x="47.61%"' in html
    assert "20\u202f000\u00a0€" in html
    assert "21\u202f000" not in html, "There is no room for a second label."
    assert "style=" not in html


def test_one_campaign_stands_below_articles_until_it_is_closed():
    first, second = make(), make("autre")
    assert current_campaign() is None

    make_current(campaign=first)
    make_current(campaign=second)
    make_current(campaign=second)
    assert current_campaign() == second
    assert Campaign.objects.filter(is_current=True).count() == 1

    close_campaign(campaign=second)
    assert current_campaign() is None
    with pytest.raises(CampaignClosed):
        make_current(campaign=second)


def test_gifts_are_taken_from_the_first_day_to_the_last():
    campaign = make(starts_on=date(2026, 11, 3), ends_on=date(2026, 11, 30))

    days = [date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 30), date(2026, 12, 1)]
    assert [takes_gifts(campaign, day) for day in days] == [False, True, True, False]

    close_campaign(campaign=campaign)
    assert not takes_gifts(campaign, days[1])


def test_what_is_not_public_takes_no_gifts():
    make(is_public=False)
    shown = make("autre")

    assert open_campaigns(NOW) == [shown]


def test_a_text_of_another_language_is_better_than_none():
    campaign = make()
    assert text_of(campaign, "en").title == "Des enquêtes sur l’eau"

    CampaignText.objects.create(campaign=campaign, language="en", title="Water, investigated")
    assert text_of(Campaign.objects.get(), "en").title == "Water, investigated"


def test_bad_campaigns_are_refused():
    make()

    with pytest.raises(SlugTaken):
        make()
    for slug, goal in (("deux mots", euros("1")), ("bien", euros("0")), ("bien", 0)):
        with pytest.raises(ValidationError):
            create_campaign(slug=slug, title="T", language="fr", goal=goal, currency="EUR", now=NOW)
    with pytest.raises(CurrencyMismatch):
        create_campaign(
            slug="bien", title="T", language="fr", goal=Money(1, "USD"), currency="EUR", now=NOW
        )
    assert Campaign.objects.count() == 1
