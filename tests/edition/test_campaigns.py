"""What a campaign received is said everywhere, to the cent, on the next request."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from factories import make_article, make_section, make_site, make_user
from giving import NOW, euros, make_campaign, make_donor, make_gift, report_of, settled_gift
from proof import prompt_reader

from obole.donations.actions.campaigns import close_campaign, make_current
from obole.donations.actions.merging import merge_donors, undo_merge
from obole.donations.actions.recording import take_back
from obole.donations.actions.settling import record_report
from obole.donations.models import Campaign, CampaignStep, CampaignText, Gift
from obole.donations.rules.gateway import Move
from obole.donations.rules.vocabulary import Means, MoveKind, Standing
from obole.edition import actions
from obole.edition.actions.verifying import verify
from obole.edition.models import BakedPage
from obole.foundation import clock

pytestmark = pytest.mark.django_db(transaction=True)

FIGURES = (
    *("/", "/ville/eau/", "/campaigns/", "/campaigns/enquetes/", "/campaigns/enquetes.json"),
    *("/campaigns/enquetes/card/", "/campaigns/enquetes/feed.xml", "/campaigns/enquetes/figures/"),
    "/campaigns/enquetes/meter.svg",
)
ENGLISH = ("/en/campaigns/enquetes/", "/en/campaigns/enquetes.json", "/en/campaigns/")


class Newspaper:
    """A campaign of 42 000 € that gifts of all means brought to 11 382 €, on baked pages."""

    def __init__(self) -> None:
        make_site()
        self.article = make_article(section=make_section(slug="ville"), slug="eau")
        self.campaign = make_campaign(slug="enquetes", title="Qui tient l'eau ?")
        CampaignText.objects.create(campaign=self.campaign, language="en", title="Whose water?")
        make_current(campaign=self.campaign)
        self.front = prompt_reader()
        for path in (*FIGURES, *ENGLISH, "/archives/"):
            assert self.front.get(path).status == 200, path
        self.gifts = {
            means: settled_gift(amount=amount, means=means, campaign=self.campaign, fee=fee)
            for means, amount, fee in (
                (Means.CARD, "500", "7.75"),
                (Means.SEPA, "1200", "0.35"),
                (Means.PAYPAL, "82", "2.73"),
                (Means.TRANSFER, "5000", "0"),
                (Means.CHEQUE, "2500", "0"),
                (Means.CASH, "100", "0"),
                (Means.INTERMEDIARY, "2000", "0"),
            )
        }

    def read(self, path: str) -> str:
        answer = self.front.get(path)
        assert answer.status == 200, path
        return answer.body.decode()

    def all_say(self, *words: str, english: tuple[str, ...]) -> None:
        for path in FIGURES:
            for each in words:
                assert each in self.read(path), (path, each)
        for path in ENGLISH:
            for each in english:
                assert each in self.read(path), (path, each)

    def report(self, gift: Gift, kind: MoveKind, amount: str) -> None:
        now = NOW + timedelta(days=30)
        move = Move(kind=kind, reference=f"{kind}-1", amount=euros(amount), fee=euros("0"), at=now)
        record_report(report=report_of(gift, move, at=now), gateway=gift.gateway, now=now)


def test_every_page_says_the_figure_and_the_next_one_after_each_movement() -> None:
    newspaper = Newspaper()
    newspaper.all_say(
        "27,10\u00a0%", "30\u202f618\u00a0€", english=("27.10%", "€30,618", "€11,382")
    )

    cheque = newspaper.gifts[Means.CHEQUE].movements.get()
    take_back(
        movement=cheque,
        kind=MoveKind.REFUND,
        amount=euros("500"),
        reference="remboursement",
        day=NOW.date(),
        now=NOW,
    )
    newspaper.all_say("25,90\u00a0%", "31\u202f118\u00a0€", english=("25.90%", "€31,118"))

    newspaper.report(newspaper.gifts[Means.CARD], MoveKind.DISPUTE, "500")
    newspaper.all_say("24,71\u00a0%", "31\u202f618\u00a0€", english=("24.71%", "€31,618"))

    newspaper.report(newspaper.gifts[Means.SEPA], MoveKind.RETURN, "1200")
    newspaper.all_say("21,86\u00a0%", "32\u202f818\u00a0€", english=("21.86%", "€32,818"))

    actions.bake_stale(within=timedelta(hours=1))
    assert [each for each in verify() if each.is_wrong] == []


def test_a_gift_takes_away_what_shows_its_campaign_and_nothing_else() -> None:
    newspaper = Newspaper()
    other = make_campaign(slug="autre", title="Autre")
    for path in (*FIGURES, "/archives/", "/campaigns/autre/"):
        newspaper.read(path)

    settled_gift(campaign=newspaper.campaign)
    fresh = set(BakedPage.objects.filter(is_stale=False).values_list("path", flat=True))
    assert {"/archives/", "/campaigns/autre/"} <= fresh
    assert not set(FIGURES) & fresh

    for path in (*FIGURES, "/campaigns/autre/"):
        newspaper.read(path)
    settled_gift(campaign=other)
    fresh = set(BakedPage.objects.filter(is_stale=False).values_list("path", flat=True))
    assert {"/ville/eau/", "/campaigns/enquetes/", "/"} <= fresh
    assert "/campaigns/autre/" not in fresh


def test_what_is_on_its_way_is_said_apart_and_at_once() -> None:
    newspaper = Newspaper()
    before = newspaper.read("/campaigns/enquetes/")

    make_gift(campaign=newspaper.campaign)
    assert newspaper.read("/campaigns/enquetes/") == before, "What was begun is nothing yet."

    pending = make_gift(means=Means.SEPA, amount="77", campaign=newspaper.campaign)
    waiting = replace(report_of(pending), moves=(), standing=Standing.PENDING)
    record_report(report=waiting, gateway="stripe", now=NOW)
    shown = newspaper.read("/campaigns/enquetes/")
    assert "77\u00a0€" in shown
    assert "27,10\u00a0%" in shown

    failed = replace(waiting, standing=Standing.FAILED, failure="insufficient_funds")
    record_report(report=failed, gateway="stripe", now=NOW + timedelta(days=3))
    assert "77\u00a0€" not in newspaper.read("/campaigns/enquetes/")


def test_what_changes_without_money_is_said_at_once() -> None:
    newspaper = Newspaper()
    gift = make_gift(means=Means.SEPA, amount="77", campaign=newspaper.campaign)
    waiting = replace(report_of(gift), moves=(), standing=Standing.PENDING)
    record_report(report=waiting, gateway="stripe", now=NOW)
    assert "77\u00a0€" in newspaper.read("/campaigns/enquetes/")

    expired = replace(waiting, standing=Standing.EXPIRED)
    record_report(report=expired, gateway="stripe", now=NOW + timedelta(days=3))
    assert "77\u00a0€" not in newspaper.read("/campaigns/enquetes/")

    # Of a part: what is left was given, once the dispute is over.
    card, now = newspaper.gifts[Means.CARD], NOW + timedelta(days=30)
    move = Move(kind=MoveKind.DISPUTE, reference="d", amount=euros("20"), fee=euros("0"), at=now)
    disputed = report_of(card, move, at=now)
    record_report(report=disputed, gateway=card.gateway, now=now)
    before = json.loads(newspaper.read("/campaigns/enquetes.json"))["donors"]
    lost = replace(disputed, dispute_is_lost=True)
    record_report(report=lost, gateway=card.gateway, now=now + timedelta(days=60))
    assert json.loads(newspaper.read("/campaigns/enquetes.json"))["donors"] == before + 1


def test_a_changed_or_closed_campaign_is_another_everywhere_at_once() -> None:
    newspaper = Newspaper()
    paths = ("/", "/ville/eau/", "/campaigns/enquetes/", "/campaigns/", "/archives/")
    for path in paths:
        newspaper.read(path)

    CampaignText.objects.filter(language="fr").get().delete()
    assert "Whose water?" in newspaper.read("/ville/eau/")

    step = CampaignStep(campaign=newspaper.campaign, amount_minor_units=1, label_fr="Un pas")
    step.save()
    assert "Un pas" in newspaper.read("/campaigns/enquetes/")

    assert "/give/enquetes/" in newspaper.read("/archives/")
    close_campaign(campaign=newspaper.campaign)
    for path in paths:
        assert "/give/enquetes/" not in newspaper.read(path)
    assert 'class="appeal"' not in newspaper.read("/ville/eau/")


def test_the_last_day_of_a_campaign_ends_the_pages_that_offer_its_form() -> None:
    newspaper = Newspaper()
    campaign = Campaign.objects.get()
    campaign.ends_on = timezone.localdate(clock.now())
    campaign.save()

    for path in ("/campaigns/enquetes/", "/ville/eau/", "/archives/"):
        assert "/give/enquetes/" in newspaper.read(path)
        ends_at = BakedPage.objects.get(path=path).valid_until
        assert ends_at is not None
        assert ends_at <= clock.now() + timedelta(days=1)


def test_donors_who_are_one_person_are_counted_as_one_at_once() -> None:
    newspaper = Newspaper()
    kept, gone = make_donor(), make_donor()
    for donor in (kept, gone):
        settled_gift(campaign=newspaper.campaign, donor=donor)
    before = newspaper.read("/campaigns/enquetes.json")

    merge = merge_donors(kept=kept, gone=gone, by=make_user(), now=NOW)
    merged = newspaper.read("/campaigns/enquetes.json")
    assert [each for each in verify() if each.is_wrong] == []
    undo_merge(merge=merge, by=merge.made_by, now=NOW)

    assert json.loads(merged)["donors"] == json.loads(before)["donors"] - 1
    assert newspaper.read("/campaigns/enquetes.json") == before
