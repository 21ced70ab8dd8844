"""An acknowledgement of a gift for countries whose law we don't know: it says nothing of taxes."""

from typing import Final

from obole.donations.rules.vocabulary import Means
from obole.receipts.rules.amounts_in_words import in_words
from obole.receipts.rules.issuing import NO_LAW
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
from obole.receipts.rules.sheets import (
    GiftLine,
    Row,
    Section,
    Sheet,
    Speech,
    Words,
    day_in_words,
    figures,
    framed,
    one_line,
)

_MEANS: Final = {
    Means.CARD: ("carte bancaire", "card"),
    Means.SEPA: ("prélèvement SEPA", "SEPA debit"),
    Means.PAYPAL: ("PayPal", "PayPal"),
    Means.TRANSFER: ("virement", "transfer"),
    Means.CHEQUE: ("chèque", "cheque"),
    Means.CASH: ("espèces", "cash"),
}
NO_TAX: Final = (
    (
        "Accusé de réception d’un don. Ce document n’est pas un reçu fiscal et n’ouvre droit par "
        "lui-même à aucune réduction d’impôt."
    ),
    "Acknowledgement of a gift. This is not a tax receipt and does not by itself lower any tax.",
)
NOTHING_IN_RETURN: Final = (
    (
        "Le bénéficiaire reconnaît avoir reçu cette somme. Aucun bien ni service n’a été fourni en "
        "échange."
    ),
    "The beneficiary has received this sum. No goods or services were provided in return.",
)

CHECK: Final = (
    ("Vérifier ce document par son numéro et son code, sans que le donateur apparaisse :"),
    "Check this document by its number and code; the donor is never shown:",
)
GIFTS_HEAD: Final = (
    ("Date", "Date"),
    ("Référence", "Reference"),
    ("Versement", "Means"),
    ("Montant", "Amount"),
)


class Acknowledgement(ReceiptScheme):
    """Says that a gift was received, and no more."""

    name = "acknowledgement"
    letter = "A"
    country = NO_LAW
    is_for_tax = False
    groupings = frozenset({Grouping.GIFT, Grouping.YEAR})
    # As long as the papers of the French law: a copy is part of the accounts.
    keeps_years = 6
    rules: tuple[DatedRule, ...] = ()
    template = "receipts/sheet.html"

    def takes(self, donor: DonorFacts) -> bool:  # noqa: ARG002 - everybody may be thanked
        """Tell that it is for everybody."""
        return True

    def obstacles(self, *, gift: GiftFacts, donor: DonorFacts) -> tuple[Obstacle, ...]:
        """Return what stands in the way: only a name is needed."""
        found = [*always_in_the_way(gift)]
        if not donor.name.strip():
            found.append(Obstacle.NO_NAME)
        return tuple(found)

    def sheet(self, order: Order) -> Sheet:
        """Return the acknowledgement."""
        speech = Speech(language=order.donor.language)
        say, spoken = speech.say, speech.main_language
        return Sheet(
            language=speech.language,
            title=say("Accusé de réception d’un don", "Acknowledgement of a gift"),
            form=say(*NO_TAX),
            number_label=say("Numéro", "Number"),
            number=order.number,
            issuer=order.issuer.name,
            recipient=order.donor.name,
            sections=_sections(order, speech),
            amount_label=say("Somme reçue", "Sum received"),
            figures=framed(order.total, spoken),
            in_words=in_words(order.total, spoken),
            gifts_title=say("Dons", "Gifts"),
            gifts_head=tuple(say(*each) for each in GIFTS_HEAD),
            gifts=_lines(order, spoken) if order.grouping is Grouping.YEAR else (),
            certificate=(say(*NOTHING_IN_RETURN),),
            articles=(),
            replaces=_replaces(order, speech),
            issued=Words(main=_issued(order, spoken)),
            signatory=order.issuer.signatory,
            signatory_role=order.issuer.signatory_role,
            signed=say("Signature", "Signature"),
            check=say(*CHECK),
            check_url=order.check_url,
            code=order.code,
        )


def _issued(order: Order, language: str) -> str:
    day, city = day_in_words(order.issued_on, language), order.issuer.city
    if language == "fr":
        return f"Fait à {city}, le {day}" if city else f"Fait le {day}"
    return f"{city}, {day}" if city else day


def _sections(order: Order, speech: Speech) -> tuple[Section, ...]:
    say, issuer, donor = speech.say, order.issuer, order.donor
    lines = (donor.street, f"{donor.postcode} {donor.city}".strip(), donor.country)
    days = sorted(each.paid_on for each in order.gifts if each.paid_on is not None)
    paid = day_in_words(days[0], speech.main_language)
    if days[0] != days[-1]:
        paid = f"{paid} – {day_in_words(days[-1], speech.main_language)}"
    means = sorted({_MEANS[each.means] for each in order.gifts})
    giver = [Row(label=say("Nom", "Name"), value=donor.name)]
    if any(lines):
        address = one_line("\n".join(lines))
        giver.append(Row(label=say("Adresse", "Address"), value=address))
    return (
        Section(
            title=say("Bénéficiaire", "Beneficiary"),
            rows=(
                Row(label=say("Nom", "Name"), value=issuer.name),
                Row(label=say("Adresse", "Address"), value=one_line(issuer.address)),
                Row(label=say("Objet", "Purpose"), value=issuer.purpose),
            ),
        ),
        Section(title=say("Donateur", "Donor"), rows=tuple(giver)),
        Section(
            title=say("Don", "Gift"),
            rows=(
                Row(label=say("Date du versement", "Paid on"), value=paid),
                Row(
                    label=say("Versement", "Means"),
                    value=", ".join(say(*each).main for each in means),
                ),
                Row(label=say("Devise", "Currency"), value=order.total.currency),
            ),
        ),
    )


def _lines(order: Order, language: str) -> tuple[GiftLine, ...]:
    dated = [(each.paid_on, each) for each in order.gifts if each.paid_on is not None]
    return tuple(
        GiftLine(
            day=day_in_words(day, language),
            reference=each.reference,
            means=_MEANS[each.means][0 if language == "fr" else 1],
            amount=figures(each.net, language),
        )
        for day, each in sorted(dated, key=lambda pair: (pair[0], pair[1].reference))
    )


def _replaces(order: Order, speech: Speech) -> Words:
    if not order.replaces:
        return Words(main="")
    return speech.say(
        f"Annule et remplace le document n° {order.replaces}.",
        f"Takes the place of document {order.replaces}, which is void.",
    )


ACKNOWLEDGEMENT: Final = Acknowledgement()
