"""All that is held of a donor, for that donor (GDPR, articles 15 and 20)."""

from datetime import date, datetime
from typing import Any

from obole.donations.models import (
    Donor,
    DonorNote,
    Gift,
    Movement,
    NewsletterWish,
    Plan,
    StatementLine,
)
from obole.donations.queries import receipt_links
from obole.donations.queries.donor_gifts import gifts_of
from obole.donations.queries.donors import rows_of
from obole.foundation.models import OutgoingMail

Row = dict[str, Any]

_ALSO_KEPT = (
    "The entries of these gifts in the books, by their number and without your name, for as long "
    "as the books exist; copies of issued tax receipts for six years (France: livre des procédures "
    "fiscales, article L. 102 B); the notices of payment providers about these gifts, for ninety "
    "days; the statements of the bank, for ten years. What a provider knows of you is with them."
)


def data_of(*, donor: Donor) -> Row:
    """Return everything that is held of a donor, as JSON values."""
    rows = list(Donor.objects.filter(pk__in=rows_of(donor)).order_by("pk"))
    plans = Plan.objects.filter(donor__in=rows).select_related("campaign").order_by("pk")
    notes = DonorNote.objects.filter(donor__in=rows).order_by("pk")
    return {
        "donors": [_donor(each) for each in rows],
        "recurring_gifts": [_plan(each) for each in plans],
        "gifts": [_gift(each) for each in _gifts(donor)],
        "receipts": [_receipt(each) for each in receipt_links.receipts_for(donor=donor)],
        "notes_of_the_newsroom": [
            {"text": each.text, "made_at": _moment(each.made_at)} for each in notes
        ],
        **_of_addresses([each.email for each in rows if each.email]),
        "also_kept": _ALSO_KEPT,
    }


def _of_addresses(addresses: list[str]) -> Row:
    mails = OutgoingMail.objects.filter(recipient__in=addresses).order_by("pk")
    return {
        "mails_of_the_last_days": [
            {"subject": each.subject, "text": each.text, "sent_at": _moment(each.sent_at)}
            for each in mails
        ],
        "newsletter": [
            {"email": each.email, "state": each.state, "asked_at": _moment(each.asked_at)}
            for address in addresses
            for each in NewsletterWish.objects.filter(email__iexact=address).order_by("pk")
        ],
    }


def _receipt(receipt: receipt_links.ReceiptLine) -> Row:
    return {
        "number": receipt.number,
        "year": receipt.year,
        "issued_on": _day(receipt.issued_on),
        "amount": str(receipt.amount),
        "is_void": receipt.is_void,
    }


def _gifts(donor: Donor) -> list[Gift]:
    gifts = gifts_of(donor).select_related("campaign").order_by("pk")
    return list(gifts.prefetch_related("movements__entry", "statement_lines"))


def _donor(donor: Donor) -> Row:
    return {
        "kind": donor.kind,
        "email": donor.email,
        "given_name": donor.given_name,
        "family_name": donor.family_name,
        "company": donor.company,
        "siren": donor.siren,
        "street": donor.street,
        "postcode": donor.postcode,
        "city": donor.city,
        "country": donor.country,
        "language": donor.language,
        "known_since": _moment(donor.created_at),
    }


def _plan(plan: Plan) -> Row:
    return {
        "campaign": plan.campaign.slug,
        "amount": str(plan.amount),
        "added_for_fees": plan.to_pay.minor_units - plan.amount.minor_units > 0,
        "rhythm": plan.rhythm,
        "means": plan.means,
        "provider": plan.gateway,
        "provider_reference": plan.reference,
        "state": plan.state,
        "begun_at": _moment(plan.begun_at),
        "ended_at": _moment(plan.ended_at),
    }


def _gift(gift: Gift) -> Row:
    return {
        "number": gift.number,
        "campaign": gift.campaign.slug,
        "amount": str(gift.amount),
        "added_for_fees": str(gift.fee_cover),
        "means": gift.means,
        "provider": gift.gateway,
        "provider_reference": gift.payment_reference,
        "state": gift.state,
        "begun_at": _moment(gift.begun_at),
        "paid_on": _day(gift.paid_on),
        "name_is_shown": gift.is_public,
        "shown_name": gift.shown_name,
        "message": gift.message,
        "wants_receipt": gift.wants_receipt,
        "came_from_page": gift.page_id,
        "movements": [_movement(each) for each in gift.movements.all()],
        "bank_statement_lines": [_line(each) for each in gift.statement_lines.all()],
    }


def _movement(movement: Movement) -> Row:
    return {
        "kind": movement.kind,
        "amount": str(movement.amount),
        "moved_at": _moment(movement.moved_at),
        "entry_in_the_books": movement.entry.number,
    }


def _line(line: StatementLine) -> Row:
    return {
        "day": _day(line.day),
        "amount": str(line.amount),
        "payer": line.payer,
        "payer_iban": line.payer_iban,
        "text": line.text,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
