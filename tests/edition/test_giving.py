"""The form that readers give by is baked, and another one as soon as something in it changes."""

import pytest
from factories import make_site
from giving import FakeGateway, connect, make_campaign
from proof import prompt_reader

from obole.donations.actions.campaigns import close_campaign, make_current
from obole.donations.actions.connecting import switch_account
from obole.donations.gateways import registry
from obole.donations.models import DonationSettings
from obole.edition.actions.verifying import Finding, verify
from obole.edition.models import BakedPage

pytestmark = pytest.mark.django_db(transaction=True)

FORMS = ("/give/", "/give/hiver/", "/en/give/")


def test_the_form_follows_settings_accounts_and_campaigns() -> None:
    site = make_site().site
    decided = DonationSettings.objects.create(
        site=site, takes_cheques=True, cheque_payee="La Gazette"
    )
    campaign = make_campaign(slug="hiver")
    make_current(campaign=campaign)
    front = prompt_reader()

    def all_have(words: str, *, held: bool = True) -> None:
        for path in FORMS:
            assert (words in front.get(path).body.decode()) == held, path
        assert {compared.finding for compared in verify()} == {Finding.EQUAL}

    all_have("once:50.00")
    assert set(FORMS) <= set(BakedPage.objects.values_list("path", flat=True))

    decided.suggested_once = "33"
    decided.save()
    all_have("once:33.00")

    gateway = FakeGateway()
    with registry.override(gateway):
        connect(gateway)
        all_have('value="card"')

        make_campaign(slug="printemps", title="Un printemps")
        close_campaign(campaign=campaign)
        all_have('value="card"', held=False)
        assert "/give/printemps/" in front.get("/give/hiver/").body.decode()


def test_the_form_offers_an_account_while_it_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    make_site()
    make_current(campaign=make_campaign(slug="hiver"))
    front = prompt_reader()
    gateway = FakeGateway()
    account = connect(gateway)
    # As if the credentials of the account were real.
    monkeypatch.setattr(registry, "gateway_named", lambda _name: gateway)

    for is_on in (True, False, True):
        switch_account(account=account, is_on=is_on, by=None)
        assert ('value="card"' in front.get("/give/").body.decode()) == is_on
    assert {compared.finding for compared in verify()} == {Finding.EQUAL}
