"""The French receipt's layout: every mention of the administration's forms, in our own order.

The form speaks French, since French law asks for it; donors who read English find under each
label what it means.
"""

from dataclasses import dataclass
from typing import Final

from stdnum.fr import siren

from obole.donations.rules.vocabulary import Means
from obole.receipts.rules.amounts_in_words import in_words
from obole.receipts.rules.gifts_on_paper import GIFTS_HEAD, days_of, gift_lines, place_and_day
from obole.receipts.rules.issuing import FRANCE, Quality
from obole.receipts.rules.scheme import DonorFacts, Issuer, Order
from obole.receipts.rules.sheets import (
    Box,
    Choice,
    Row,
    Section,
    Sheet,
    Speech,
    Words,
    day_in_words,
    framed,
    one_line,
)

_BY_BANK: Final = frozenset({Means.CARD, Means.SEPA, Means.PAYPAL, Means.TRANSFER})
_QUALITIES: Final = {
    Quality.GENERAL_INTEREST: (
        "Œuvre ou organisme d’intérêt général",
        "Body of general interest",
    ),
    Quality.PUBLIC_UTILITY: (
        "Association ou fondation reconnue d’utilité publique",
        "Association or foundation recognised as of public utility",
    ),
    Quality.ENDOWMENT_FUND: ("Fonds de dotation", "Endowment fund"),
    Quality.PRESS_PLURALISM: (
        (
            "Association d’intérêt général soutenant le pluralisme de la presse "
            "(article 200, 1, f bis du CGI)"
        ),
        "Body of general interest that supports the pluralism of the press",
    ),
}
# The boxes of the form, all of which it prints.
FORMS: Final = (
    ("Acte authentique", "notarial deed"),
    ("Acte sous seing privé", "private deed"),
    ("Déclaration de don manuel", "gift by hand"),
    ("Autres", "other"),
)
KINDS: Final = (
    ("Numéraire", "money"),
    ("Titres de sociétés cotés", "securities"),
    ("Autres", "other"),
)
WAYS: Final = (
    ("Remise d’espèces", "cash"),
    ("Chèque", "cheque"),
    ("Virement, prélèvement, carte bancaire", "transfer, debit, card"),
)

Pair = tuple[str, str]
"""A text in French, and its meaning in English."""

TITLE: Final = (
    "Reçu au titre des dons à certains organismes d’intérêt général",
    "Receipt for gifts to a body of general interest",
)
CHECK: Final = (
    "Vérifier ce reçu par son numéro et son code, sans que le donateur apparaisse :",
    "Check this receipt by its number and code; the donor is never shown.",
)
CERTIFIED: Final = (
    (
        "Le bénéficiaire certifie sur l’honneur que les dons et versements qu’il reçoit ouvrent "
        "droit à la réduction d’impôt prévue à l’article :"
    ),
    "The beneficiary certifies on its honour that its gifts lower tax under the article ticked.",
)


@dataclass(frozen=True, kw_only=True)
class Form:
    """What one form says otherwise than another."""

    law: Pair
    donor_title: Pair
    donor_rows: tuple[tuple[Pair, str], ...]
    received: Pair
    articles: tuple[tuple[str, bool], ...]
    """Each article of the form, and whether it is ticked."""


def sheet_of(order: Order, form: Form) -> Sheet:
    """Return the receipt that is ordered, on this form."""
    speech = Speech(language=order.donor.language, is_french_by_law=True)
    say = speech.say
    donor = Section(
        title=say(*form.donor_title),
        rows=tuple(Row(label=say(*label), value=value) for label, value in form.donor_rows),
    )
    return Sheet(
        language=speech.language,
        title=say(*TITLE),
        form=say(*form.law),
        number_label=say("Numéro d’ordre du reçu", "Number"),
        number=order.number,
        issuer=order.issuer.name,
        recipient=order.donor.name,
        sections=(_beneficiary(order.issuer, speech), donor, _gift(order, speech)),
        amount_label=say("Somme reçue", "Sum received"),
        figures=framed(order.total, "fr"),
        in_words=in_words(order.total, "fr"),
        gifts_title=say("Dons compris dans ce reçu", "Gifts on this receipt"),
        gifts_head=tuple(say(*each) for each in GIFTS_HEAD),
        gifts=gift_lines(order, "fr"),
        certificate=(say(*form.received), say(*CERTIFIED)),
        articles=tuple(
            Box(label=Words(main=name), is_ticked=ticks) for name, ticks in form.articles
        ),
        replaces=_replaces(order, speech),
        issued=say(place_and_day(order, "fr"), "Place and date of issue"),
        signatory=order.issuer.signatory,
        signatory_role=order.issuer.signatory_role,
        signed=say("Signature", "Signature"),
        check=say(*CHECK),
        check_url=order.check_url,
        code=order.code,
    )


def _beneficiary(issuer: Issuer, speech: Speech) -> Section:
    say = speech.say
    quality = _QUALITIES.get(Quality(issuer.quality))
    said = issuer.quality_detail if quality is None else quality[0]
    if quality is not None and issuer.quality_detail:
        said = f"{said}\n{issuer.quality_detail}"
    rows = [
        Row(label=say("Dénomination", "Name"), value=issuer.name),
        Row(label=say("Adresse", "Address"), value=one_line(issuer.address)),
    ]
    if issuer.siren:
        rows.append(Row(label=say("Numéro SIREN", ""), value=siren.format(issuer.siren)))
    if issuer.rna:
        rows.append(Row(label=say("Numéro RNA", ""), value=issuer.rna))
    rows += [
        Row(label=say("Objet", "Purpose"), value=issuer.purpose),
        Row(label=say("Qualité", "Kind of body"), value=said),
    ]
    return Section(title=say("Bénéficiaire des versements", "Beneficiary"), rows=tuple(rows))


def _gift(order: Order, speech: Speech) -> Section:
    means = {each.means for each in order.gifts}
    first, last = days_of(order)
    paid = day_in_words(first, "fr")
    if first != last:
        paid = f"du {paid} au {day_in_words(last, 'fr')}"
    ticked_means = (
        Means.CASH in means,
        Means.CHEQUE in means,
        not means.isdisjoint(_BY_BANK),
    )
    return Section(
        title=speech.say("Don", "Gift"),
        rows=(
            Row(label=speech.say("Date du versement", "Paid on"), value=paid),
            Row(label=speech.say("Devise", "Currency"), value="euro (EUR)"),
        ),
        choices=(
            _choice(speech, ("Forme du don", "Form"), FORMS, (False, False, True, False)),
            _choice(speech, ("Nature du don", "Kind"), KINDS, (True, False, False)),
            _choice(speech, ("Mode de versement", "Means"), WAYS, ticked_means),
        ),
    )


def _choice(
    speech: Speech, label: Pair, names: tuple[Pair, ...], ticked: tuple[bool, ...]
) -> Choice:
    boxes = tuple(
        Box(label=speech.say(*name), is_ticked=ticks)
        for name, ticks in zip(names, ticked, strict=True)
    )
    return Choice(label=speech.say(*label), boxes=boxes)


def _replaces(order: Order, speech: Speech) -> Words:
    if not order.replaces:
        return Words(main="")
    return speech.say(
        f"Annule et remplace le reçu n° {order.replaces}.",
        f"Takes the place of receipt {order.replaces}, which is void.",
    )


def address_of(donor: DonorFacts) -> str:
    """Return a donor's address in one line, with the country when it is another."""
    parts = [one_line(donor.street), f"{donor.postcode} {donor.city}"]
    if donor.country not in ("", FRANCE):
        parts.append(donor.country)
    return ", ".join(parts)
