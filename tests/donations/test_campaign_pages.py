"""What readers, frames and programs see of a campaign."""

import json
import re
from datetime import date
from io import BytesIO

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import Newsroom, make_article, make_picture, make_standing_page
from giving import NOW, make_campaign, make_gift, settled_gift
from PIL import Image

from obole.donations.actions.campaigns import close_campaign, make_current
from obole.donations.models import Campaign, CampaignStep, CampaignText, CampaignUpdate
from obole.donations.rules.vocabulary import Means
from obole.ledger.models import BooksCheck

pytestmark = pytest.mark.django_db

PAGES = ("", "figures/", "card/", "embed/", "feed.xml", "meter.svg", "meter.png", "share.png")


@pytest.fixture
def campaign(newsroom: Newsroom) -> Campaign:
    del newsroom
    made = make_campaign(slug="enquetes", title="Qui tient l’eau ?")
    CampaignText.objects.filter(campaign=made).update(
        appeal="Six mois d'enquête sur l'eau.", story="<p>Pourquoi nous le faisons.</p>"
    )
    CampaignText.objects.create(campaign=made, language="en", title="Who owns the water?")
    CampaignStep.objects.create(
        campaign=made,
        amount_minor_units=10_000_00,
        label_fr="Nous saisissons la CADA",
        label_en="We ask for the files",
    )
    CampaignStep.objects.create(
        campaign=made, amount_minor_units=20_000_00, label_fr="Nous allons au tribunal"
    )
    CampaignUpdate.objects.create(
        campaign=made, day=date(2026, 11, 3), title="La CADA a répondu", body="<p>Enfin.</p>"
    )
    settled_gift(amount="11000", means=Means.TRANSFER, campaign=made)
    settled_gift(amount="382", means=Means.CARD, campaign=made, fee="5.98", day=date(2026, 11, 4))
    return made


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_the_page_says_what_the_meter_says_in_both_languages(client, campaign):
    french = read(client, "/campaigns/enquetes/")
    english = read(client, "/en/campaigns/enquetes/")

    for words in ("27,10\u00a0%", "30\u202f618\u00a0€", "11\u202f382\u00a0€ récoltés"):
        assert words in french
    for words in ("27.10% raised", "€30,618 missing", "€11,382 raised"):
        assert words in english
    assert "5\u202f691\u00a0€" in french, "the average gift"
    assert "We ask for the files" in english
    assert "Nous allons au tribunal" in english, "a step without a translation is still a step"
    assert '<link rel="alternate" hreflang="en"' in french


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_page_of_a_campaign_has_inline_style_or_loads_from_elsewhere(
    client, campaign, page, prefix
):
    response = client.get(f"{prefix}/campaigns/{campaign.slug}/{page}")

    assert response.status_code == 200
    if "png" not in page:
        text = response.content.decode()
        assert re.findall(r"<[a-z][^>]* (?:style|on[a-z]+)=", text) == []
        assert re.findall(r'<[a-z][^>]*\bsrc="(?!/)', text) == []


def test_machines_get_every_figure_from_wherever_they_ask(client, campaign):
    response = client.get("/campaigns/enquetes.json")
    data = json.loads(response.content)

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert data["received"] == {
        "amount": "11382.00",
        "minor_units": 1_138_200,
        "formatted": "11\u202f382\u00a0€",
    }
    assert (data["percent"], data["percent_hundredths"]) == ("27.10", 2710)
    assert data["missing"]["amount"] == "30618.00"
    assert (data["gifts"], data["donors"]) == (2, 2)
    assert data["words"]["raised"] == "27,10\u00a0% récoltés"
    assert [step["is_reached"] for step in data["steps"]] == [True, False]
    assert data["last_entry"] == 2
    assert not {"name", "email"} & set(json.dumps(data).split('"'))


def test_only_the_card_may_stand_in_a_frame_of_another_site(client, campaign):
    card = client.get("/campaigns/enquetes/card/")
    page = client.get("/campaigns/enquetes/")

    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "script-src" not in card.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in card.headers
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    text = card.content.decode()
    assert text.count('target="_top"') == 2
    assert "<script" not in text
    assert "27,10\u00a0%" in text


def test_the_feed_tells_news_and_steps_that_were_reached(client, campaign):
    feed = feedparser.parse(read(client, "/campaigns/enquetes/feed.xml"))

    assert not feed.bozo
    assert "27,10\u00a0%" in feed.feed.subtitle
    assert {entry.title.replace("\u202f", " ") for entry in feed.entries} >= {"La CADA a répondu"}
    assert len(feed.entries) == 2
    assert len({entry.id for entry in feed.entries}) == 2


def test_images_are_of_the_promised_size(client, campaign):
    sizes = {
        name: Image.open(BytesIO(client.get(f"/campaigns/enquetes/{name}").content)).size
        for name in ("meter.png", "share.png")
    }

    assert sizes == {"meter.png": (1200, 300), "share.png": (1200, 630)}


def test_a_name_stands_on_the_wall_only_when_its_donor_asked_for_it(client, campaign):
    hidden = {"shown_name": "Ne Pas Nommer", "message": "Secret"}
    settled_gift(campaign=campaign, is_public=False, **hidden)
    settled_gift(campaign=campaign, is_public=True, shown_name="Ana <b>", message="Bravo & merci")

    make_gift(campaign=campaign, is_public=True, shown_name="Pas Encore Payé")

    pages = [read(client, f"/campaigns/enquetes/{page}") for page in ("", "card/", "figures/")]

    assert "Ana &lt;b&gt;" in pages[0]
    assert "Bravo &amp; merci" in pages[0]
    for page in pages:
        assert "Ne Pas Nommer" not in page
        assert "Secret" not in page
        assert "Pas Encore Payé" not in page
        assert "Claude Martin" not in page


def test_the_figures_page_shows_entries_without_names(client, campaign):
    page = read(client, "/campaigns/enquetes/figures/")

    assert "382\u00a0€" in page
    assert "Claude" not in page
    BooksCheck.objects.create(checked_at=NOW, entries=2)
    assert "2 novembre 2026" in read(client, "/campaigns/enquetes/figures/")


def test_an_article_shows_the_appeal_of_the_current_campaign_unless_it_leaves_it_out(
    client, campaign
):
    article = make_article()
    assert "appeal" not in read(client, article.url)

    make_current(campaign=campaign)
    shown = read(client, article.url)
    assert "27,10\u00a0%" in shown
    assert 'href="/give/enquetes/"' in shown
    assert shown.index('class="appeal"') < shown.index('class="comments"')
    assert "27,10\u00a0%" in read(client, "/")

    article.leaves_out_appeal = True
    article.save_revision().publish()
    assert 'class="appeal"' not in read(client, article.url)


def test_a_closed_campaign_keeps_its_page_and_offers_no_form(client, campaign):
    make_current(campaign=campaign)
    close_campaign(campaign=campaign)

    page = read(client, "/campaigns/enquetes/")
    assert "/give/" not in page
    assert "DonateAction" not in page
    assert json.loads(client.get("/campaigns/enquetes.json").content)["give_url"] is None
    assert "27,10" not in read(client, "/")


def test_what_is_not_public_is_nowhere(client, campaign):
    Campaign.objects.update(is_public=False, is_current=True)

    for page in (*PAGES, "../enquetes.json"):
        path = f"/campaigns/enquetes/{page}".replace("enquetes/../", "")
        assert client.get(path).status_code == 404
    assert "Qui tient" not in read(client, "/campaigns/")
    assert "27,10" not in read(client, "/")


def test_blocks_show_a_campaign_in_any_text(client, campaign):
    settled_gift(campaign=campaign, is_public=True, shown_name="Ana Perenna")
    kinds = ("campaign_meter", "campaign_appeal", "donor_wall", "give_button")
    body = [(kind, {"campaign": campaign}) for kind in kinds]
    article, page = make_article(body=body), make_standing_page(body=body)

    for shown in (article, page):
        html = read(client, shown.url)
        assert "récoltés" in html
        assert "Ana Perenna" in html
        assert html.count('href="/give/enquetes/"') == 2

    feed = read(client, "/feed.xml")
    assert "récoltés" in feed
    assert not feedparser.parse(feed).bozo

    Campaign.objects.update(is_public=False)
    for shown in (article, page):
        assert "récoltés" not in read(client, shown.url)


def test_a_block_that_names_no_campaign_shows_the_current_one(client, campaign):
    article = make_article(body=[("campaign_meter", {"campaign": None})], leaves_out_appeal=True)
    assert "récoltés" not in read(client, article.url)

    make_current(campaign=campaign)
    assert "récoltés" in read(client, article.url)


def test_search_engines_find_campaigns_in_the_sitemap(client, campaign):
    sitemap = read(client, "/sitemap.xml")

    for path in ("/campaigns/", "/campaigns/enquetes/", "/en/campaigns/enquetes/"):
        assert f"{path}</loc>" in sitemap
    Campaign.objects.update(is_public=False)
    assert "campaigns" not in read(client, "/sitemap.xml")


def test_a_picture_stands_with_its_rights(client, campaign):
    campaign.image = make_picture(caption="Le captage.", credit="Ana P.")
    campaign.save()

    page = read(client, "/campaigns/enquetes/")
    assert "Le captage." in page
    assert "Ana P." in page


@pytest.mark.parametrize("path", ["/campaigns/", "/campaigns/enquetes/", "article", "/"])
def test_more_gifts_and_steps_take_no_more_queries(client, campaign, path):
    make_current(campaign=campaign)
    path = make_article().url if path == "article" else path
    read(client, path)
    with CaptureQueriesContext(connection) as few:
        read(client, path)

    for number in range(5):
        settled_gift(campaign=campaign, is_public=True, shown_name=f"Donor {number}")
        CampaignStep.objects.create(
            campaign=campaign, amount_minor_units=30_000_00 + number, label_fr=f"Étape {number}"
        )
    with CaptureQueriesContext(connection) as many:
        read(client, path)

    assert len(many) == len(few)
    assert len(few) <= 45
