"""Whoever tries stolen cards at the form soon tries them elsewhere; donors hardly notice."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import altcha
import pytest
from django.test import Client
from django.urls import reverse
from factories import Newsroom
from giving import NOW, FakeGateway, connect, make_campaign, make_gift

from obole.donations.actions.card_testing import KEEP_SOURCES, forget_sources
from obole.donations.actions.proving import digest_of, form_key, issue_token
from obole.donations.actions.settling import record_report
from obole.donations.gateways import registry
from obole.donations.models import Campaign, DonationSettings, Gift
from obole.donations.queries.card_testing import verdict_on
from obole.donations.rules.card_testing import (
    BOUNDS,
    BREAKER,
    Measure,
    Verdict,
    Whole,
    breaker,
    judge,
)
from obole.donations.rules.sources import network_part, source_digest
from obole.donations.rules.vocabulary import Means
from obole.foundation import clock
from obole.foundation.models import OutgoingMail
from obole.limits.puzzles import make_puzzle

QUIET = Whole(failed=0, arrived=0)
KEY = b"only for tests"


@pytest.fixture(autouse=True)
def _light_puzzles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let puzzles be as they are, but solved in no time."""
    monkeypatch.setattr("obole.limits.puzzles.ROUNDS", 10)


@pytest.mark.parametrize("measure", list(Measure))
def test_each_count_has_its_bounds(measure: Measure) -> None:
    bound = BOUNDS[measure]

    assert judge({measure: bound.prove_from - 1}, QUIET) is Verdict.OPEN
    assert judge({measure: bound.prove_from}, QUIET) is Verdict.PROVE
    assert judge({measure: bound.refuse_from}, QUIET) is Verdict.REFUSE


@pytest.mark.parametrize(
    ("failed", "arrived", "expected"),
    [
        (0, 0, Verdict.OPEN),
        (BREAKER.prove_from - 1, 0, Verdict.OPEN),
        (BREAKER.prove_from, 0, Verdict.PROVE),
        (BREAKER.refuse_from, 0, Verdict.REFUSE),
        # A campaign goes round: many give, and of their cards some are refused.
        (BREAKER.prove_from, 400, Verdict.OPEN),
        (BREAKER.refuse_from, 5_000, Verdict.OPEN),
        # Thieves find a card that works now and then.
        (BREAKER.refuse_from, 20, Verdict.REFUSE),
    ],
)
def test_the_breaker_tells_a_wave_from_a_good_day(
    failed: int, arrived: int, expected: Verdict
) -> None:
    assert breaker(Whole(failed=failed, arrived=arrived)) is expected


def test_neighbours_share_half_a_digest() -> None:
    one, other, far = (
        source_digest(address, key=KEY)
        for address in ("203.0.113.7", "203.0.113.9", "198.51.100.7")
    )

    assert network_part(one) == network_part(other) != network_part(far)
    assert one != other
    assert network_part(source_digest("2001:db8:1:2::", key=KEY)) == network_part(
        source_digest("2001:db8:1:3::", key=KEY)
    )


@pytest.fixture
def campaign(newsroom: Newsroom) -> Campaign:
    """Give a campaign of a newsroom whose treasurers get alarms."""
    DonationSettings.objects.create(
        site=newsroom.site, treasurer_emails="one@example.org\ntwo@example.org"
    )
    return make_campaign(slug="hiver", is_current=True)


@pytest.fixture
def gateway(campaign: Campaign) -> Iterator[FakeGateway]:
    """Give a provider that takes cards."""
    gateway = FakeGateway(now=clock.now(), offered=(Means.CARD,))
    connect(gateway)
    with registry.override(gateway):
        yield gateway


def attempt(client: Client, *, address: str, email: str, **told: Any) -> Any:
    """Send the form of a gift of 5 € by card, as a robot without JavaScript does."""
    campaign = Campaign.objects.get()
    token = issue_token(form=f"obole.donations.form:{campaign.pk}", now=clock.now())
    return client.post(
        reverse("giving:form", args=["hiver"]),
        {"choice": "once:5", "means": "card", "email": email, "token": token, **told},
        REMOTE_ADDR=address,
    )


def refuse_card(gateway: FakeGateway) -> None:
    """Let the payment of the youngest gift be refused, and tell."""
    gift = Gift.objects.latest("pk")
    if gift.session_url and gift.state == "begun":
        reference = gateway.failed(gift.key)
        record_report(
            report=gateway.fetch_payment(reference), gateway=gateway.name, now=clock.now()
        )


@pytest.mark.parametrize(
    ("sources", "solves_puzzles", "most"),
    [
        (1, False, BOUNDS[Measure.FAILED_BY_SOURCE].prove_from),
        (1, True, BOUNDS[Measure.FAILED_BY_SOURCE].refuse_from),
        (400, False, BREAKER.prove_from),
        (400, True, BREAKER.refuse_from),
    ],
)
def test_of_four_hundred_cards_in_five_minutes_a_few_are_tried(
    sources: int, solves_puzzles: bool, most: int
) -> None:
    failed_by: dict[int, int] = {}
    for number in range(400):
        source = number % sources
        of_source = failed_by.get(source, 0)
        counts = {Measure.FAILED_BY_SOURCE: of_source, Measure.BEGUN_BY_SOURCE: of_source}
        verdict = judge(counts, Whole(failed=sum(failed_by.values()), arrived=0))
        if verdict is Verdict.OPEN or (verdict is Verdict.PROVE and solves_puzzles):
            failed_by[source] = of_source + 1

    assert sum(failed_by.values()) == most


def test_cards_from_one_source_soon_reach_the_provider_no_more(
    gateway: FakeGateway, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    for number in range(12):
        now = start + timedelta(seconds=number * 0.75)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        attempt(client, address="203.0.113.7", email=f"thief{number}@example.org")
        refuse_card(gateway)

    assert len(gateway.orders) <= BOUNDS[Measure.FAILED_BY_SOURCE].prove_from


def test_cards_from_many_sources_trip_the_breaker_and_one_alarm(
    gateway: FakeGateway, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now().replace(minute=10)
    for number in range(BREAKER.prove_from + 12):
        now = start + timedelta(seconds=number * 0.75)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        address = f"{number % 200 + 20}.{number % 7}.{number % 50}.9"
        attempt(client, address=address, email=f"thief{number}@example.org")
        refuse_card(gateway)

    assert len(gateway.orders) <= BREAKER.prove_from
    alarms = OutgoingMail.objects.filter(key__startswith="card-testing:")
    assert sorted(alarm.recipient for alarm in alarms) == ["one@example.org", "two@example.org"]


@pytest.fixture
def _wave(gateway: FakeGateway) -> None:
    """Let so many cards have failed that everybody is asked for proof."""
    for number in range(BREAKER.prove_from):
        make_gift(
            campaign=Campaign.objects.get(),
            form_key=f"wave-{number}",
            state="failed",
            begun_at=clock.now(),
            failed_at=clock.now(),
        )


@pytest.mark.usefixtures("_wave")
class TestDuringAWave:
    """Whoever wants to give still can."""

    def test_a_solved_puzzle_leads_on(self, gateway: FakeGateway, client: Client) -> None:
        token = issue_token(
            form=f"obole.donations.form:{Campaign.objects.get().pk}", now=clock.now()
        )
        challenge = altcha.Challenge.from_dict(make_puzzle(form=digest_of(token), key=form_key()))
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        payload = altcha.Payload(challenge=challenge, solution=solution).to_base64()

        response = attempt(
            client, address="192.0.2.1", email="nour@example.org", token=token, puzzle=payload
        )

        assert "/give/pay/" in response["Location"]

    def test_without_a_puzzle_a_mail_leads_on_when_its_button_is_pressed(
        self, gateway: FakeGateway, client: Client
    ) -> None:
        attempt(client, address="192.0.2.1", email="nour@example.org")
        assert not gateway.orders
        mail = OutgoingMail.objects.get(recipient="nour@example.org")
        path = re.search(r"https?://[^/]+(/\S+)", mail.text)
        assert path is not None

        client.get(path[1])
        assert not gateway.orders
        response = client.post(path[1])

        assert "/give/pay/" in response["Location"]

    @pytest.mark.parametrize("token", ["forged", "1.x." + "0" * 64])
    def test_a_forged_link_leads_nowhere(
        self, gateway: FakeGateway, client: Client, token: str
    ) -> None:
        attempt(client, address="192.0.2.1", email="nour@example.org")
        gift = Gift.objects.latest("pk")

        response = client.post(reverse("giving:proof", args=[gift.key, token]))

        assert response.status_code == 410
        assert not gateway.orders

    def test_a_mail_of_one_gift_opens_no_other(self, gateway: FakeGateway, client: Client) -> None:
        attempt(client, address="192.0.2.1", email="one@example.net")
        attempt(client, address="192.0.2.2", email="two@example.net")
        first, second = Gift.objects.order_by("-pk")[:2]
        mail = OutgoingMail.objects.get(key=f"gift-proof:{first.pk}")
        path = re.search(r"https?://[^/]+(/\S+)", mail.text)
        assert path is not None

        response = client.post(path[1].replace(first.key, second.key))

        assert response.status_code == 410

    def test_it_is_over_after_ten_quiet_minutes(self, gateway: FakeGateway) -> None:
        now = clock.now()

        assert verdict_on(source_digest="", email="nour@example.org", now=now) is Verdict.PROVE
        assert (
            verdict_on(source_digest="", email="nour@example.org", now=now + timedelta(minutes=11))
            is Verdict.OPEN
        )


def test_instalments_that_fail_are_no_attack(gateway: FakeGateway) -> None:
    for _ in range(BREAKER.prove_from * 2):
        make_gift(campaign=Campaign.objects.get(), state="failed", failed_at=clock.now())

    assert verdict_on(source_digest="", email="", now=clock.now()) is Verdict.OPEN


def test_where_a_form_came_from_is_forgotten_after_a_month(campaign: Campaign) -> None:
    old = make_gift(campaign=campaign, source_digest="a" * 64)
    young = make_gift(campaign=campaign, source_digest="b" * 64, begun_at=NOW + timedelta(days=1))

    forget_sources(now=NOW + KEEP_SOURCES + timedelta(minutes=1))

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.source_digest, young.source_digest) == ("", "b" * 64)
