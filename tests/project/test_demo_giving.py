"""The campaign of the demonstration has received what its pages show."""

from datetime import UTC, datetime

import pytest
from factories import Newsroom

from obole.donations.models import Gift
from obole.donations.queries.meter import meter_of
from obole.donations.rules.vocabulary import GiftState
from obole.kernel.money import Money
from obole.project.demo import giving
from obole.project.demo.content import read_campaign

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_121_gifts_make_11382_euros_and_leave_some_work(newsroom: Newsroom) -> None:
    content = read_campaign()

    giving.take_gifts(content=content)
    campaign = giving.open_campaign(content=content, articles={}, now=NOW)
    giving.receive_gifts(content=content, campaign=campaign, now=NOW)

    meter = meter_of(campaign=campaign)
    assert (meter.received, meter.gifts) == (Money(11_382_00, "EUR"), 121)
    states = set(Gift.objects.values_list("state", flat=True))
    assert states >= {
        GiftState.SETTLED,
        GiftState.BEGUN,
        GiftState.PENDING,
        GiftState.REFUNDED,
        GiftState.DISPUTED,
    }
    assert not Gift.objects.filter(settled_at__gt=NOW).exists()
    assert Gift.objects.filter(is_public=True).count() == len(content["named"])
