"""An acknowledgement of a gift for countries whose law we don't know: it says nothing of taxes."""

from typing import Final

from obole.receipts.rules.amounts_in_words import in_words
from obole.receipts.rules.gifts_on_paper import (
    GIFTS_HEAD,
    MEANS,
    days_of,
    gift_lines,
    place_and_day,
)
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
    Row,
    Section,
    Sheet,
    Speech,
    Words,
    day_in_words,
    framed,
    one_line,
)

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
            gifts=gift_lines(order, spoken),
            certificate=(say(*NOTHING_IN_RETURN),),
            articles=(),
            replaces=_replaces(order, speech),
            issued=Words(main=place_and_day(order, spoken)),
            signatory=order.issuer.signatory,
            signatory_role=order.issuer.signatory_role,
            signed=say("Signature", "Signature"),
            check=say(*CHECK),
            check_url=order.check_url,
            code=order.code,
        )


def _sections(order: Order, speech: Speech) -> tuple[Section, ...]:
    say, issuer, donor = speech.say, order.issuer, order.donor
    lines = (donor.street, f"{donor.postcode} {donor.city}".strip(), donor.country)
    first, last = days_of(order)
    paid = day_in_words(first, speech.main_language)
    if first != last:
        paid = f"{paid} – {day_in_words(last, speech.main_language)}"
    means = sorted({MEANS[each.means] for each in order.gifts})
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


def _replaces(order: Order, speech: Speech) -> Words:
    if not order.replaces:
        return Words(main="")
    return speech.say(
        f"Annule et remplace le document n° {order.replaces}.",
        f"Takes the place of document {order.replaces}, which is void.",
    )


ACKNOWLEDGEMENT: Final = Acknowledgement()
