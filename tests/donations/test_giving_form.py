"""The giving form: what people write is read, nothing is lost, and each gift begins once."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from factories import Newsroom
from giving import FakeGateway, connect, make_campaign

from obole.donations.gateways import registry
from obole.donations.models import Campaign, DonationSettings, Gift, NewsletterWish
from obole.donations.queries import receipts_offered
from obole.donations.rules.vocabulary import Means
from obole.foundation import clock
from obole.foundation.models import OutgoingMail

IBAN = "FR7630006000011234567890189"


@pytest.fixture(autouse=True)
def _light_puzzles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let puzzles be as they are, but made in no time."""
    monkeypatch.setattr("obole.limits.puzzles.ROUNDS", 10)


@pytest.fixture
def decided(newsroom: Newsroom) -> DonationSettings:
    """Give a newsroom that takes gifts by all means."""
    return DonationSettings.objects.create(
        site=newsroom.site,
        holder="Association La Gazette",
        iban=IBAN,
        takes_transfers=True,
        takes_cheques=True,
        cheque_payee="Association La Gazette",
        cheque_address="1 rue du Port\n29200 Brest",
        intermediary="J'aime l'info",
        intermediary_url="https://intermediary.example/gazette",
    )


@pytest.fixture
def campaign(decided: DonationSettings) -> Campaign:
    """Give the current campaign."""
    return make_campaign(slug="hiver", is_current=True)


@pytest.fixture
def gateway(campaign: Campaign) -> Iterator[FakeGateway]:
    """Give a provider that takes cards and debits."""
    gateway = FakeGateway(now=clock.now())
    connect(gateway)
    with registry.override(gateway):
        yield gateway


def step_two(client: Client, **chosen: str) -> str:
    """Answer the first step, and return the page of the second."""
    answers = {"choice": "once:50.00", "means": "transfer", **chosen}
    response = client.get(reverse("giving:form", args=["hiver"]), answers)
    return response.content.decode()


def filled(page: str, **told: Any) -> dict[str, Any]:
    """Return the second step as a person sends it."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return {
        **{name: unescape(value) for name, value in hidden.items()},
        "email": "nour@example.org",
        **told,
    }


def send(client: Client, form: dict[str, Any]) -> Any:
    """Send the second step."""
    return client.post(reverse("giving:form", args=["hiver"]), form)


def give(client: Client, *, chosen: dict[str, str] | None = None, **told: Any) -> Any:
    """Answer both steps."""
    return send(client, filled(step_two(client, **(chosen or {})), **told))


@pytest.mark.parametrize(
    ("written", "minor_units"),
    [("12,50", 1250), ("12.50 €", 1250), ("٥٠", 5000), ("1 234,5", 123450), ("€ 7", 700)],
)
def test_amounts_are_read_as_people_write_them(
    campaign: Campaign, client: Client, written: str, minor_units: int
) -> None:
    give(client, chosen={"choice": "once:other", "other_once": written})

    assert Gift.objects.get().amount_minor_units == minor_units


@pytest.mark.parametrize("written", ["0", "0.001", "-5", "1e9", "1000000000", "douze", "5 5 5", ""])
def test_other_amounts_are_refused_with_words_and_kept(
    campaign: Campaign, client: Client, written: str
) -> None:
    page = step_two(client, choice="once:other", other_once=written)

    assert "form-errors" in page
    assert 'name="email"' not in page
    assert f'value="{written}"' in page or not written
    assert re.search(r'href="#give-(other_once|choice)"', page)


def test_an_amount_that_was_typed_needs_no_radio_button(campaign: Campaign, client: Client) -> None:
    page = step_two(client, choice="", other_monthly="8")

    assert "8\u00a0€" in page
    assert 'value="monthly:8.00"' in page


@pytest.mark.parametrize(
    "chosen",
    [
        {"choice": "once:50.00", "other_once": "30"},
        {"choice": "once:50.00", "other_monthly": "30"},
        {"choice": "once:other", "other_once": "30", "other_monthly": "5"},
        {"choice": "", "other_once": "30", "other_monthly": "5"},
        {"choice": "weekly:5"},
        {"means": "gold"},
        {"choice": "monthly:10", "means": "cheque"},
    ],
)
def test_what_does_not_go_together_is_asked_again(
    campaign: Campaign, client: Client, chosen: dict[str, str]
) -> None:
    page = step_two(client, **chosen)

    assert "form-errors" in page
    assert 'name="email"' not in page


def test_the_first_step_is_the_same_for_everybody(campaign: Campaign, client: Client) -> None:
    response = client.get(reverse("giving:form"))

    assert "csrf" not in response.content.decode()
    assert not response.cookies
    assert "Cache-Control" not in response.headers or "no-store" not in response["Cache-Control"]


def test_a_transfer_leads_to_its_page_and_its_mail(campaign: Campaign, client: Client) -> None:
    response = give(client, chosen={"choice": "monthly:10.00"})

    gift = Gift.objects.get()
    assert response["Location"] == reverse("giving:transfer", args=[gift.key])
    page = client.get(response["Location"]).content.decode()
    mail = OutgoingMail.objects.get(key=f"gift-instructions:{gift.pk}").text
    for text in (page, mail):
        assert "FR76 3000 6000 0112 3456 7890 189" in text
        assert re.search(r"RF\d\d( \d{4}){2} \d", text)
    assert client.get(reverse("giving:code", args=[gift.key]))["Content-Type"] == "image/svg+xml"


def test_a_cheque_leads_to_its_page_and_its_mail(campaign: Campaign, client: Client) -> None:
    response = give(client, chosen={"means": "cheque"})

    assert "29200 Brest" in client.get(response["Location"]).content.decode()
    assert "29200 Brest" in OutgoingMail.objects.get().text


def test_an_intermediary_is_linked_to_and_nothing_is_asked(
    campaign: Campaign, client: Client
) -> None:
    page = step_two(client, means="intermediary")

    assert "https://intermediary.example/gazette" in page
    assert 'name="email"' not in page


def test_a_card_leads_to_the_provider_and_the_policy_stays_as_it_is(
    gateway: FakeGateway, client: Client
) -> None:
    response = give(client, chosen={"means": "card"}, covers_fee="on")

    gift = Gift.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("giving:pay", args=[gift.key])
    onward = client.get(response["Location"])
    assert onward["Refresh"] == f"0; url=https://pay.example/{gift.key}"
    assert "form-action 'self';" in onward["Content-Security-Policy"]
    assert gateway.orders[gift.key].amount == gift.to_pay > gift.amount


def test_a_transfer_has_no_fee_to_cover(gateway: FakeGateway, client: Client) -> None:
    assert "covers_fee" in step_two(client, means="card")
    assert "covers_fee" not in step_two(client, means="transfer")

    give(client, covers_fee="on")

    assert not Gift.objects.get().fee_cover


def test_a_form_sent_twice_is_one_gift_at_one_place(gateway: FakeGateway, client: Client) -> None:
    form = filled(step_two(client, means="card"))

    first, second = send(client, form), send(client, form)

    assert first["Location"] == second["Location"]
    assert Gift.objects.count() == 1
    assert [name for name, _key in gateway.calls] == ["begin"]


def test_a_form_changed_after_the_back_button_is_another_gift(
    gateway: FakeGateway, client: Client
) -> None:
    form = filled(step_two(client, means="card"))

    send(client, form)
    send(client, {**form, "choice": "once:20.00"})

    amounts = Gift.objects.order_by("pk").values_list("amount_minor_units", flat=True)
    assert list(amounts) == [5000, 2000]


def test_a_provider_that_does_not_answer_loses_nothing(
    gateway: FakeGateway, client: Client
) -> None:
    gateway.failing_calls = 1
    form = filled(step_two(client, means="card"), given_name="Nour", message="Merci à vous")

    response = send(client, form)

    page = response.content.decode()
    assert response.status_code == 503
    assert "Merci à vous" in page
    again = send(client, filled(page, **{k: form[k] for k in ("given_name", "message")}))
    assert again["Location"] == reverse("giving:pay", args=[Gift.objects.get().key])


def test_a_small_gift_by_card_is_refused_and_by_transfer_taken(
    gateway: FakeGateway, client: Client
) -> None:
    assert "form-errors" in step_two(client, means="card", choice="once:1")
    assert "form-errors" not in step_two(client, means="transfer", choice="once:1")


def test_nobody_is_named_without_asking_for_it(campaign: Campaign, client: Client) -> None:
    give(client, given_name="Nour", family_name="El Khatib", shown_name="Nour E.")

    assert (Gift.objects.get().is_public, Gift.objects.get().shown_name) == (False, "")


def test_whoever_wants_to_be_named_says_how(campaign: Campaign, client: Client) -> None:
    assert "form-errors" in give(client, is_public="on").content.decode()

    give(client, is_public="on", shown_name="Nour E.")

    assert (Gift.objects.get().is_public, Gift.objects.get().shown_name) == (True, "Nour E.")


@pytest.mark.parametrize("field", ["shown_name", "message"])
def test_the_wall_of_donors_is_no_wall_for_posters(
    campaign: Campaign, client: Client, field: str
) -> None:
    told = {"is_public": "on", "shown_name": "Nour", field: "https://casino.example"}

    assert "form-errors" in give(client, **told).content.decode()


class TestReceipts:
    """The address is asked for when a receipt needs it, and only then."""

    @pytest.fixture(autouse=True)
    def _offered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(receipts_offered, "_askers", [lambda: True])

    def test_without_a_receipt_no_address_is_kept(self, campaign: Campaign, client: Client) -> None:
        give(client, street="3 rue des Lilas", city="Paris", company="Lilas SARL")

        donor = Gift.objects.get().donor
        assert donor is not None
        assert (donor.street, donor.city, donor.company) == ("", "", "")

    def test_a_receipt_needs_names_and_address(self, campaign: Campaign, client: Client) -> None:
        page = give(client, wants_receipt="on", country="FR").content.decode()

        for name in ("given_name", "family_name", "street", "postcode", "city"):
            assert f'href="#give-{name}"' in page

    @pytest.mark.parametrize(("siren", "is_taken"), [("732 829 320", True), ("732829321", False)])
    def test_a_french_company_has_a_siren(
        self, campaign: Campaign, client: Client, siren: str, is_taken: bool
    ) -> None:
        told = {"street": "1 rue", "postcode": "75001", "city": "Paris", "country": "FR"}

        give(client, wants_receipt="on", company="Lilas SARL", siren=siren, **told)

        assert Gift.objects.exists() == is_taken


def test_the_newsletter_is_sent_to_whoever_confirms(campaign: Campaign, client: Client) -> None:
    give(client, wants_newsletter="on")

    wish = NewsletterWish.objects.get()
    assert wish.state == "asked"
    mail = OutgoingMail.objects.get(key__startswith="newsletter-wish:")
    path = re.search(r"https?://[^/]+(/\S+)", mail.text)
    assert path is not None
    client.get(path[1])
    wish.refresh_from_db()
    assert wish.state == "asked"
    client.post(path[1])
    wish.refresh_from_db()
    assert wish.state == "confirmed"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"is_closed": True}, "is over"),
        ({"starts_on": "2999-01-01"}, "begins on"),
    ],
)
def test_a_campaign_that_takes_no_gifts_says_so_and_where_else(
    campaign: Campaign, client: Client, fields: dict[str, Any], words: str
) -> None:
    Campaign.objects.update(is_current=False, **fields)
    make_campaign(slug="ouverte", title="Campagne ouverte")

    page = client.get("/en/give/hiver/").content.decode()

    assert words in page
    assert reverse("giving:form", args=["ouverte"]) in page


def test_an_unknown_campaign_is_not_found_and_says_where_else(
    campaign: Campaign, client: Client
) -> None:
    response = client.get(reverse("giving:form", args=["printemps"]))

    assert response.status_code == 404
    assert reverse("giving:form", args=["hiver"]) in response.content.decode()


def test_a_campaign_closed_while_the_form_was_open_takes_nothing(
    campaign: Campaign, client: Client
) -> None:
    form = filled(step_two(client))
    Campaign.objects.update(is_closed=True)

    send(client, form)

    assert not Gift.objects.exists()


@pytest.mark.parametrize("token", ["", "forged", "1.x." + "0" * 64])
def test_a_form_without_its_token_is_shown_again(
    campaign: Campaign, client: Client, token: str
) -> None:
    response = send(client, {**filled(step_two(client)), "token": token, "message": "Merci"})

    assert "Merci" in response.content.decode()
    assert not Gift.objects.exists()


def test_a_form_from_another_site_is_shown_again(campaign: Campaign, client: Client) -> None:
    client.post(
        reverse("giving:form", args=["hiver"]),
        filled(step_two(client)),
        headers={"origin": "https://evil.example"},
    )

    assert not Gift.objects.exists()


class TestBackFromTheProvider:
    """The pages after the provider say what is true, and ask so that it is."""

    def test_a_gift_that_was_paid_has_arrived_before_any_notice(
        self, gateway: FakeGateway, client: Client
    ) -> None:
        give(client, chosen={"means": "card"})
        gift = Gift.objects.get()
        gateway.paid(gift.key)

        response = client.get(reverse("giving:done", args=[gift.key]))

        gift.refresh_from_db()
        assert gift.state == "settled"
        assert response["Location"] == reverse("gifts:gift", args=[gift.key])

    def test_nothing_is_thanked_for_that_has_not_come(
        self, gateway: FakeGateway, client: Client
    ) -> None:
        give(client, chosen={"means": "card"})
        gift = Gift.objects.get()

        page = client.get(reverse("giving:done", args=[gift.key])).content.decode()

        assert reverse("giving:pay", args=[gift.key]) in page

    def test_asking_has_an_end(self, gateway: FakeGateway, client: Client) -> None:
        give(client, chosen={"means": "card"})
        gift = Gift.objects.get()

        for _ in range(20):
            client.get(reverse("giving:done", args=[gift.key]))

        assert len(gateway.calls) < 12

    def test_a_provider_that_is_down_is_no_error_of_ours(
        self, gateway: FakeGateway, client: Client
    ) -> None:
        give(client, chosen={"means": "card"})
        gateway.failing_calls = 1

        response = client.get(reverse("giving:done", args=[Gift.objects.get().key]))

        assert response.status_code == 200

    def test_whoever_comes_back_finds_all_as_it_was(
        self, gateway: FakeGateway, client: Client
    ) -> None:
        give(client, chosen={"means": "card", "choice": "monthly:10.00"})
        gift = Gift.objects.get()

        page = client.get(reverse("giving:back", args=[gift.key])).content.decode()

        assert "choice=monthly%3A10.00" in page
        assert gift.means == Means.CARD
