"""What each scheme asks for, and what it prints: rules without a database."""

from dataclasses import replace
from datetime import date

import pytest

from obole.donations.rules.vocabulary import Means
from obole.kernel.money import Money
from obole.receipts.rules import codes, registry
from obole.receipts.rules.acknowledgement import ACKNOWLEDGEMENT
from obole.receipts.rules.france import COMPANIES, PERSONS
from obole.receipts.rules.issuing import Decision, Lack, Mode, lacks_of_decision
from obole.receipts.rules.registry import UnknownScheme, scheme_named, schemes
from obole.receipts.rules.scheme import (
    DonorFacts,
    GiftFacts,
    Obstacle,
    rule_on,
    scheme_for,
)
from obole.receipts.rules.sheets import figures, framed

PERSON = DonorFacts(
    is_company=False,
    name="Claude Martin",
    legal_form="",
    siren="",
    street="4, impasse du Four",
    postcode="29200",
    city="Brest",
    country="FR",
    language="fr",
)
COMPANY = replace(
    PERSON, is_company=True, name="Imprimerie du Vercors", legal_form="SARL", siren="404833048"
)
GIFT = GiftFacts(
    reference="RF18000001",
    paid_on=date(2026, 3, 1),
    net=Money(4210, "EUR"),
    means=Means.CHEQUE,
    is_settled=True,
)


def test_nothing_stands_in_the_way_of_a_settled_gift_of_somebody_known():
    assert PERSONS.obstacles(gift=GIFT, donor=PERSON) == ()
    assert COMPANIES.obstacles(gift=GIFT, donor=COMPANY) == ()
    assert ACKNOWLEDGEMENT.obstacles(gift=GIFT, donor=replace(PERSON, street="", city="")) == ()


@pytest.mark.parametrize(
    ("gift", "donor", "obstacle"),
    [
        (replace(GIFT, means=Means.INTERMEDIARY), PERSON, Obstacle.INTERMEDIARY),
        (replace(GIFT, is_settled=False), PERSON, Obstacle.NOT_SETTLED),
        (replace(GIFT, paid_on=None), PERSON, Obstacle.NOT_SETTLED),
        (replace(GIFT, net=Money(0, "EUR")), PERSON, Obstacle.NOTHING_LEFT),
        (replace(GIFT, net=Money(4210, "CHF")), PERSON, Obstacle.CURRENCY),
        (replace(GIFT, paid_on=date(1999, 1, 1)), PERSON, Obstacle.TOO_EARLY),
        (GIFT, replace(PERSON, name=" "), Obstacle.NO_NAME),
        (GIFT, replace(PERSON, street=""), Obstacle.NO_ADDRESS),
        (GIFT, replace(PERSON, postcode=""), Obstacle.NO_ADDRESS),
    ],
)
def test_what_stands_in_the_way_of_a_french_receipt_is_named(gift, donor, obstacle):
    assert obstacle in PERSONS.obstacles(gift=gift, donor=donor)


@pytest.mark.parametrize(
    ("donor", "obstacle"),
    [
        (replace(COMPANY, siren="404833049"), Obstacle.NO_SIREN),
        (replace(COMPANY, legal_form=""), Obstacle.NO_LEGAL_FORM),
    ],
)
def test_a_company_names_its_siren_and_its_legal_form(donor, obstacle):
    assert COMPANIES.obstacles(gift=GIFT, donor=donor) == (obstacle,)


def test_the_law_of_the_country_and_the_donor_choose_the_scheme():
    assert scheme_for(schemes=schemes(), country="FR", donor=PERSON) is PERSONS
    assert scheme_for(schemes=schemes(), country="FR", donor=COMPANY) is COMPANIES
    assert scheme_for(schemes=schemes(), country="", donor=COMPANY) is ACKNOWLEDGEMENT
    assert scheme_for(schemes=schemes(), country="XX", donor=PERSON) is None


def test_a_scheme_that_is_not_installed_is_named():
    with pytest.raises(UnknownScheme, match="be-28171"):
        scheme_named("be-28171")


class Foreign:
    """A scheme that another package brings."""

    def __init__(self, name: str, letter: str) -> None:
        self.name, self.letter, self.country = name, letter, "BE"

    def load(self):
        """Return the scheme, as an entry point does."""
        return self

    def takes(self, donor):
        """Tell that it is for everybody."""
        return True


@pytest.fixture
def installed(monkeypatch):
    """Install schemes of other packages for a test."""

    def install(*foreign):
        monkeypatch.setattr(registry, "entry_points", lambda group: list(foreign))
        registry.schemes.cache_clear()

    yield install
    monkeypatch.undo()
    registry.schemes.cache_clear()


def test_a_package_brings_a_scheme(installed):
    belgian = Foreign("be-28171", "B")

    installed(belgian)

    assert scheme_for(schemes=schemes(), country="BE", donor=PERSON) is belgian
    assert scheme_for(schemes=schemes(), country="FR", donor=PERSON) is PERSONS


@pytest.mark.parametrize("foreign", [("fr-11580", "Z"), ("other", "P")])
def test_two_schemes_never_share_a_name_or_a_letter(installed, foreign):
    installed(Foreign(*foreign))

    with pytest.raises(registry.SchemesClash):
        schemes()


def test_dated_rules_hold_from_their_day_on():
    before, after = COMPANIES.rules

    assert rule_on(COMPANIES, date(2020, 12, 30)) == before
    assert rule_on(COMPANIES, date(2020, 12, 31)) == after
    assert rule_on(COMPANIES, date(1990, 1, 1)) is None


def test_amounts_are_framed_and_have_their_cents():
    assert figures(Money(123_400, "EUR"), "fr") == "1\u202f234,00\xa0€"
    assert figures(Money(1_234_05, "EUR"), "en") == "€1,234.05"
    assert framed(Money(4200, "EUR"), "fr") == "***\u202f42,00\xa0€\u202f***"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2026-P-00042", "2026-P-00042"),
        (" 2026 p 42 ", "2026-P-00042"),
        ("2026p00042", "2026-P-00042"),
        ("RF18000001", ""),
        ("", ""),
        ("2026-P-" + "9" * 50, ""),
        ("٢٠٢٦-P-٤٢", "2026-P-00042"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, number):
    assert codes.read_number(typed) == number


def test_codes_are_read_as_people_type_them():
    code = codes.new_code()

    assert codes.read_code(codes.written_code(code).lower()) == code
    assert codes.read_code("oil0 oil0 oil0") == "011001100110"
    assert codes.read_code("7QK2") == ""
    assert codes.read_code("7QK2 M4XR 9T0!") == ""


OWN = Decision(
    mode=Mode.OWN,
    country="FR",
    legal_basis="CGI, art. 200, 1, b",
    ruling_reference="2026/0412",
    ruling_date=date(2026, 3, 2),
    has_no_ruling=False,
    person="Jeanne Pasquier",
)


@pytest.mark.parametrize(
    ("decision", "lacks"),
    [
        (OWN, ()),
        (replace(OWN, legal_basis=" "), (Lack.LEGAL_BASIS,)),
        (replace(OWN, person=""), (Lack.PERSON,)),
        (replace(OWN, ruling_date=None), (Lack.RULING,)),
        (replace(OWN, has_no_ruling=True), (Lack.RULING,)),
        (replace(OWN, ruling_reference="", ruling_date=None, has_no_ruling=True), ()),
        (replace(OWN, country="", legal_basis="", ruling_reference=""), ()),
        (replace(OWN, mode=Mode.INTERMEDIARY, legal_basis="", person=""), ()),
    ],
)
def test_receipts_are_switched_on_only_when_somebody_answers_for_them(decision, lacks):
    assert lacks_of_decision(decision) == lacks
