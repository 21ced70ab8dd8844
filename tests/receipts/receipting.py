"""Receipts that tests are about, valid by default. Each function needs a database."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from giving import make_donor, settled_gift

from obole.donations.models import Donor, Gift
from obole.receipts.actions.deciding import decide_issuing
from obole.receipts.actions.issuing import issue_receipt
from obole.receipts.models import IssuerDetails, IssuingDecision, Receipt
from obole.receipts.rules.issuing import Decision, Mode

ISSUED = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
BODY = {
    "name": "Association La Gazette",
    "address": "12, rue des Trois-Frères\n38000 Grenoble",
    "city": "Grenoble",
    "purpose": "Informer les habitants par un journalisme d’enquête, gratuit et sans publicité.",
    "siren": "732829320",
    "rna": "W381012345",
    "signatory": "Jeanne Pasquier",
    "signatory_role": "trésorière",
}
PERSON = {
    "given_name": "Éléonore",
    "family_name": "Lefèvre-Dœuff",
    "street": "4 bis, impasse du Four",
    "postcode": "29200",
    "city": "Brest",
}
COMPANY = {
    "kind": Donor.Kind.COMPANY,
    "given_name": "",
    "family_name": "",
    "company": "Imprimerie du Vercors",
    "siren": "404833048",
    "legal_form": "SARL",
    "street": "8, quai Perrière",
    "postcode": "38000",
    "city": "Grenoble",
}


def decision(**fields: Any) -> Decision:
    """Return a decision to issue receipts under French law."""
    return Decision(
        **{
            "mode": Mode.OWN,
            "country": "FR",
            "legal_basis": "CGI, art. 200, 1, b : organisme d’intérêt général à caractère culturel",
            "ruling_reference": "2026/0412",
            "ruling_date": date(2026, 3, 2),
            "has_no_ruling": False,
            "person": "Jeanne Pasquier",
            **fields,
        }
    )


def switch_on(**fields: Any) -> IssuingDecision:
    """Describe the body, and decide that it issues receipts."""
    IssuerDetails.objects.get_or_create(pk=1, defaults=BODY)
    return decide_issuing(decision=decision(**fields), by="J. P.", now=ISSUED)


def make_person(**fields: Any) -> Donor:
    """Make a person whose address is known."""
    return make_donor(**{**PERSON, **fields})


def make_company(**fields: Any) -> Donor:
    """Make a company with all that its receipt names."""
    return make_donor(**{**COMPANY, **fields})


def receipted_gift(donor: Donor | None = None, **fields: Any) -> Gift:
    """Make a settled gift for which a receipt was asked."""
    return settled_gift(donor=donor or make_person(), wants_receipt=True, **fields)


@transaction.atomic
def issued(gift: Gift | None = None, **fields: Any) -> Receipt:
    """Issue the receipt of a gift."""
    return issue_receipt(gift=gift or receipted_gift(**fields), by="Jeanne Pasquier", now=ISSUED)
