"""Whether receipts are issued here, by whom, under which law."""

from obole.receipts.models import IssuerDetails, IssuingDecision
from obole.receipts.rules.issuing import NO_LAW, Lack, Mode
from obole.receipts.rules.scheme import Issuer


def current_decision() -> IssuingDecision | None:
    """Return the decision that holds: the last one. None before the first: nothing is issued."""
    return IssuingDecision.objects.order_by("-pk").first()


def issuing_mode() -> Mode:
    """Return who issues receipts now."""
    decision = current_decision()
    return Mode.NONE if decision is None else Mode(decision.mode)


def issuer_details() -> IssuerDetails | None:
    """Return the body, as far as somebody has described it."""
    return IssuerDetails.objects.select_related("signature").order_by("pk").first()


def lacks_of_issuer(*, details: IssuerDetails | None, country: str) -> tuple[Lack, ...]:
    """Return what the description lacks before a receipt can be printed."""
    if details is None:
        return (Lack.NAME, Lack.ADDRESS, Lack.PURPOSE, Lack.SIGNATORY)
    found = [
        lack
        for lack, value in (
            (Lack.NAME, details.name),
            (Lack.ADDRESS, details.address),
            (Lack.PURPOSE, details.purpose),
            (Lack.SIGNATORY, details.signatory and details.signatory_role),
        )
        if not value.strip()
    ]
    if country != NO_LAW and not (details.siren.strip() or details.rna.strip()):
        found.append(Lack.IDENTIFIER)
    return tuple(found)


def issuer_facts(details: IssuerDetails) -> Issuer:
    """Return the body as a sheet names it."""
    return Issuer(
        name=details.name,
        address=details.address.replace("\r\n", "\n"),
        purpose=details.purpose.replace("\r\n", "\n"),
        siren=details.siren,
        rna=details.rna,
        quality=details.quality,
        quality_detail=details.quality_detail,
        signatory=details.signatory,
        signatory_role=details.signatory_role,
        city=details.city,
    )


def issues_receipts() -> bool:
    """Tell whether donors can ask this newsroom for a receipt."""
    return issuing_mode() is Mode.OWN
