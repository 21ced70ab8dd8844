"""Finding the donor of a gift, or making one. What is known of somebody is never overwritten."""

from datetime import datetime
from typing import Final, TypedDict, Unpack

from django.db import IntegrityError, transaction

from obole.donations.models import Donor, DonorNote
from obole.donations.rules.wishes import Giver

# What belongs together is taken together, or not at all: half an address is a wrong one.
_GROUPS: Final = (
    ("given_name", "family_name"),
    ("company", "siren"),
    ("street", "postcode", "city", "country"),
)

# As long as their columns are.
LONGEST_NAME: Final = 100


class Told(TypedDict, total=False):
    """What somebody says of themselves."""

    given_name: str
    family_name: str
    company: str
    siren: str
    street: str
    postcode: str
    city: str
    country: str


@transaction.atomic
def find_or_make_donor(
    *, email: str, language: str = "fr", now: datetime, **told: Unpack[Told]
) -> Donor:
    """Return the donor of this address, or a new one; without an address always a new one.

    Anybody can type anybody's address into a form: what is known stays, what is missing is filled
    in, and what differs becomes a note, for a person to decide.
    """
    donor = _donor_of(email)
    if donor is None:
        donor = _made(email=email, told=told, language=language, now=now)
    if donor is None:
        # Somebody else made it meanwhile.
        donor = _donor_of(email)
        assert donor is not None, "The address is taken, and nobody has it."
    _complete(donor, told=told, now=now)
    return donor


def donor_of_giver(*, giver: Giver, language: str, now: datetime) -> Donor | None:
    """Return the donor that somebody at the desk describes; None where they say nothing."""
    if not any((giver.email, giver.given_name, giver.family_name, giver.company)):
        return None
    return find_or_make_giver(giver=giver, language=language, now=now)


def find_or_make_giver(*, giver: Giver, language: str, now: datetime) -> Donor:
    """Return the donor that a form describes, found or made as `find_or_make_donor` does."""
    return find_or_make_donor(
        email=giver.email,
        given_name=giver.given_name,
        family_name=giver.family_name,
        company=giver.company,
        siren=giver.siren,
        street=giver.street,
        postcode=giver.postcode,
        city=giver.city,
        country=giver.country,
        language=language,
        now=now,
    )


def find_or_make_named(*, email: str, name: str, language: str = "fr", now: datetime) -> Donor:
    """Return the donor whose name is known in one piece: its last word is the family's."""
    given_name, _, family_name = name.rpartition(" ")
    return find_or_make_donor(
        email=email,
        given_name=given_name[:LONGEST_NAME],
        family_name=family_name[:LONGEST_NAME],
        language=language,
        now=now,
    )


def _donor_of(email: str) -> Donor | None:
    """Return who has this address; of donors that were merged, the one that remains."""
    if not email:
        return None
    of_address = Donor.objects.select_for_update().filter(email__iexact=email)
    donor = of_address.filter(merged_into=None).first() or of_address.order_by("pk").first()
    while donor is not None and donor.merged_into_id is not None:
        donor = Donor.objects.select_for_update().get(pk=donor.merged_into_id)
    return donor


def _made(*, email: str, told: Told, language: str, now: datetime) -> Donor | None:
    kind = Donor.Kind.COMPANY if told.get("company") else Donor.Kind.PERSON
    try:
        with transaction.atomic():
            return Donor.objects.create(
                email=email, kind=kind, language=language, created_at=now, **told
            )
    except IntegrityError:
        return None


def _complete(donor: Donor, *, told: Told, now: datetime) -> None:
    filled: list[str] = []
    differing: list[str] = []
    for group in _GROUPS:
        known = [getattr(donor, name) for name in group]
        given = [str(told.get(name, "")) for name in group]
        if not any(given) or known == given:
            continue
        if any(known):
            differing.extend(each for each in given if each)
            continue
        for name in group:
            setattr(donor, name, told.get(name, ""))
            filled.append(name)
    if donor.company and donor.kind != Donor.Kind.COMPANY and "company" in filled:
        donor.kind = Donor.Kind.COMPANY
        filled.append("kind")
    if filled:
        donor.save(update_fields=filled)
    if differing:
        _note(donor, ", ".join(differing), now=now)


def _note(donor: Donor, text: str, *, now: datetime) -> None:
    """Keep what another form said, once."""
    if not donor.notes.filter(text=text).exists():
        DonorNote.objects.create(donor=donor, text=text, made_at=now)
