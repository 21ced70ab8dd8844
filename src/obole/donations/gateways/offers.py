"""What donors can pay with, as this newsroom is set up."""

from dataclasses import dataclass

from obole.donations.gateways.registry import gateways_for_donors
from obole.donations.queries.house import donation_settings
from obole.donations.rules.epc import UnfitTransfer, read_iban
from obole.donations.rules.vocabulary import Means

_OF_SEPA = "EUR"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A means, and the provider that takes it; no provider where the donor sees to it."""

    means: Means
    gateway: str = ""


def offers(*, currency: str = "EUR") -> list[Offer]:
    """Return what donors can choose, providers first. Of two that take cards, one is asked."""
    found: dict[Means, Offer] = {}
    for gateway in gateways_for_donors():
        for means in gateway.means():
            found.setdefault(means, Offer(means=means, gateway=gateway.name))
    decided = donation_settings()
    if decided.takes_transfers and decided.holder and _is_account(decided.iban):
        found[Means.TRANSFER] = Offer(means=Means.TRANSFER)
    if decided.takes_cheques and decided.cheque_payee:
        found[Means.CHEQUE] = Offer(means=Means.CHEQUE)
    if decided.intermediary and decided.intermediary_url:
        found[Means.INTERMEDIARY] = Offer(means=Means.INTERMEDIARY)
    if currency != _OF_SEPA:
        found.pop(Means.SEPA, None)
    return [found[means] for means in Means if means in found]


def offer_of(means: Means) -> Offer | None:
    """Return the offer of this means; None where it is not offered (any more)."""
    return next((offer for offer in offers() if offer.means is means), None)


def _is_account(iban: str) -> bool:
    """Tell whether a bank could find the account: rows can be older than what checks them."""
    try:
        read_iban(iban)
    except UnfitTransfer:
        return False
    return True
