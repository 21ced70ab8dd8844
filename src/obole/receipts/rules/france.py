"""France: the receipts of articles 200 (persons) and 238 bis (companies) of the code of taxes.

The layout is ours, as the administration allows when every mention of its forms is there (BOFiP,
BOI-IR-RICI-250-40; ruling of 21 June 2023 for companies). Forms: 11580*05 (2041-RD) and 16216*02
(2041-MEC-SD). What of this was read where: docs/explanation/receipts-in-france.md.
"""

from datetime import date
from typing import Final

from stdnum.fr import siren

from obole.receipts.rules.french_form import Form, address_of, sheet_of
from obole.receipts.rules.issuing import FRANCE
from obole.receipts.rules.scheme import (
    DatedRule,
    DonorFacts,
    GiftFacts,
    Grouping,
    Obstacle,
    Order,
    ReceiptScheme,
    always_in_the_way,
)
from obole.receipts.rules.sheets import Sheet

# LPF, article L102 B: six years from when a document was drawn up.
KEEPS_YEARS: Final = 6
RULES_OF_PERSONS: Final = (
    DatedRule(
        since=date(2005, 1, 1),
        rate_percent=66,
        limits="20 % of the taxable income; what is beyond counts in the five years after.",
        source="CGI, art. 200, 1; BOFiP, BOI-IR-RICI-250",
        is_verified=False,
    ),
)
RULES_OF_COMPANIES: Final = (
    DatedRule(
        since=date(2003, 8, 1),
        rate_percent=60,
        limits="see the year's text",
        source="CGI, art. 238 bis",
        is_verified=False,
    ),
    DatedRule(
        since=date(2020, 12, 31),
        rate_percent=60,
        limits="40 % of what is beyond 2,000,000 euros in a financial year; at most 20,000 euros "
        "or 5 per mille of the turnover.",
        source="CGI, art. 238 bis; law 2019-1479, art. 134",
        is_verified=False,
    ),
)


class _FrenchForm(ReceiptScheme):
    country = FRANCE
    is_for_tax = True
    groupings = frozenset({Grouping.GIFT, Grouping.YEAR})
    keeps_years = KEEPS_YEARS
    template = "receipts/sheet.html"
    rules: tuple[DatedRule, ...] = ()

    def obstacles(self, *, gift: GiftFacts, donor: DonorFacts) -> tuple[Obstacle, ...]:
        """Return what stands in the way: what was given, and what the form asks of the donor."""
        found = [*always_in_the_way(gift)]
        if gift.net.currency != "EUR":
            found.append(Obstacle.CURRENCY)
        if gift.paid_on is not None and gift.paid_on < self.rules[0].since:
            found.append(Obstacle.TOO_EARLY)
        if not donor.name.strip():
            found.append(Obstacle.NO_NAME)
        if not all(each.strip() for each in (donor.street, donor.postcode, donor.city)):
            found.append(Obstacle.NO_ADDRESS)
        return tuple(found)


class PersonsReceipt(_FrenchForm):
    """Form 11580: gifts of persons."""

    name = "fr-11580"
    letter = "P"
    rules = RULES_OF_PERSONS

    def takes(self, donor: DonorFacts) -> bool:
        """Tell whether it is a person."""
        return not donor.is_company

    def sheet(self, order: Order) -> Sheet:
        """Return the receipt."""
        donor = order.donor
        form = Form(
            law=(
                (
                    "Article 200 du code général des impôts (CGI). Reprend les mentions du modèle "
                    "n° 11580*05 (2041-RD)."
                ),
                "For French income tax.",
            ),
            donor_title=("Donateur", "Donor"),
            donor_rows=(
                (("Nom et prénom", "Name"), donor.name),
                (("Adresse", "Address"), address_of(donor)),
            ),
            received=(
                (
                    "Le bénéficiaire reconnaît avoir reçu, au titre des dons et versements ouvrant "
                    "droit à réduction d’impôt, la somme indiquée ci-dessus."
                ),
                "The beneficiary has received this sum as gifts that lower tax.",
            ),
            # 978 is the tax on real estate: its list of bodies has no ordinary association.
            articles=(("200 du CGI", True), ("978 du CGI", False)),
        )
        return sheet_of(order, form)


class CompaniesReceipt(_FrenchForm):
    """Form 16216: gifts of companies."""

    name = "fr-16216"
    letter = "E"
    rules = RULES_OF_COMPANIES

    def takes(self, donor: DonorFacts) -> bool:
        """Tell whether it is a company."""
        return donor.is_company

    def obstacles(self, *, gift: GiftFacts, donor: DonorFacts) -> tuple[Obstacle, ...]:
        """Return what stands in the way; the form asks for the legal form and the SIREN too."""
        found = [*super().obstacles(gift=gift, donor=donor)]
        if not siren.is_valid(donor.siren):
            found.append(Obstacle.NO_SIREN)
        if not donor.legal_form.strip():
            found.append(Obstacle.NO_LEGAL_FORM)
        return tuple(found)

    def sheet(self, order: Order) -> Sheet:
        """Return the receipt."""
        donor = order.donor
        form = Form(
            law=(
                (
                    "Article 238 bis du code général des impôts (CGI). Reprend les mentions du "
                    "modèle n° 16216*02 (2041-MEC-SD)."
                ),
                "For French tax on companies.",
            ),
            donor_title=("Entreprise donatrice", "Company that gave"),
            donor_rows=(
                (("Dénomination", "Name"), donor.name),
                (("Forme juridique", "Legal form"), donor.legal_form),
                (("Numéro SIREN", ""), siren.format(donor.siren)),
                (("Adresse", "Address"), address_of(donor)),
            ),
            received=(
                (
                    "Le bénéficiaire reconnaît avoir reçu de cette entreprise des dons et "
                    "versements ouvrant droit à réduction d’impôt pour la somme indiquée "
                    "ci-dessus, en totalité en numéraire."
                ),
                "The beneficiary has received this sum from the company, all of it in money.",
            ),
            articles=(("238 bis du CGI", True),),
        )
        return sheet_of(order, form)


PERSONS: Final = PersonsReceipt()
COMPANIES: Final = CompaniesReceipt()
