"""Campaigns in a real browser, served by Django: clean, in both languages, framed elsewhere."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from checkers import axe_violations, nu_errors
from django.contrib.staticfiles import finders
from django.test import Client
from factories import make_article, make_site
from giving import make_campaign, settled_gift
from playwright.sync_api import Route

from obole.donations.actions.campaigns import make_current
from obole.donations.models import CampaignStep, CampaignText, CampaignUpdate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = [
    f"{prefix}/campaigns/{page}"
    for prefix in ("", "/en")
    for page in ("", "eau/", "eau/figures/", "eau/card/", "eau/embed/")
]


@pytest.fixture
def article_path() -> str:
    make_site()
    campaign = make_campaign(slug="eau", title="Qui tient l’eau ?")
    CampaignText.objects.filter(campaign=campaign).update(
        appeal="Six mois d'enquête.", story="<h2>Pourquoi</h2><p>Parce que.</p>"
    )
    CampaignText.objects.create(campaign=campaign, language="en", title="Who owns the water?")
    article = make_article()
    CampaignStep.objects.create(
        campaign=campaign,
        amount_minor_units=10_000_00,
        label_fr="La CADA",
        done_on=date(2026, 11, 3),
        page=article,
    )
    CampaignStep.objects.create(
        campaign=campaign, amount_minor_units=41_000_00, label_fr="Le tribunal"
    )
    CampaignUpdate.objects.create(
        campaign=campaign, day=date(2026, 11, 3), title="Début", body="<p>Enfin.</p>"
    )
    settled_gift(amount="11382", campaign=campaign, is_public=True, shown_name="Ana")
    full = make_campaign(slug="plein", title="Pleine", goal_kind="donors", goal_donors=1)
    for _ in range(2):
        settled_gift(campaign=full)
    make_current(campaign=campaign)
    return str(article.url)


def test_pages_of_campaigns_are_valid_and_open_to_everybody(browse, live_server, article_path):
    paths = [*PATHS, article_path, "/"]
    client = Client()
    assert nu_errors({path: client.get(path).content.decode() for path in paths}) == []

    for width, dark in ((390, True), (1280, False)):
        page = browse(live_server.url, width=width, dark=dark)
        for path in paths:
            page.goto(path)
            assert axe_violations(page) == [], (path, width)
            overflow = "document.documentElement.scrollWidth > innerWidth"
            assert not page.evaluate(overflow), (path, width)


def test_a_meter_says_its_sentence_to_those_who_do_not_see_it(browse, live_server, article_path):
    page = browse(live_server.url)
    page.goto(article_path)

    meter = page.get_by_role("meter")
    assert meter.get_attribute("aria-valuenow") == "27.10"
    assert "30\u202f618\u00a0€ manquants" in (meter.get_attribute("aria-valuetext") or "")
    box = page.locator(".meter-filled").bounding_box()
    track = page.locator(".meter-track").bounding_box()
    assert box is not None
    assert track is not None
    assert box["width"] / track["width"] == pytest.approx(0.271, abs=0.002)


def test_another_site_frames_the_card_and_nothing_else(browse, article_path):
    page = browse("https://elsewhere.example", forgiven=(r"asked another host", r"frame-ancestors"))
    client = Client()
    frames = "".join(
        f'<iframe name="{name}" src="https://gazette.example/campaigns/eau/{path}"></iframe>'
        for name, path in (("card", "card/"), ("page", ""))
    )

    def answer(route: Route) -> None:
        host, path = urlsplit(route.request.url)[1:3]
        if host == "elsewhere.example":
            route.fulfill(body=f"<!doctype html>{frames}", content_type="text/html")
        elif path.startswith("/static/"):
            route.fulfill(path=finders.find(path.removeprefix("/static/")) or "")
        else:
            response = client.get(path)
            route.fulfill(
                status=response.status_code,
                headers=dict(response.headers.items()),
                body=response.content,
            )

    page.route("**/*", answer)
    page.goto("https://elsewhere.example/")

    card, refused = page.frame("card"), page.frame("page")
    assert card is not None
    assert refused is not None
    assert card.locator("h1 a").get_attribute("target") == "_top"
    assert "campaigns/eau/" not in refused.url
